"""What a call of WeChat's must prove, and how it is answered.

In 安全模式 the message is sealed; in 明文模式 only time and nonce are signed, and in 兼容模式 it comes in both
forms, of which the sealed one is read. An answer goes back as the question came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.channels.base import Answer, Call
from bot.channels.tencent import xml
from bot.channels.tencent.envelope import Envelope, check, check_fresh
from bot.channels.tencent.xml import Fields

SUCCESS = Answer(200, "success")
_XML = "application/xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a proven call says; `sealed` is how it came."""

    fields: Fields
    sealed: bool


class Door:
    """Lets in only what WeChat signed lately."""

    def __init__(self, token: str, aes_key: str, app_id: str) -> None:
        self._token = token
        self._envelope = Envelope(token, aes_key, app_id)

    def echo(self, query: Mapping[str, str], now: datetime) -> str:
        """The answer to WeChat's check of the URL; raises `EnvelopeError`."""
        # 公众号 signs its check plainly in every mode; the sealed form is that of WeCom, and of its tools.
        if "msg_signature" in query:
            return self._envelope.open(query, query.get("echostr", ""), now)
        self._check(query, now)
        return query.get("echostr", "")

    def open(self, call: Call, now: datetime) -> Letter:
        """What the call says.

        Raises:
            EnvelopeError: it is not WeChat's, or not fresh.
            ValueError: it cannot be read.
        """
        sealed = call.query.get("encrypt_type") == "aes"
        if not sealed:
            self._check(call.query, now)
        fields = xml.parse(call.body)
        if sealed:
            fields = xml.parse(self._envelope.open(call.query, fields.text("Encrypt"), now))
        return Letter(fields, sealed)

    def reply(self, letter: Letter, text: str, now: datetime) -> Answer:
        """The text as the answer to a call."""
        said = xml.render(
            {
                "ToUserName": letter.fields.text("FromUserName"),
                "FromUserName": letter.fields.text("ToUserName"),
                "CreateTime": int(now.timestamp()),
                "MsgType": "text",
                "Content": text,
            }
        )
        return Answer(200, self._sealed(said, now) if letter.sealed else said, _XML)

    def _sealed(self, said: str, now: datetime) -> str:
        sealed = self._envelope.seal(said, now)
        return xml.render(
            {
                "Encrypt": sealed.encrypt,
                "MsgSignature": sealed.signature,
                "TimeStamp": int(sealed.timestamp),
                "Nonce": sealed.nonce,
            }
        )

    def _check(self, query: Mapping[str, str], now: datetime) -> None:
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        check(query.get("signature", ""), (self._token, timestamp, nonce))
        check_fresh(timestamp, now)
