"""The one vocabulary every channel speaks: what comes in and what goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

MAX_TEXT = 20_000
# Begins the id of a message in which a platform tells how an earlier one, which it answers, was edited.
CORRECTION = "e:"


class Kind(StrEnum):
    """What an outgoing message is for (interfaces.md section 4)."""

    ACK = "ack"
    NOTIFY = "notify"
    REMIND = "remind"
    ESCALATE = "escalate"
    PROGRESS = "progress"
    RESULT = "result"
    SURVEY = "survey"
    DIGEST = "digest"
    EMERGENCY = "emergency"
    ANSWER = "answer"
    ASK = "ask"
    NOTICE = "notice"


class Action(StrEnum):
    """What a button does. A rating is written `rate:5`; the part behind the colon is its value.

    `callback:partly:3` is what the reporter answered on the telephone (`solved`, `partly` or `not`, and a score if he
    gave one): pressed by the seat that called, never by the resident. A third part says whose answer it is where it is
    not the reporter's (`handlers.closing.calling`).
    """

    ACCEPT = "accept"
    RETURN = "return"
    TRANSFER = "transfer"
    ON_SITE = "on_site"
    PROGRESS = "progress"
    RESOLVE = "resolve"
    EXTEND = "extend"
    APPROVE = "approve"
    DECLINE = "decline"
    PLAN = "plan"
    GRADE = "grade"
    WAIT = "wait"
    RESUME = "resume"
    CONFIRM = "confirm"
    PARTLY = "partly"
    REJECT = "reject"
    RATE = "rate"
    CANCEL = "cancel"
    REFUSE = "refuse"
    RECATEGORISE = "recategorise"
    NO_APPEAL = "no_appeal"
    REGISTER = "register"
    DISMISS = "dismiss"
    IMPORT = "import"
    CALLBACK = "callback"
    APPEAL_ANYWAY = "appeal_anyway"
    WHISTLE = "whistle"
    SIGN_IN = "sign_in"
    CONTACT = "contact"
    REPORT = "report"
    SETTLED = "settled"
    NOT_SETTLED = "not_settled"
    JUDICIAL = "judicial"
    BROADCAST = "broadcast"
    FOUND = "found"
    HELPED = "helped"
    NOT_HELPED = "not_helped"
    MEANT = "meant"
    CLAIM = "claim"
    RELEASE = "release"
    NEEDED = "needed"
    EXCLUDE = "exclude"
    GRANT = "grant"
    KEEP = "keep"
    OBJECT = "object"
    DIMENSION = "dimension"
    NOMINATE = "nominate"
    VISITED = "visited"
    VOTE = "vote"
    CONSENT = "consent"
    KEPT = "kept"
    NOT_KEPT = "not_kept"
    CAME = "came"
    NOT_CAME = "not_came"
    MERGE = "merge"
    UNMERGE = "unmerge"
    SPLIT = "split"
    MOVE = "move"
    SET_ASIDE = "set_aside"
    NOT_TWIN = "not_twin"
    DETACH = "detach"
    DISSOLVE = "dissolve"
    ATTACH = "attach"
    UNDO = "undo"
    SAID = "said"


@dataclass(frozen=True, slots=True)
class Inbound:
    """Something a person did on a platform, decoded.

    Attributes:
        id: the platform's message id, unique in the channel.
        sender: the platform account.
        chat: the group it was said in; None in private.
        images: names or ids of pictures; voice: whether it was spoken.
        reply_to: platform id of the message it answers.
        press: the action of a pressed button, e.g. `accept` or `rate:5`.
        button: the short id of that button, where the platform carries it.
        ticket: number of the ticket a press is about, where our own page shows it.
        scene: the place whose code was scanned, an estate's code and perhaps a building: `jy/3`; no more
            certain than a place somebody typed. A message may consist of it alone.
        recalls: platform id of an earlier message that was taken back; then there is nothing else.
    """

    channel: str
    id: str
    at: datetime
    sender: str
    chat: str | None = None
    text: str = ""
    sender_name: str | None = None
    images: tuple[str, ...] = ()
    voice: bool = False
    reply_to: str | None = None
    press: str | None = None
    button: str | None = None
    ticket: str | None = None
    scene: str | None = None
    recalls: str | None = None

    def payload(self) -> dict[str, Any]:
        """The parts that the inbox row does not carry in columns of its own."""
        return {
            "text": self.text, "sender_name": self.sender_name, "images": list(self.images), "voice": self.voice,
            "reply_to": self.reply_to, "press": self.press, "button": self.button, "ticket": self.ticket,
            "scene": self.scene,
        } | ({} if self.recalls is None else {"recalls": self.recalls})  # fmt: skip

    @classmethod
    def stored(
        cls, channel: str, message_id: str, at: datetime, sender: str, chat: str | None, payload: dict[str, Any]
    ) -> Inbound:
        """The message as it was before it was stored."""
        return cls(
            channel, message_id, at, sender, chat, payload.get("text") or "", payload.get("sender_name"),
            tuple(payload.get("images") or ()), bool(payload.get("voice")), payload.get("reply_to"),
            payload.get("press"), payload.get("button"), payload.get("ticket"), payload.get("scene"),
            payload.get("recalls"),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Button:
    """A button on a card: the action it does (`rate:5`), what it says, and its short id once it is stored.

    Attributes:
        ticket: id of the order it is about, where that is not the card's own.
    """

    action: str
    label: str
    id: str = ""
    ticket: int = 0

    def as_json(self) -> dict[str, Any]:
        """As it is kept with its card."""
        kept = {"action": self.action, "label": self.label, "id": self.id}
        return kept | ({"ticket": self.ticket} if self.ticket else {})


@dataclass(frozen=True, slots=True)
class Card:
    """What a platform that has cards shows instead of the text.

    Attributes:
        title: at most 26 characters are shown everywhere.
        rows: short name and value, six at most.
        note: a longer text below.
        page: path of our own page that shows the whole of it to an official, e.g. `/m/t/261116-0001`.
    """

    title: str
    rows: tuple[tuple[str, str], ...] = ()
    note: str = ""
    buttons: tuple[Button, ...] = ()
    page: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it is kept in the outbox."""
        return {
            "title": self.title,
            "rows": [list(row) for row in self.rows],
            "note": self.note,
            "buttons": [button.as_json() for button in self.buttons],
        } | ({"page": self.page} if self.page else {})

    @classmethod
    def of_json(cls, data: dict[str, Any]) -> Card:
        """Back from the outbox."""
        rows = tuple((str(name), str(value)) for name, value in data["rows"])
        buttons = tuple(Button(b["action"], b["label"], b["id"], b.get("ticket", 0)) for b in data["buttons"])
        return cls(data["title"], rows, data["note"], buttons, data.get("page", ""))


@dataclass(frozen=True, slots=True)
class Outbound:
    """A message for one recipient on one channel, as `channel.send` gets it.

    Attributes:
        key: idempotency key; a platform that knows such keys gets it, so that a repeated send is one message.
        recipient: account of a person, or id of a group.
        text: the whole message for platforms without cards, with text codes for its buttons.
    """

    key: str
    channel: str
    recipient: str
    kind: Kind
    text: str
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message: the ticket it belongs to, or the reason why it belongs to none.

    Attributes:
        unsure: probability that it belongs to a trouble after all, where people should look.
    """

    reason: str
    ticket_id: int | None = None
    ok: bool = True
    unsure: float | None = None
