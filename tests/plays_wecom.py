"""Plays WeCom: an application on loopback that officials write to, and press buttons in."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from email.utils import format_datetime
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.section import Section
from bot.channels.wecom.settings import WecomSection
from tests.plays import Hook, Mishap, Shown
from tests.wecom_rules import ApiError
from tests.wecom_sealing import Keys, xml
from tests.wecom_server import AGENT, CORP, SECRET, Corp, Message
from tests.wire import Wire, serving

KEYS = Keys("TheTokenOfTheCallback", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", CORP)
PATIENCE, TRIES = 5.0, 3  # seconds, and how often a call is made


class WecomPlay:
    """An organisation whose members are everybody in the town.

    Attributes:
        speaks_json: whether the console is set to JSON.
    """

    name = "wecom"
    group: str | None = None
    longest = 2048
    hooked = True
    speaks = True

    def __init__(self) -> None:
        self.url = ""
        self.corp = Corp(lambda: self._wire.town.clock.now())
        self.speaks_json = False
        self._wire: Wire
        self._count = itertools.count(1)

    def section(self) -> Section:
        return WecomSection(
            corp_id=CORP, agent_id=AGENT, secret=SECRET, token=KEYS.token, aes_key=KEYS.aes_key, api_base=self.url
        )

    def account(self, person: str) -> str:
        return person if person.isascii() else f"u{person.encode().hex()}"

    def size(self, text: str) -> int:
        return len(text.encode())

    def meet(self, wire: Wire) -> None:
        self._wire = wire

    # --- what it calls us with ---

    def event(self, who: str, **more: str | int) -> dict[str, str | int]:
        """What is sealed in a call about somebody, now."""
        now = int(self.corp.now().timestamp())
        said: dict[str, str | int] = {"ToUserName": CORP, "FromUserName": self.account(who), "CreateTime": now}
        return said | more | {"AgentID": AGENT}

    def sealed(self, fields: dict[str, str | int], keys: Keys = KEYS) -> Hook:
        """A call with this in it."""
        sealed = keys.seal(json.dumps(fields, ensure_ascii=False) if self.speaks_json else xml(fields))
        outside = {"ToUserName": CORP, "AgentID": str(AGENT), "Encrypt": sealed}
        body = (
            json.dumps({name.lower(): value for name, value in outside.items()}) if self.speaks_json else xml(outside)
        )
        return Hook("POST", "/hooks/wecom", self.proof(sealed, keys), {"Content-Type": "text/xml"}, body.encode())

    def proof(self, sealed: str, keys: Keys = KEYS) -> dict[str, str]:
        """The query of a call."""
        timestamp, nonce = str(int(self.corp.now().timestamp())), str(next(self._count) + 10**9)
        return {"msg_signature": keys.signature(timestamp, nonce, sealed), "timestamp": timestamp, "nonce": nonce}

    def _said(self, who: str, text: str, message_id: str) -> dict[str, str | int]:
        return self.event(who, MsgType="text", Content=text, MsgId=message_id)

    def hook(self, who: str, text: str, message_id: str, group: bool = False) -> Hook:
        return self.sealed(self._said(who, text, message_id))

    def forged(self, who: str, text: str, message_id: str) -> Hook:
        return self.sealed(self._said(who, text, message_id), Keys("guessed", KEYS.aes_key, CORP))

    def says(self, who: str, text: str, message_id: str = "", group: bool = False) -> httpx.Response | None:
        return self.tell(self.hook(who, text, message_id or f"7{next(self._count):015}"))

    def tell(self, hook: Hook, *, lost_answers: int = 0) -> httpx.Response | None:
        """Call us; again after anything but 200 within five seconds, three times in all."""
        answer: httpx.Response | None = None
        for number in range(TRIES):
            answer = self.send(hook)
            if number >= lost_answers and answer.status_code == 200:
                assert answer.content == b""
                return answer
        return answer

    def send(self, hook: Hook) -> httpx.Response:
        """Make one call."""
        with httpx.Client(base_url=self._wire.url, timeout=PATIENCE, trust_env=False) as client:
            return client.request(hook.method, hook.path, params=hook.query, headers=hook.headers, content=hook.body)

    # --- cards ---

    def card(self, who: str, label: str) -> Message:
        """The newest message of somebody with this button."""
        for message in reversed(self.corp.messages):
            if message.to == self.account(who) and label in _labels(message):
                return message
        raise AssertionError(f"{who} has no button {label}")

    def press(self, card: Message, label: str) -> Hook:
        """The call by which we learn that somebody pressed a button of a card."""
        assert card.card is not None
        (key,) = (button["key"] for button in card.card["button_list"] if button["text"] == label)
        fields: dict[str, str | int] = {
            "MsgType": "event", "Event": "template_card_event", "EventKey": key, "TaskId": card.card["task_id"],
            "CardType": "button_interaction", "ResponseCode": self.corp.code_for(card),
        }  # fmt: skip
        return self.sealed(self.event(card.to) | fields)

    def presses(self, who: str, label: str) -> None:
        self.tell(self.press(self.card(who, label), label))

    def shown(self, who: str) -> list[Shown]:
        return [Shown(_text(one), tuple(_labels(one))) for one in self.corp.messages if one.to == who]

    def fails(self, *mishaps: Mishap) -> None:
        self.corp.mishaps += mishaps

    # --- its API ---

    def api(self) -> Starlette:
        """The server."""
        corp = self.corp
        posts: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "message/send": corp.send, "message/update_template_card": corp.update_card,
            "appchat/create": corp.create_chat, "appchat/send": corp.send_to_chat,
        }  # fmt: skip
        gets: dict[str, Callable[[dict[str, str]], dict[str, Any]]] = {
            "auth/getuserinfo": lambda query: corp.user(query["code"]),
            "agent/get": lambda query: corp.agent(query["agentid"]),
            "appchat/get": lambda query: corp.chat(query["chatid"]),
        }
        routes = [Route("/cgi-bin/gettoken", self._answering(corp.gettoken))]
        routes += [Route(f"/cgi-bin/{path}", self._posted(post), methods=["POST"]) for path, post in posts.items()]
        routes += [Route(f"/cgi-bin/{path}", self._answering(_first(corp.check, get))) for path, get in gets.items()]
        return Starlette(routes=[*routes, Route("/cgi-bin/media/get", self._media)])

    def _answering(self, work: Callable[[dict[str, str]], dict[str, Any]]) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            try:
                return self._json(work(dict(request.query_params)))
            except ApiError as error:
                return self._json(error.answer)

        return answer

    def _posted(self, work: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            try:
                self.corp.check(dict(request.query_params))
                return self._json(work(json.loads(await request.body())))
            except ApiError as error:
                return self._json(error.answer)

        return answer

    def _media(self, request: Request) -> Response:
        try:
            self.corp.check(dict(request.query_params))
            return Response(self.corp.file(request.query_params["media_id"]), media_type="image/jpeg")
        except ApiError as error:
            # With the type of a file, as it happens: only the content tells.
            return Response(json.dumps(error.answer), media_type="image/jpeg")

    def _json(self, answer: dict[str, Any]) -> Response:
        # The platform's clock is the town's.
        return JSONResponse(answer, headers={"Date": format_datetime(self.corp.now().astimezone(UTC), usegmt=True)})


def _first(check: Callable[[dict[str, str]], None], then: Callable[[dict[str, str]], dict[str, Any]]) -> Any:
    def both(query: dict[str, str]) -> dict[str, Any]:
        check(query)
        return then(query)

    return both


def _labels(message: Message) -> list[str]:
    """What can still be pressed."""
    if message.card is None or message.replaced:
        return []
    return [button["text"] for button in message.card["button_list"]]


def _text(message: Message) -> str:
    if message.card is None:
        return message.text
    rows = [f"{row['keyname']}：{row['value']}" for row in message.card.get("horizontal_content_list", [])]
    return "\n".join([message.card["main_title"]["title"], *rows, message.card.get("sub_title_text", "")])


@contextmanager
def start() -> Iterator[WecomPlay]:
    """A running WeCom."""
    play = WecomPlay()
    with serving(play.api(), date_header=False) as play.url:
        yield play
    assert play.corp.truncated == [], "the platform cut these off without a word"
    assert play.corp.dropped == [], "the platform dropped these without a word"
