"""Plays 微信客服: it tells us that there is something, and we fetch it."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from xml.sax.saxutils import escape

import httpx
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot import memory
from bot.channels.section import Section
from bot.channels.wecom_kf.channel import WecomKf
from bot.channels.wecom_kf.customers import Customers
from bot.channels.wecom_kf.decode import Talk
from bot.channels.wecom_kf.settings import WecomKfSection
from tests.plays import Hook, Mishap, Shown
from tests.wecom_kf_rules import CORP, KF, SECRET
from tests.wecom_kf_server import KfServer
from tests.wire import Wire, serving, wait

PATH = "/hooks/wecom-kf"
TOKEN, AES_KEY = "kf-callback-token", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


class WecomKfPlay:
    """One 客服账号 and everybody who writes to it."""

    name = "wecom_kf"
    group: str | None = None
    longest = 2048
    hooked = True
    speaks = True

    def __init__(self) -> None:
        self.url = ""
        self.server = KfServer()
        self.wire: Wire
        self._begun = False

    @property
    def platform(self) -> WecomKf:
        """The channel under test."""
        found = self.wire.town.product.channels[self.name]
        assert isinstance(found, WecomKf)
        return found

    def section(self) -> Section:
        return WecomKfSection(corp_id=CORP, secret=SECRET, token=TOKEN, aes_key=AES_KEY, api_base=self.url)

    def account(self, person: str) -> str:
        return f"wm{hashlib.sha256(person.encode()).hexdigest()[:30]}"

    def size(self, text: str) -> int:
        return len(text.encode())

    def meet(self, wire: Wire) -> None:
        self.wire = wire
        self.server.clock = wire.town.clock.now
        kit = memory.kit_for(wire.town.product, self.name)
        for known in wire.town.product.org().tree.accounts:
            # The town's officials wrote to the account before the story begins: who did not cannot be written to.
            asyncio.run(kit.put_all(*Customers(kit).said(Talk(KF, known.account), wire.town.clock.now())))
            self.server.sendings.open(known.account)

    # --- callbacks ---

    def callback(self, account: str | None = KF, *, signed_with: str = TOKEN, at: float | None = None) -> Hook:
        """The call that says that there is something; None: of the kind that did not say where."""
        now = int(self.server.clock().timestamp() if at is None else at)
        named = f"<OpenKfId><![CDATA[{account}]]></OpenKfId>" if account else ""
        said = (
            f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><CreateTime>{now}</CreateTime>"
            "<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]></Event>"
            f"<Token><![CDATA[{self.server.items.token(account or KF)}]]></Token>{named}</xml>"
        )
        return self.sealed("POST", said, signed_with, now)

    def sealed(self, method: str, said: str, signed_with: str = TOKEN, now: int = 0) -> Hook:
        """A call in its envelope (document/path/90968), sealed by code of its own."""
        stamp, nonce = str(now or int(self.server.clock().timestamp())), secrets.token_hex(5)
        encrypted = _encrypted(said, CORP)
        signature = hashlib.sha1("".join(sorted((signed_with, stamp, nonce, encrypted))).encode()).hexdigest()  # noqa: S324
        query = {"msg_signature": signature, "timestamp": stamp, "nonce": nonce}
        if method == "GET":
            return Hook("GET", PATH, query | {"echostr": encrypted})
        body = f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><Encrypt>{escape(encrypted)}</Encrypt></xml>"
        return Hook("POST", PATH, query, body=body.encode())

    def send(self, hook: Hook) -> httpx.Response:
        """Make a call."""
        return self.wire.call(hook.method, hook.path, params=hook.query, headers=hook.headers, content=hook.body)

    def told(self, account: str | None = KF) -> httpx.Response:
        """Tell that there is something, and wait until it was fetched."""
        answer = self.send(self.callback(account))
        self.fetched()
        return answer

    def fetched(self) -> None:
        """Until nothing is being fetched any more."""
        wait(lambda: not self.platform.busy)

    # --- what people do and see ---

    def hook(self, who: str, text: str, message_id: str, group: bool = False) -> Hook:
        self._begin()
        self.server.says(self.account(who), message_id, text={"content": text})
        return self.callback()

    def _begin(self) -> None:
        """What is fetched at the start is another story."""
        if not self._begun:
            wait(lambda: self.server.items.looked)
            self.fetched()
            self._begun = True

    def forged(self, who: str, text: str, message_id: str) -> Hook:
        return self.callback(signed_with="guessed")

    def says(self, who: str, text: str, message_id: str = "", group: bool = False) -> httpx.Response | None:
        self.server.says(self.account(who), message_id, text={"content": text})
        return self.told()

    def presses(self, who: str, label: str) -> None:
        for sent in reversed(self.server.sendings.sent):
            if sent.customer == self.account(who) and label in sent.menu:
                self.server.says(sent.customer, text={"content": label, "menu_id": sent.menu[label]})
                self.told()
                return
        raise AssertionError(f"{who} has no button {label}")

    def shown(self, who: str) -> list[Shown]:
        return [sent.shown for sent in self.server.sendings.sent if sent.customer == who]

    def fails(self, *mishaps: Mishap) -> None:
        self.server.sendings.mishaps += mishaps


def _encrypted(said: str, receive_id: str) -> str:
    key = base64.b64decode(AES_KEY + "=")
    text = said.encode()
    plain = secrets.token_bytes(16) + struct.pack(">I", len(text)) + text + receive_id.encode()
    filling = 32 - len(plain) % 32
    sealing = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(sealing.update(plain + bytes([filling]) * filling) + sealing.finalize()).decode()


@contextmanager
def start() -> Iterator[WecomKfPlay]:
    """A running platform."""
    play = WecomKfPlay()
    with serving(play.server.app(), date_header=False) as play.url:
        yield play
