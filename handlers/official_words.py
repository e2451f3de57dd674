"""An official types about his work instead of pressing: he is asked back, and nothing goes out without his tap.

The words stay in the inbox, and the buttons of the card that asks carry the number of their row: so they are at hand
however late, and in whatever order, the cards are pressed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from handlers import asking, cards, matters, notices, official_meant, rating_words, talking, wording
from handlers.joint import suited
from handlers.messages import Action, Button, Card, Inbound, Kind, Outcome
from handlers.official_meant import Meant
from handlers.org import Address
from handlers.rules.cards import MOST
from handlers.talk import Talk
from handlers.talking import AGAIN
from handlers.work import Case, Work
from handlers.workflow import may
from nlu.cries import danger_cried
from nlu.intents import fixed_intent
from nlu.understanding import Intent, Urgency
from storage import inbox
from storage.inbox import InboxRow
from storage.residents import Dialogue
from storage.tickets import Ticket

TOPIC = "said"
_WAIT = timedelta(hours=1)
# What a button of ours does with the words.
TELL, DONE, PASS, NEW, ANOTHER, NONE = "tell", "done", "pass", "new", "other", "none"
_LABELS = {TELL: "告诉居民", DONE: "已办好", PASS: "转给别人", NEW: "是新问题", ANOTHER: "都不是", NONE: "都不是"}
_TITLES = {TELL: "要告诉居民吗？", DONE: "这件办好了吗？", PASS: "要转给别人吗？"}
_NOT_MINE = re.compile(
    "不归(?:我|咱|这)|不是我(?:们)?[管负的]|管不了|不该我|归.{1,8}[管办]|(?<!去)[找转]给?(?:物业|社区|街道|房管|开发商|城管|电力|供[热电水])"
)
_PROGRESS = re.compile(r"\A(?:报?进展|进度)[\s:：,，、。.]+")
_EDGE = " ,，。.！!"
# Lines typed one after the other are one message.
_TOGETHER, _LINES = timedelta(minutes=2), 3
_LOOKED_AT = 20  # of his last messages, for those that belong together
_CHOICES = MOST - 2
_RESIDENTS = ("appeal", "wish")
_UNSENT = "还没有发出去，点一下或回数字才算。"


def is_report(talk: Talk, meant: Meant) -> bool:
    """Whether an official with work in hand clearly tells of something new, rather than of his work.

    A danger told with a place, or nothing but cried out, never waits for a question.
    """
    place = talk.said.place
    placed = bool(place.estate or place.building)
    if meant.named or not talk.said.appeal:
        return False
    if any(issue.urgency is Urgency.EMERGENCY for issue in talk.issues):
        return danger_cried(talk.text) is not None or (placed and not _same_danger(talk, meant))
    return not meant.here and (placed or bool(talk.message.images))


def _same_danger(talk: Talk, meant: Meant) -> bool:
    """Whether it is the danger he has in hand already, and not there once more."""
    known = {ticket.category for ticket in meant.here if ticket.urgency == Urgency.EMERGENCY}
    return not AGAIN.search(talk.text) and known.issuperset(issue.category for issue in talk.issues)


def of_his_own(talk: Talk, meant: Meant) -> bool:
    """Whether he speaks as the one who reported something himself, and not as the one who does it."""
    intent = talk.said.intent
    if meant.named:
        return False
    if intent in (Intent.RATING, Intent.RESTORED):
        return bool(talk.own(Action.CONFIRM)) and not meant.sure
    if intent is Intent.FOLLOW_UP:
        told = talking.burst(talk)
        return told is not None and told.id not in meant.hand and not meant.sure
    return (intent is Intent.CANCEL and bool(talk.own(Action.CANCEL))) or (intent is Intent.THANKS and bool(talk.own()))


def nods(talk: Talk) -> bool:
    """Whether the words are no more than a nod, a thank you or a hello."""
    fixed = fixed_intent(talk.text.lower())
    return fixed in (Intent.CHATTER, Intent.THANKS, Intent.GREETING)


def ask(talk: Talk, person: str, meant: Meant) -> Outcome:
    """Ask back what these words are to be: about the one order they mean, or about which of several."""
    if not meant.words:
        return _again(talk, person, meant.found[0])
    if len(meant.found) == 1:
        return ask_about(talk.work, talk.message, talk.case(meant.found[0]), person, talk.row, talk=talk, meant=meant)
    return ask_which(talk.work, talk.message, person, talk.row, meant.found, talk=talk)


def _again(talk: Talk, person: str, ticket: Ticket) -> Outcome:
    """Nothing but a number was said: its card once more."""
    case = talk.case(ticket)
    card = cards.for_official(case, person, "您说的是这张单")
    talk.answer(cards.with_text(card), case=case, card=card)
    return Outcome("看工单", ticket.id)


def ask_about(
    work: Work, message: Inbound, case: Case, person: str, row: InboxRow,
    *, talk: Talk | None = None, meant: Meant | None = None,
) -> Outcome:  # fmt: skip
    """One order: what to do there with the words, the likeliest first."""
    words = gathered(work, row, case.ticket)[1]
    offers = _offers(case, person, words_of(row, case.ticket), anew=not (meant and meant.named))
    title = _TITLES[offers[0]] if case.ticket.form in _RESIDENTS else "要记在这张单上吗？"
    buttons = tuple(Button(f"{Action.SAID}:{op}:{row.id}", _label(case, op), ticket=case.ticket.id) for op in offers)
    rows = (("编号", case.ticket.number), ("事情", matters.matter(case, person)))
    card = Card(title, rows, f"您说的：{wording.short(words, 80)}\n{_UNSENT}", buttons)
    _keep(work, message, row, [case.ticket], talk, first=offers[0])
    to = Address(message.channel, message.sender)
    notices.owe(work, to, Kind.ASK, cards.with_text(card), card=card, ticket=case.ticket)
    return Outcome(_reason(case.ticket))


def _label(case: Case, op: str) -> str:
    return "记为进展" if op == TELL and case.ticket.form not in _RESIDENTS else _LABELS[op]


def _offers(case: Case, person: str, words: str, *, anew: bool) -> list[str]:
    """What may be done with the words, the likeliest first."""
    deeds = {TELL: Action.PROGRESS, DONE: done_by(case), PASS: Action.TRANSFER}
    found = [op for op, action in deeds.items() if _may(case, person, action)]
    first = likeliest(words)
    return sorted(found, key=lambda op: op != first) + ([NEW] if anew else []) + [ANOTHER]


def likeliest(words: str) -> str:
    """What the words ask for by themselves."""
    return DONE if rating_words.solved(words) else PASS if _NOT_MINE.search(words) else TELL


def done_by(case: Case) -> Action:
    """The button that ends an order of this form."""
    return Action.REPORT if case.ticket.form == "part" else Action.RESOLVE


def _may(case: Case, person: str, action: Action) -> bool:
    return may(action, case.ticket.status, case.ticket.form) and suited.fits(case, person, action)


def ask_which(
    work: Work, message: Inbound, person: str, row: InboxRow, among: Sequence[Ticket], *, talk: Talk | None = None
) -> Outcome:
    """Several orders: which of them, or something new?"""
    words, shown = words_of(row, *among), list(among)[:_CHOICES]
    cases = [work.case_of(ticket) for ticket in shown]
    rows = tuple((one.ticket.number.partition("-")[2], matters.matter(one, person, place=False)) for one in cases)
    buttons = [
        Button(f"{Action.SAID}:a{number}:{row.id}", _short(one.ticket), ticket=one.ticket.id)
        for number, one in enumerate(cases, 1)
    ]
    buttons += [Button(f"{Action.SAID}:{op}:{row.id}", _LABELS[op]) for op in (NEW, NONE)]
    note = f"您说的：{wording.short(words, 80)}\n{_UNSENT}"
    note += "更多的单，回编号就行。" if len(among) > len(shown) else ""
    card = Card("是说手上的哪件？还是要新登记？", rows, note, tuple(buttons))
    _keep(work, message, row, shown, talk, first="")
    notices.owe(work, Address(message.channel, message.sender), Kind.ASK, cards.with_text(card), card=card)
    return Outcome("问是说手上的哪件")


def _short(ticket: Ticket) -> str:
    """The end of its number and where it is, in what a button holds."""
    serial = ticket.number.partition("-")[2]
    return f"{serial} {wording.door(ticket, room=False) or wording.category(ticket.category)}"


def _keep(
    work: Work, message: Inbound, row: InboxRow, among: Sequence[Ticket], talk: Talk | None, *, first: str
) -> None:
    """Remember what was asked: a nod answers it, and who never answers is told once that nothing went out.

    What was understood is kept for as long as he may say that it is something new.
    """
    before = asking.pending(work, message)
    if before is not None and before.topic not in (TOPIC, asking.PHOTO):
        return
    issues = dict(before.data.get("issues", {})) if before is not None and before.topic == TOPIC else {}
    if talk is not None and talk.issues:
        issues[str(row.id)] = [[i.category, i.kind.value, i.urgency.value, i.confidence] for i in talk.issues]
    data: dict[str, object] = {"row": row.id, "tickets": [one.id for one in among], "first": first, "issues": issues}
    asking.ask(work, message, TOPIC, data, _WAIT)


def words_of(row: InboxRow, *among: Ticket) -> str:
    """What was said, as a resident may read it: without the number of the ticket and "进展" before it."""
    text = str(row.payload.get("text") or "")
    return _PROGRESS.sub("", official_meant.by_number(_PROGRESS.sub("", text.strip()), among)[1]).strip(_EDGE)


def gathered(work: Work, row: InboxRow, ticket: Ticket) -> tuple[list[InboxRow], str]:
    """The line and those just before it that wait for the same tap, and what they say together."""
    told = inbox.talk(work.conn, work.district, row.channel, None, row.sender, _LOOKED_AT)
    found, asks_for = [row], likeliest(words_of(row, ticket))
    for one in reversed([one for one in told if one.id < row.id]):
        waits = one.reason == _reason(ticket) and one.ticket_id is None and row.at - one.at <= _TOGETHER
        if not waits or len(found) == _LINES or likeliest(words_of(one, ticket)) != asks_for:
            break
        found.insert(0, one)
    return found, "，".join(words for one in found if (words := words_of(one, ticket)))


def _reason(ticket: Ticket) -> str:
    """What became of a line that waits for its tap."""
    return f"问是不是说{ticket.number}"


def never_said(work: Work, asked: Dialogue) -> None:
    """Nobody tapped: nothing went out, and he is told so once, unless he did something with the order meanwhile."""
    asking.resume(work, asked)
    person = work.org.person_of(asked.channel, asked.account)
    rows = inbox.get_many(work.conn, work.district, [asked.data["row"]])
    if person is None or not rows or rows[0].ticket_id is not None or _acted(work, asked, person):
        return
    found = [one.ticket for one in _cases(work, asked)]
    said = wording.short(words_of(rows[0], *found), 30)
    text = f"您说的“{said}”没有发给居民，也没有登记。还要办的话，请点上面那张卡片，或者再说一遍。"
    at = work.policy.quiet.end_after(work.now)
    notices.owe(work, Address(asked.channel, asked.account), Kind.NOTICE, text, not_before=at)


def _acted(work: Work, asked: Dialogue, person: str) -> bool:
    return any(
        event.actor == person and event.at >= asked.updated_at
        for case in _cases(work, asked)
        for event in case.history()
    )


def _cases(work: Work, asked: Dialogue) -> list[Case]:
    return [case for one in asked.data["tickets"] if (case := work.case(one))]
