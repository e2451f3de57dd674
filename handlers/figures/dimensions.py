"""After the first score, where the pack asks for more: quality, time, attitude, one question each."""

from __future__ import annotations

from handlers import asking, notices, phrases, rating_words, wording
from handlers.messages import Action, Button, Card, Inbound, Kind, Outcome
from handlers.org import Address
from handlers.talk import Talk
from handlers.work import Case, Work
from storage import surveys as rows
from storage.residents import Dialogue

TOPIC = "dimension"


def begin(case: Case, message: Inbound) -> None:
    """Ask for the first dimension, if the pack has any and this resident has not answered it."""
    if case.ticket.form == "appeal":
        _ask(case.work, message, case, {})


def pressed(case: Case, message: Inbound, value: str) -> str:
    """A button: `quality:4`. Returns what is said when nothing more is asked."""
    key, _, score = value.partition(":")
    if key not in case.work.policy.survey.dimensions or score not in case.work.policy.survey.texts:
        return phrases.SCORES
    if (asked := asking.pending(case.work, message)) and asked.topic == TOPIC:
        asking.settle(case.work, asked)
    return _take(case, message, key, int(score))


def answer(talk: Talk, asked: Dialogue) -> Outcome | None:
    """A score in words for the dimension that was asked; None when the words are none."""
    score = rating_words.score(talk.text)
    case = talk.work.case(int(str(asked.data["ticket"])))
    if score is None or case is None or len(talk.text) > 10:
        return None
    asking.settle(talk.work, asked)
    if said := _take(case, talk.message, str(asked.data["key"]), score):
        talk.answer(said, case=case)
    return Outcome("评价各个方面", case.ticket.id)


def _take(case: Case, message: Inbound, key: str, score: int) -> str:
    work = case.work
    found = [one for one in rows.ratings_of(work.conn, work.district, case.ticket.id) if one.by is None]
    mine = [one for one in found if one.account == message.sender and one.score is not None]
    if not mine:
        return phrases.SCORES
    scores = (mine[-1].dimensions or {}) | {key: score}
    rows.set_dimensions(work.batch, mine[-1], scores)
    case.record("rated_dimension", "resident", dimension=key, score=score)
    return "" if _ask(work, message, case, scores) else "都记下了，谢谢您！"


def _ask(work: Work, message: Inbound, case: Case, scores: dict[str, int]) -> bool:
    """Ask for the next one; False when there is none."""
    titles = work.policy.survey.dimensions
    key = next((key for key in titles if key not in scores), None)
    if key is None:
        return False
    text = f"再问一句：{titles[key]}，您打几分？5分最满意，不想答就不用回。"
    buttons = tuple(
        Button(f"{Action.DIMENSION.value}:{key}:{score}", f"{score} {wording.stars(work.policy, score)}")
        for score in range(1, 6)
    )
    card = Card(titles[key], (("编号", case.ticket.number),), text, buttons)
    to = Address(message.channel, message.sender)
    notices.owe(work, to, Kind.ASK, text, card=card, ticket=case.ticket)
    wait = asking.ahead(work, work.policy.survey.remind_after)
    asking.ask(work, message, TOPIC, {"ticket": case.ticket.id, "key": key}, wait)
    return True
