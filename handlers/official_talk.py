"""An official's private chat: text codes for buttons, my list, and reporting what he sees."""

from __future__ import annotations

from handlers import cards, notices, presses, talking, wording
from handlers.messages import Card, Inbound, Kind, Outcome
from handlers.org import Address
from handlers.talking import Talk
from handlers.work import Work
from handlers.workflow import NAMES, Status
from nlu.understanding import Intent, Understanding
from storage import outbox, tickets
from storage.inbox import InboxRow
from storage.residents import Resident

HELP = (
    "这里会收到派给您的工单，点按钮办理即可；也可以回复数字或“接单”“办结 做了什么”。"
    "发“待办”看名下工单，发现问题直接说。"
)


def talk_to(work: Work, row: InboxRow, message: Inbound, said: Understanding, person: str) -> Outcome:
    """A message of somebody with a duty."""
    if code := _code(work, message):
        action, words = code
        pressed = Inbound(message.channel, message.id, message.at, message.sender, text=words, press=action)
        return presses.press(work, pressed)
    if message.text.strip() in ("待办", "我的待办", "工单") or said.intent is Intent.ASK_PROGRESS:
        return _list(work, message, person)
    if said.appeal:
        return talking.appeal(Talk(work, row, message, said, _as_reporter(work, message, said, person)))
    notices.owe(work, Address(message.channel, message.sender), Kind.ANSWER, HELP)
    return Outcome("工作人员，不是操作")


def _code(work: Work, message: Inbound) -> tuple[str, str] | None:
    """The button meant by words: its number on the newest card, or its label with what follows."""
    head, _, words = message.text.strip().partition(" ")
    if head.isdecimal() and len(head) == 1:
        card = outbox.newest_card(work.conn, work.district, message.channel, message.sender)
        offered = Card.of_json(card).buttons if card else ()
        number = int(head)
        return (offered[number - 1].action, words.strip()) if 1 <= number <= len(offered) else None
    for action, label in cards.LABELS.items():
        if action in presses.DEEDS and message.text.strip().startswith(label):
            return action.value, message.text.strip()[len(label) :].strip(" ：:，,")
    return None


def _list(work: Work, message: Inbound, person: str) -> Outcome:
    held = tickets.held_by(work.conn, work.district, person, limit=10)
    lines = [f"{t.number} {wording.category(t.category)}：{NAMES[Status(t.status)]}" for t in held]
    text = "您名下的工单：\n" + "\n".join(lines) if lines else "您名下没有待办工单。"
    notices.owe(work, Address(message.channel, message.sender), Kind.ANSWER, text)
    return Outcome("看待办")


def _as_reporter(work: Work, message: Inbound, said: Understanding, person: str) -> Resident:
    """An official who reports what he sees stands where his duty is, unless he names a place."""
    duties = work.org.duties_of(person, work.today)
    units = [unit for duty in duties if (unit := work.org.unit(duty.unit))]
    own = next((unit.code for unit in units if unit.kind != "department"), None)
    place = said.place
    return Resident(
        work.district, message.channel, message.sender, None, place.estate or own, place.building, place.entrance,
        place.room, work.now,
    )  # fmt: skip
