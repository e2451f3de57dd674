"""公众号 and 服务号: a conversation in WeChat, whose platform decides when we may speak."""
