"""WeCom's side of its API, with the rules of its documentation.

Source: developer.work.weixin.qq.com/document/path/91039 (token), 90236 (messages), 94945 (cards), 90245 and 90248
(groups), 90254 (files), 91023 (sign-in), 90227 (application). Where it names no code for a refusal, one is made up.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.plays import Mishap
from tests.wecom_rules import ADDRESS, ApiError, check_card

CORP, AGENT, SECRET = "ww5d1f3a", 1000002, "secret-of-the-application"
MINUTE, CODE_LIVES, TOKEN_LIVES = timedelta(minutes=1), timedelta(hours=72), timedelta(seconds=7200)
A_MINUTE, LONGEST_TEXT = 30, 2048
LONG_AGO = datetime.fromtimestamp(0, UTC)
OK: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}
BAD_CODE, SAME_TASK = 72018, 42099  # made up


@dataclass
class Message:
    """Something in somebody's list of messages, or in a group's."""

    to: str
    at: datetime
    text: str = ""
    card: dict[str, Any] | None = None
    replaced: str = ""


@dataclass
class Corp:
    """One organisation with one application.

    Attributes:
        dropped: messages over 30 a minute; truncated: texts over 2048 bytes. Nobody is told of either.
        mishaps: what the next messages meet; None for nothing.
        lost_answers: so many messages are taken, and the answer does not arrive.
        kind_to_strangers: answers 0 and `invaliduser` also when there is nobody else.
        left: accounts that are no members any more.
        whole_corp: whether the application is visible to the whole organisation.
    """

    now: Callable[[], datetime]
    messages: list[Message] = field(default_factory=list)
    dropped: list[Message] = field(default_factory=list)
    truncated: list[str] = field(default_factory=list)
    mishaps: list[Mishap | None] = field(default_factory=list)
    lost_answers: int = 0
    kind_to_strangers: bool = False
    left: set[str] = field(default_factory=set)
    allowed_addresses: set[str] = field(default_factory=lambda: {ADDRESS})
    chats: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, tuple[bytes, datetime]] = field(default_factory=dict)
    logins: dict[str, str] = field(default_factory=dict)
    closed: bool = False
    whole_corp: bool = True
    tokens_given: int = 0
    updates_refused: int = 0
    token: str = ""
    token_until: datetime = LONG_AGO
    revoked: set[str] = field(default_factory=set)
    _codes: dict[str, Message] = field(default_factory=dict)
    _requests: dict[str, datetime] = field(default_factory=dict)
    _tasks: set[str] = field(default_factory=set)
    _count: Any = field(default_factory=lambda: itertools.count(1))

    # --- tokens ---

    def gettoken(self, query: dict[str, str]) -> dict[str, Any]:
        """The same token as long as it lives; another after it was revoked."""
        self._check_address()
        if query.get("corpid") != CORP:
            raise ApiError(40013, "invalid corpid")
        if query.get("corpsecret") != SECRET:
            raise ApiError(40001, "invalid credential")
        if not self.token or self.token in self.revoked or self.token_until <= self.now():
            self.tokens_given += 1
            self.token, self.token_until = f"token-{next(self._count)}", self.now() + TOKEN_LIVES
        left = int((self.token_until - self.now()).total_seconds())
        return OK | {"access_token": self.token, "expires_in": left}

    def revoke(self) -> None:
        """Take the token back before its time, as the platform may."""
        self.revoked.add(self.token)

    def check(self, query: dict[str, str]) -> None:
        """What every call must prove."""
        self._check_address()
        given = query.get("access_token", "")
        if not given:
            raise ApiError(41001, "access_token missing")
        if given != self.token or given in self.revoked:
            raise ApiError(40014, "invalid access_token")
        if self.token_until <= self.now():
            raise ApiError(42001, "access_token expired")

    def _check_address(self) -> None:
        if ADDRESS not in self.allowed_addresses:
            raise ApiError(60020, "not allow to access from your ip")

    # --- messages ---

    def send(self, body: dict[str, Any]) -> dict[str, Any]:
        """message/send."""
        self._stumble()
        if body.get("agentid") != AGENT:
            raise ApiError(301002, "not allow operate another agent with this accesstoken")
        asked = str(body.get("touser", "")).split("|")
        reached = [user for user in asked if user and user not in self.left and user not in self.chats]
        if not reached and not self.kind_to_strangers:
            raise ApiError(81013, "user & party & tag all invalid")
        missing = "|".join(user.lower() for user in asked if user in self.left)
        answer = OK | ({"invaliduser": missing} if missing else {})
        if not reached or self._seen(body):
            return answer
        made = self._read(body)
        arriving = [Message(user, self.now(), made.text, made.card) for user in reached]
        for message in arriving:
            self._arrive(message)
        if self.lost_answers:
            self.lost_answers -= 1
            raise ApiError(-1, "system busy")
        return answer | ({"response_code": self.code_for(arriving[0])} if made.card else {})

    def _stumble(self) -> None:
        mishap = self.mishaps.pop(0) if self.mishaps else None
        if mishap is None:
            return
        if mishap is Mishap.DOWN:
            raise ApiError(-1, "system busy")
        raise ApiError(45009 if mishap is Mishap.BUSY else 81013, "api freq out of limit")

    def _seen(self, body: dict[str, Any]) -> bool:
        """Whether the very same request came within its interval, and asked to be dropped then."""
        if body.get("enable_duplicate_check") != 1:
            return False
        interval = body.get("duplicate_check_interval", 1800)
        assert 0 < interval <= 4 * 3600
        asked = json.dumps(body, sort_keys=True)
        before = self._requests.get(asked)
        self._requests[asked] = self.now()
        return before is not None and self.now() - before < timedelta(seconds=interval)

    def _read(self, body: dict[str, Any]) -> Message:
        if body["msgtype"] == "text":
            return Message("", self.now(), self._cut(body["text"]["content"]))
        if body["msgtype"] != "template_card":
            raise ApiError(40008, "invalid message type")
        card = body["template_card"]
        check_card(card)
        if card["task_id"] in self._tasks:
            raise ApiError(SAME_TASK, "task_id was used")
        self._tasks.add(card["task_id"])
        return Message("", self.now(), card=card)

    def _cut(self, content: str) -> str:
        if not content.strip():
            raise ApiError(44004, "empty content")
        if len(content.encode()) > LONGEST_TEXT:
            self.truncated.append(content)
        return content.encode()[:LONGEST_TEXT].decode(errors="ignore")

    def _arrive(self, message: Message) -> None:
        lately = [one for one in self.messages if one.to == message.to and one.at > self.now() - MINUTE]
        # The answer is the same: nobody is told.
        (self.dropped if len(lately) >= A_MINUTE else self.messages).append(message)

    # --- cards ---

    def code_for(self, message: Message) -> str:
        """A new code that changes a card once."""
        code = f"code-{next(self._count)}"
        self._codes[code] = message
        return code

    def update_card(self, body: dict[str, Any]) -> dict[str, Any]:
        """message/update_template_card: a code works once, and for 72 hours after the card was sent.

        Whether a press on an older card brings a code that works is not documented; here it does not.
        """
        message = self._codes.pop(body.get("response_code", ""), None)
        if body.get("agentid") != AGENT:
            raise ApiError(301002, "not allow operate another agent with this accesstoken")
        if message is None or self.now() - message.at > CODE_LIVES or message.to not in body.get("userids", []):
            self.updates_refused += 1
            raise ApiError(BAD_CODE, "invalid response_code")
        message.replaced = body["button"]["replace_name"]
        return OK

    # --- groups, files, sign-in, application ---

    def create_chat(self, body: dict[str, Any]) -> dict[str, Any]:
        """appchat/create."""
        if not self.whole_corp:
            raise ApiError(60011, "no privilege to access/modify contact/party/agent")
        users = body["userlist"]
        if not 2 <= len(users) <= 2000 or body["owner"] not in users or len(body["name"]) > 50:
            raise ApiError(86001, "invalid chat")
        chat = body.get("chatid") or f"chat{next(self._count)}"
        if not re.fullmatch("[0-9a-zA-Z]{1,32}", chat) or chat in self.chats:
            raise ApiError(86001, "invalid chatid")
        self.chats[chat] = users
        return OK | {"chatid": chat}

    def chat(self, chatid: str) -> dict[str, Any]:
        """appchat/get."""
        if chatid not in self.chats:
            raise ApiError(86003, "chatid not exist")
        return OK | {"chat_info": {"chatid": chatid, "userlist": self.chats[chatid]}}

    def send_to_chat(self, body: dict[str, Any]) -> dict[str, Any]:
        """appchat/send: no cards there."""
        if body.get("chatid") not in self.chats:
            raise ApiError(86001, "invalid chatid")
        if body["msgtype"] != "text":
            raise ApiError(40008, "invalid message type")
        self.messages.append(Message(body["chatid"], self.now(), self._cut(body["text"]["content"])))
        return OK

    def file(self, media_id: str) -> bytes:
        """media/get, for three days."""
        content, at = self.files.get(media_id, (b"", LONG_AGO))
        if self.now() - at > timedelta(days=3):
            raise ApiError(40007, "invalid media_id")
        return content

    def user(self, code: str) -> dict[str, Any]:
        """auth/getuserinfo: a code works once."""
        found = self.logins.pop(code, "")
        if not found:
            raise ApiError(40029, "invalid code")
        return OK | ({"openid": found} if found.startswith("o-") else {"userid": found})

    def agent(self, agent_id: str) -> dict[str, Any]:
        """agent/get."""
        if agent_id != str(AGENT):
            raise ApiError(301002, "not allow operate another agent with this accesstoken")
        return OK | {"agentid": AGENT, "name": "民呼我行", "close": int(self.closed)}
