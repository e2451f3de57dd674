"""Plays WeChat with a 公众号: people who write, scan and press, and calls that are made up to three times."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import httpx

from bot.channels.official_account.settings import OfficialAccountSection
from bot.channels.section import Section
from tests.fakes import MONDAY
from tests.official_account_fakes import LONGEST, TEMPLATE, WeChat
from tests.official_account_people import Person
from tests.official_account_sealing import AES_KEY, APP_ID, SECRET, TOKEN, seal, sign, unseal
from tests.plays import Hook, Mishap, Shown
from tests.wire import Wire, serving

ACCOUNT = "gh_0123456789ab"
PATH = "/hooks/official-account"
HUNG_UP, TRIES = 5.0, 3  # WeChat's patience in seconds, and how often it calls
OUT_OF_ORDER = "该公众号提供的服务出现故障，请稍后再试"
_TWO_DAYS, _A_MINUTE = timedelta(hours=48), timedelta(minutes=1)
_DOINGS = {"subscribe", "SCAN", "CLICK"}


class OfficialAccountPlay:
    """WeChat, in 安全模式 or 明文模式.

    Args:
        patience: how long the product may wait with its answer (seconds).
        more: other settings.
    """

    name = "official_account"
    group: str | None = None
    longest = LONGEST
    hooked = True
    speaks = True

    def __init__(self, patience: float = 0.0, *, sealed: bool = True, **more: object) -> None:
        self.url = ""
        self.sealed = sealed
        self.wechat = WeChat(self._now)
        self._settings = {"patience": patience, **more}
        self._wire: Wire | None = None
        self._count = 0

    def _now(self) -> datetime:
        return self._wire.town.clock.now() if self._wire else MONDAY

    def section(self) -> Section:
        known = {"app_id": APP_ID, "secret": SECRET, "token": TOKEN, "aes_key": AES_KEY, "api_base": self.url}
        return OfficialAccountSection.model_validate(known | self._settings)

    def account(self, person: str) -> str:
        return f"o{hashlib.sha256(person.encode()).hexdigest()[:27]}"

    def size(self, text: str) -> int:
        return len(text.encode())

    def meet(self, wire: Wire) -> None:
        """Officials wrote something just before: they can be written to."""
        self._wire = wire
        for account in wire.town.product.org().tree.accounts:
            self.wechat.opens(account.account, _TWO_DAYS, 5)

    # --- the calls ---

    def made(self, who: str, kind: str, **fields: object) -> Hook:
        """A call about somebody."""
        seconds = int(self._now().timestamp())
        head = {"ToUserName": ACCOUNT, "FromUserName": self.account(who), "CreateTime": seconds, "MsgType": kind}
        xml = "".join(f"<{name}>{_written(value)}</{name}>" for name, value in (head | fields).items())
        return self._signed(f"<xml>{xml}</xml>", TOKEN)

    def _signed(self, body: str, token: str) -> Hook:
        timestamp, nonce = str(int(self._now().timestamp())), "1320562132"
        query = {"timestamp": timestamp, "nonce": nonce, "openid": "o", "signature": sign(token, timestamp, nonce)}
        if not self.sealed:
            return Hook("POST", PATH, query, body=body.encode())
        encrypted = seal(body)
        query |= {"encrypt_type": "aes", "msg_signature": sign(token, timestamp, nonce, encrypted)}
        outer = f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
        return Hook("POST", PATH, query, body=outer.encode())

    def hook(self, who: str, text: str, message_id: str, group: bool = False) -> Hook:
        return self.made(who, "text", Content=text, MsgId=message_id)

    def forged(self, who: str, text: str, message_id: str) -> Hook:
        content = f"<Content>{escape(text)}</Content><MsgId>{message_id}</MsgId>"
        return self._signed(f"<xml><FromUserName>o</FromUserName><MsgType>text</MsgType>{content}</xml>", "guessed")

    def happens(self, who: str, event: str, key: str = "", **more: object) -> httpx.Response:
        """Somebody follows, scans, or presses an entry of the menu."""
        if event in _DOINGS:
            self.wechat.opens(self.account(who), _A_MINUTE, 3)
        return self.delivers(who, self.made(who, "event", Event=event, EventKey=key, **more))

    def sends(self, who: str, kind: str, message_id: str = "", **fields: object) -> httpx.Response:
        """Somebody sends a message of this kind."""
        self._count += 1
        self.wechat.opens(self.account(who), _TWO_DAYS, 5)
        return self.delivers(who, self.made(who, kind, MsgId=message_id or str(10**15 + self._count), **fields))

    def says(self, who: str, text: str, message_id: str = "", group: bool = False) -> httpx.Response | None:
        return self.sends(who, "text", message_id, Content=text)

    def presses(self, who: str, label: str) -> None:
        person = self.wechat.people[self.account(who)]
        entry = next(entry for entry in reversed(person.menus) if entry["content"] == label)
        self.wechat.opens(self.account(who), _A_MINUTE, 3)
        self._count += 1
        fields = {"Content": label, "MsgId": str(10**15 + self._count), "bizmsgmenuid": entry["id"]}
        self.delivers(who, self.made(who, "text", **fields))

    def agrees(self, who: str, status: str = "accept") -> None:
        """Somebody answers the question whether he wants 订阅通知."""
        agreed = self.wechat.people.setdefault(self.account(who), Person()).agreed
        (agreed.add if status == "accept" else agreed.discard)(TEMPLATE)
        listed = (
            f"<List><TemplateId>{TEMPLATE}</TemplateId><SubscribeStatusString>{status}</SubscribeStatusString></List>"
        )
        self.happens(who, "subscribe_msg_popup_event", SubscribeMsgPopupEvent=Raw(listed * 2))

    # --- how WeChat calls ---

    def send(self, hook: Hook) -> httpx.Response:
        """Make a call once."""
        assert self._wire is not None
        return self._wire.call(hook.method, hook.path, params=hook.query, headers=hook.headers, content=hook.body)

    def delivers(self, who: str, hook: Hook) -> httpx.Response:
        """Call as WeChat does: hang up after five seconds, call again, and show people what is no answer."""
        assert self._wire is not None
        url = f"{self._wire.url}{hook.path}"
        with httpx.Client(timeout=HUNG_UP, trust_env=False) as client:
            for last in (False, False, True):
                try:
                    answer = client.post(url, params=hook.query, content=hook.body)
                    break
                except httpx.TimeoutException:
                    assert not last, "nobody answered WeChat"
        self._show(who, answer)
        return answer

    def _show(self, who: str, answer: httpx.Response) -> None:
        shown = self.wechat.people.setdefault(self.account(who), Person()).shown
        if answer.status_code != 200:
            shown.append(Shown(OUT_OF_ORDER))
        elif answer.text not in ("", "success"):
            shown.append(Shown(self.said(answer, who)))

    def said(self, answer: httpx.Response, who: str) -> str:
        """The text of an answer, which must be exactly what WeChat reads."""
        fields = _fields(answer.content)
        if self.sealed:
            assert set(fields) == {"Encrypt", "MsgSignature", "TimeStamp", "Nonce"}
            parts = (TOKEN, fields["TimeStamp"], fields["Nonce"], fields["Encrypt"])
            assert fields["MsgSignature"] == sign(*parts)
            fields = _fields(unseal(fields["Encrypt"]).encode())
        assert set(fields) == {"ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"}
        assert (fields["ToUserName"], fields["FromUserName"]) == (self.account(who), ACCOUNT)
        assert fields["MsgType"] == "text"
        assert len(fields["Content"].encode()) <= LONGEST
        return fields["Content"]

    def shown(self, who: str) -> list[Shown]:
        known = self.wechat.people.get(who) or self.wechat.people.get(self.account(who))
        return known.shown if known else []

    def fails(self, *mishaps: Mishap) -> None:
        self.wechat.mishaps += mishaps


class Raw(str):
    """XML that is written as it is."""

    __slots__ = ()


def _written(value: object) -> str:
    """A number as it is, a text as WeChat writes it; what closes a CDATA section is written in two of them."""
    if isinstance(value, int | Raw):
        return str(value)
    return f"<![CDATA[{str(value).replace(']]>', ']]]]><![CDATA[>')}]]>"


def _fields(body: bytes) -> dict[str, str]:
    root = ElementTree.fromstring(body)  # noqa: S314 - our own answer
    assert root.tag == "xml"
    return {child.tag: child.text or "" for child in root}


@contextmanager
def start(patience: float = 0.0, *, sealed: bool = True, **more: object) -> Iterator[OfficialAccountPlay]:
    """WeChat, running. Without patience the product does not wait with its answers, and tests need not either."""
    play = OfficialAccountPlay(patience, sealed=sealed, **more)
    with serving(play.wechat.app(), date_header=False) as play.url:
        yield play
