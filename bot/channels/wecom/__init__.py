"""企业微信自建应用: officials, their cards with buttons, and the rooms we make for them."""
