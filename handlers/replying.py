"""Everything else a resident says in private: how it goes, more about it, it works again, thanks, hello."""

from __future__ import annotations

import re
from datetime import timedelta

from handlers import (
    asking,
    cards,
    doors,
    passing_on,
    phrases,
    pieces,
    piecing,
    questions,
    rating,
    rating_words,
    remembering,
    reported,
    scenes,
    talking,
    texts,
    things,
    wording,
)
from handlers.commitments import hearing as promised
from handlers.incidents import household
from handlers.messages import Action, Kind, Outcome
from handlers.passing_on import Line
from handlers.regrouping import following
from handlers.talk import Talk
from handlers.workflow import UNDER_WAY, Status
from nlu import guessing
from nlu.intents import fixed_intent
from nlu.understanding import Intent
from storage import outbox
from storage.tickets import Ticket

_PERSON_WANTED = re.compile("人工|真人|机器人|你是谁|你是人|活人|找个人|转人|客服|[找叫喊]你们?(?:的|这的?)?领导")
_SOLVED = re.compile("好了|解决了|修好|恢复|不漏了|热了|通了|亮了|可以了")
_SHOWN = 3
_DAY = timedelta(days=1)


def wants_person(text: str) -> bool:
    """Whether somebody wants to speak to a human being, or to know whether this is one."""
    return bool(_PERSON_WANTED.search(text))


def follow_up(talk: Talk) -> Outcome:
    """More about a trouble already told."""
    under_way = talk.own(Action.CANCEL)
    if rating_words.denies(talk.text) and (done := rating.judged(talk, under_way)):
        return _not_solved(talk, done)
    if found := household.put_right(talk, under_way) or doors.told(talk, under_way):
        return found
    if not under_way and (found := following.told(talk)):
        return found
    joined = household.meant(talk, under_way)
    # In private "me too" means nobody else: it is a trouble of his own.
    own = talk.said.intent is Intent.ME_TOO or not under_way
    if own and (guessed := _guessed(talk, [*under_way, *([joined.ticket] if joined else [])])):
        return guessed
    if found := household.added(talk, under_way):
        return found
    if found := reported.unknown(talk):
        return found
    if asked := things.what_of_it(talk, under_way):
        return asked
    if not under_way:
        return _which(talk)
    case = talking.append(talk, talk.case(talk.likely(under_way)))
    piecing.name_better(talk, case)
    return Outcome("补充", case.ticket.id)


def judge(talk: Talk) -> Outcome:
    """A score, a yes or a no; a no about what nobody calls done yet is one more word on it."""
    if not rating.waiting(talk) and rating_words.denies(talk.text):
        own = talk.own(Action.CANCEL)
        if own or household.meant(talk, own):
            return follow_up(talk)
    return doors.number(talk) or rating.rate(talk)


def _guessed(talk: Talk, under_way: list[Ticket]) -> Outcome | None:
    """Words not understood as a trouble, but which sound like a new one: registered, and said to be unsure."""
    issue = guessing.trouble(talk.text)
    if issue is not None and talk.said.topic is not None:
        issue = talk.said.topic
    if issue is None or any(ticket.category == issue.category for ticket in under_way):
        return None
    return talking.appeal(talk.as_trouble(issue))


def _which(talk: Talk) -> Outcome:
    if talk.learned and remembering.home(talk.work.org, talk.resident.unit):
        return _remembered(talk)
    talk.answer(phrases.WHICH)
    return Outcome(pieces.NOTHING_TO_ADD_TO)


def voice(talk: Talk) -> Outcome:
    """We cannot listen yet, and say so."""
    talk.answer(phrases.VOICE)
    return Outcome("语音，已请居民打字")


def scanned(talk: Talk) -> Outcome:
    """Somebody scanned the code of a place, and said nothing yet."""
    at = scenes.place(talk.work.org, talk.message.scene)
    talk.answer(texts.scanned(talk.work.org, at) if at else f"您好！{phrases.HELP}")
    return Outcome("扫码进入")


def progress(talk: Talk, kind: Kind = Kind.ANSWER) -> Outcome:
    """Where do my tickets stand, and those I joined? Under way first; without any the last one that ended."""
    own = following.mine(talk, talk.own())
    mine = {ticket.id for ticket in own}
    own += following.joined(talk, mine)
    if not own:
        talk.answer(phrases.NO_TICKET, kind=kind)
        return Outcome("查进度，没有工单")
    open_ones = [ticket for ticket in own if ticket.status in {*UNDER_WAY, Status.RESOLVED}]
    shown = (open_ones or own[:1])[:_SHOWN]
    lines = [cards.state_line(talk.case(ticket), joined=ticket.id not in mine) for ticket in shown]
    if len(open_ones) > _SHOWN:
        lines.append(texts.more_tickets(len(open_ones) - _SHOWN))
    talk.answer("\n".join(lines), case=talk.case(shown[0]), kind=kind)
    return Outcome("查进度", shown[0].id)


def restored(talk: Talk) -> Outcome:
    """It works again: what was called done is confirmed; of what is under way its people hear."""
    if rating_words.denies(talk.text):
        return follow_up(talk)  # "白修了" only sounds so
    under_way = talk.own(Action.CANCEL)
    if done := rating.judged(talk, under_way):
        rating.confirm(talk, talk.case(done))
        return Outcome("居民确认已解决", done.id)
    if found := household.restored(talk, under_way) or (following.told(talk) if not under_way else None):
        return found
    if not under_way:
        talk.answer(phrases.GLAD)
        return Outcome(pieces.WELL_AGAIN)
    case = talk.case(talk.likely(under_way))
    case.add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
    promised.heard(talk, case)
    case.record("restored", "resident", text=wording.short(talk.text))
    passing_on.tell(case, Line("restored", wording.short(talk.text, 40)))
    talk.answer(texts.restored(case), case=case)
    return Outcome("居民说已恢复", case.ticket.id)


def thanks(talk: Talk) -> Outcome:
    """Thanks for what was done are recorded and passed on; thanks to us get a short answer."""
    if _SOLVED.search(talk.text) and not rating_words.denies(talk.text) and rating.waiting(talk):
        return restored(talk)
    done = [ticket for ticket in talk.own() if ticket.resolved_at is not None]
    if not done:
        talk.answer(phrases.WELCOME)
        return Outcome("感谢")
    case = talk.case(done[0])
    case.record("praised", "resident", text=wording.short(talk.text))
    passing_on.tell(case, Line("praise", wording.short(talk.text, 40)))
    text = texts.thanks(case) if done[0].status == Status.RESOLVED else phrases.THANKS
    talk.answer(text, case=case)
    return Outcome("感谢", done[0].id)


def greeting(talk: Talk) -> Outcome:
    """Hello: who we are and what we can do."""
    # "你是谁" wants to know who this is, and no more.
    if wants_person(talk.text) and fixed_intent(talk.text.lower()) is None:
        talk.answer(phrases.NO_PERSON)
        return Outcome("找真人")
    if questions.asks(talk.text) and fixed_intent(talk.text.lower()) is None and talk.own(Action.CANCEL):
        return help_(talk)  # "我要在家等着吗" only sounds like a greeting
    lately = _told_lately(talk) or talk.own(Action.CANCEL)
    talk.answer(phrases.HELLO_AGAIN if lately else f"您好！{phrases.HELP}")
    return Outcome("问候")


def help_(talk: Talk) -> Outcome:
    """Not an appeal, as far as we understand: perhaps about one all the same, else how this works."""
    under_way = talk.own(Action.CANCEL)
    if rating_words.denies(talk.text) and (done := rating.judged(talk, under_way)):
        return _not_solved(talk, done)
    if found := household.put_right(talk, under_way) or doors.told(talk, under_way):
        return found
    if guessed := _guessed(talk, under_way):
        return guessed
    if _goes_on(talk) and not remembering.moves(talk.text) and (found := household.added(talk, under_way, lately=True)):
        return found
    if found := reported.unknown(talk):
        return found
    if asked := things.what_of_it(talk, under_way):
        return asked
    ticket = talking.burst(talk) or (talk.likely(under_way) if under_way and questions.asks(talk.text) else None)
    if ticket is not None and _goes_on(talk) and not remembering.moves(talk.text):
        return Outcome("同一人接着说", talking.append(talk, talk.case(ticket)).ticket.id)
    if talk.learned and remembering.home(talk.work.org, talk.resident.unit):
        return _remembered(talk)
    talk.answer(_how_it_works(talk))
    return Outcome(f"{talk.said.intent.value}{pieces.NO_APPEAL}")


def _remembered(talk: Talk) -> Outcome:
    talk.answer(texts.remembered(talk.work.org, talk.resident))
    return Outcome(pieces.HOME_TOLD)


def _how_it_works(talk: Talk) -> str:
    """The whole of it once in a while, otherwise one line; who has told a trouble knows how this works."""
    if wants_person(talk.text):
        return phrases.NO_PERSON
    if fixed_intent(talk.text.lower()) is Intent.CHATTER:
        return phrases.NODDING if talk.own(Action.CANCEL) else phrases.SHORT_HELP
    if talk.own(Action.CANCEL):
        return phrases.CHAT_BESIDE
    if any(ticket.last_message_at >= talk.work.now - _DAY for ticket in talk.own()):
        return phrases.CHAT_AFTER
    return phrases.SHORT_HELP if _told_lately(talk) else phrases.HELP


def _told_lately(talk: Talk) -> bool:
    work, message = talk.work, talk.message
    since = asking.ago(work, work.policy.conversation.help_every)
    rows = outbox.of_recipient(work.conn, work.district, message.channel, message.sender, 20)
    return any(phrases.HELP in row.text and row.created_at >= since for row in rows)


def _goes_on(talk: Talk) -> bool:
    """Whether words without a meaning of their own may describe the trouble told just before."""
    chinese = sum("\u4e00" <= char <= "\u9fff" for char in talk.text)
    return chinese > 1 and fixed_intent(talk.text.lower()) is None and not wants_person(talk.text)


def _not_solved(talk: Talk, ticket: Ticket) -> Outcome:
    case = talk.case(ticket)
    case.add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
    rating.reject(talk, case)
    return Outcome("居民说没解决", ticket.id)
