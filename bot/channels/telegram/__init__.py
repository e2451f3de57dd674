"""Telegram: groups that are heard word for word, private chats, and cards with buttons."""
