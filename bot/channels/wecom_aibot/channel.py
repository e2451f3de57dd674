"""The bot joined, by the way its settings choose."""

from __future__ import annotations

from bot.channels.kit import Kit
from bot.channels.wecom_aibot.bot import Bot
from bot.channels.wecom_aibot.connected import ConnectedBot
from bot.channels.wecom_aibot.hooked import HookedBot
from bot.channels.wecom_aibot.settings import WecomAibotSection


def connect(section: WecomAibotSection, kit: Kit) -> Bot:
    """The bot of a complete section."""
    return ConnectedBot(section, kit) if section.connected else HookedBot(section, kit)
