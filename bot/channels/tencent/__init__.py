"""What 公众号, WeCom, 微信客服 and 智能机器人 have in common: envelope, XML, API and its errors, reply windows."""
