"""What a call of 微信客服 must prove, and what it says: nothing but where there is something to fetch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.channels.base import Call
from bot.channels.tencent import xml
from bot.channels.tencent.envelope import Envelope
from bot.channels.wecom_kf.settings import WecomKfSection

EVENT = "kf_msg_or_event"


@dataclass(frozen=True, slots=True)
class Told:
    """What a genuine call says.

    Attributes:
        echo: what is to be answered (only the URL check has it).
        account: where something is to be fetched; calls of before 2022 do not say.
        token: lets us fetch often for ten minutes.
        news: whether there is something to fetch at all.
    """

    echo: str = ""
    news: bool = False
    account: str = ""
    token: str = ""


class Calls:
    """Opens the calls of one enterprise."""

    def __init__(self, section: WecomKfSection) -> None:
        self._envelope = Envelope(section.token.get_secret_value(), section.aes_key, section.corp_id)

    def read(self, call: Call, now: datetime) -> Told:
        """What the call says.

        Raises:
            EnvelopeError: it cannot be trusted.
            ValueError: it is no message.
        """
        if call.method == "GET":
            return Told(echo=self._envelope.open(call.query, call.query.get("echostr", ""), now))
        said = xml.parse(self._envelope.open(call.query, xml.parse(call.body).text("Encrypt"), now))
        # Other events (an account was added …) change nothing that is not asked for anyway.
        if said.text("Event") != EVENT:
            return Told()
        return Told(news=True, account=said.text("OpenKfId"), token=said.text("Token"))
