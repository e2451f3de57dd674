"""企业微信会话内容存档: what was said in groups, pulled with consent and within five days; it only hears."""
