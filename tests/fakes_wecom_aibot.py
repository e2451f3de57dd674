"""Plays WeCom's 智能机器人 in the mode 设置接收消息回调地址.

By developer.work.weixin.qq.com/document/path/100719, 101031 and 101138.
"""

from __future__ import annotations

import base64
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.section import Section
from bot.channels.wecom_aibot.settings import WecomAibotSection
from tests.plays import Hook, Mishap
from tests.wecom_aibot_people import Frame, People, Post
from tests.wecom_aibot_rules import AES_KEY, BAD_TYPE, BUSY, OK, TOKEN, encrypted, judge, seal, sign, sound, unseal
from tests.wire import serving, wait

USED_UP = 40001
PATH = "/hooks/wecom-aibot"
POLL_EVERY = 0.03  # seconds; the platform comes about once a second
POLLS_FOR, URL_FOR, FILE_FOR = timedelta(minutes=6), timedelta(hours=1), timedelta(minutes=5)


class HookPlay(People):
    """The platform, with one bot.

    Attributes:
        polls: how often it came for a stream; polling: whether it comes at all.
    """

    hooked = True

    def __init__(self) -> None:
        super().__init__()
        self.polls = 0
        self.polling = True
        self._streams: dict[str, Post] = {}
        self._urls: dict[str, tuple[str, datetime]] = {}
        self._files: dict[str, tuple[bytes, datetime]] = {}
        self._tasks: set[str] = set()
        self._threads: list[threading.Thread] = []
        self._asking = threading.Lock()
        self._closed = False

    def section(self) -> Section:
        return WecomAibotSection(token=TOKEN, aes_key=AES_KEY)

    def hook(self, who: str, text: str, message_id: str, group: bool = False) -> Hook:
        return self.sealed(self.text(who, text, message_id, group))

    def forged(self, who: str, text: str, message_id: str) -> Hook:
        return self.sealed(self.text(who, text, message_id), token="guessed")

    def says(self, who: str, text: str, message_id: str = "", group: bool = False) -> httpx.Response | None:
        return self.tells(self.text(who, text, message_id, group))

    def message(self, who: str, message_id: str = "", group: bool = False, **content: Any) -> Frame:
        """The body of a callback, with the address of an answer."""
        body = super().message(who, message_id, group, **content)
        code = f"code{self._count}"
        self._urls[code] = (str(self.group) if group else who, self.now())
        return body | {"response_url": f"{self.url}/cgi-bin/aibot/response?response_code={code}"}

    def picture(self, content: bytes, key: str = AES_KEY) -> Frame:
        """A picture somebody sent, as a callback has it; it has no key of its own here."""
        self._count += 1
        name = f"p{self._count}"
        self._files[name] = (encrypted(content, base64.b64decode(key + "=")), self.now())
        return {"url": f"{self.url}/media/{name}?sign=q%3D1"}

    # --- the platform calls ---

    def sealed(self, body: Frame, token: str = TOKEN, at: datetime | None = None) -> Hook:
        """A call that says this."""
        sealed = seal(json.dumps(body, ensure_ascii=False))
        return Hook("POST", PATH, self.signed(sealed, token, at), {}, json.dumps({"encrypt": sealed}).encode())

    def signed(self, sealed: str, token: str = TOKEN, at: datetime | None = None) -> dict[str, str]:
        """The query that proves it."""
        timestamp, nonce = str(int((at or self.now()).timestamp())), secrets.token_hex(6)
        return {"msg_signature": sign(token, timestamp, nonce, sealed), "timestamp": timestamp, "nonce": nonce}

    def tells(self, body: Frame) -> httpx.Response:
        """Call, and show people what is answered."""
        account = body.get("chatid") or body["from"]["userid"]
        answer = self.send(self.sealed(body))
        told = self.opened(answer)
        if told:
            self._show(account, body, told)
        return answer

    def send(self, hook: Hook) -> httpx.Response:
        """Make a call."""
        return self.wire.call(hook.method, hook.path, params=hook.query, headers=hook.headers, content=hook.body)

    def opened(self, answer: httpx.Response) -> Frame | None:
        """What an answer says; None when it says nothing."""
        assert answer.status_code == 200, answer.text
        if not answer.content:
            return None
        told = answer.json()
        assert set(told) == {"encrypt", "msgsignature", "timestamp", "nonce"}
        assert told["msgsignature"] == sign(TOKEN, told["timestamp"], told["nonce"], told["encrypt"])
        found: Frame = json.loads(unseal(told["encrypt"]))
        return found

    def _show(self, account: str, body: Frame, told: Frame) -> None:
        kind = body.get("event", {}).get("eventtype")
        if kind == "template_card_event":
            assert told["response_type"] == "update_template_card"
            assert sound(told["template_card"])
            self.updates.append(told["template_card"])
            return
        if kind == "enter_chat":
            assert told["msgtype"] == "text"
            self.posts.append(Post(account, told, "welcome"))
            return
        number = told["stream"]["id"] if told["msgtype"] == "stream" else ""
        if number in self._streams:
            return  # the same message delivered again: people have this answer
        assert judge(told, ("stream", "template_card"), self._tasks) == OK
        post = Post(account, told, "passive")
        self.posts.append(post)
        if number:
            self._streams[number] = post
            self.follow(number, body)

    def follow(self, number: str, body: Frame) -> None:
        """Come for the answer until it is finished."""
        thread = threading.Thread(target=self._follow, args=(number, body, self.now()), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _follow(self, number: str, body: Frame, since: datetime) -> None:
        post = self._streams[number]
        while not post.body["stream"]["finish"] and not self._closed and self.now() - since < POLLS_FOR:
            time.sleep(POLL_EVERY)
            if self.polling:
                self.poll(number, body)

    def poll(self, number: str, body: Frame) -> None:
        """Come once."""
        asking = {key: body[key] for key in ("aibotid", "chatid", "chattype", "from") if key in body}
        call = asking | {"msgid": f"poll{self.polls}", "msgtype": "stream", "stream": {"id": number}}
        with self._asking:
            self.polls += 1
            try:
                answer = self.send(self.sealed(call))
            except httpx.HTTPError:
                return  # the product is closed; it comes again
            if answer.status_code >= 500:
                return
            told = self.opened(answer)
            assert told is not None
            assert told["stream"]["id"] == number
            assert judge(told, ("stream",), set()) == OK
            self._streams[number].body = told

    def finished(self) -> None:
        """Until every stream has its answer."""
        wait(lambda: all(post.body["stream"]["finish"] for post in self._streams.values()))

    # --- the platform is called ---

    async def respond(self, request: Request) -> Response:
        """`response_url`: once, within the hour."""
        if self.mishaps:
            mishap = self.mishaps.pop(0)
            if mishap is not None:
                return Response(status_code=503) if mishap is Mishap.DOWN else _code(BUSY)
        account, at = self._urls.get(request.query_params["response_code"], ("", self.now()))
        if not account or self.now() - at > URL_FOR:
            return _code(USED_UP)
        body = await request.json()
        code = judge(body, ("markdown", "template_card"), self._tasks)
        if code == OK:
            del self._urls[request.query_params["response_code"]]
            self.posts.append(Post(account, body, "response_url"))
        return _code(code)

    async def media(self, request: Request) -> Response:
        """A picture, for five minutes."""
        content, at = self._files.get(request.path_params["name"], (b"", self.now()))
        over = not content or self.now() - at > FILE_FOR
        return Response(b"<Error/>", 403) if over else Response(content, 200, media_type="image/jpeg")

    def close(self) -> None:
        """It comes no more."""
        self._closed = True
        for thread in self._threads:
            thread.join()


def _code(code: int) -> Response:
    assert code != BAD_TYPE
    return JSONResponse({"errcode": code, "errmsg": "ok" if code == OK else f"error {code}"})


@contextmanager
def start() -> Iterator[HookPlay]:
    """A running platform."""
    play = HookPlay()
    routes = [
        Route("/cgi-bin/aibot/response", play.respond, methods=["POST"]),
        Route("/media/{name}", play.media),
    ]
    with serving(Starlette(routes=routes)) as play.url:
        try:
            yield play
        finally:
            play.close()
