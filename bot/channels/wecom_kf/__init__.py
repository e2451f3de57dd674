"""微信客服: residents on WeChat, fetched from where the last fetching ended."""
