"""表扬: a resident names an official for good work, in words or by the button after five stars."""

from __future__ import annotations

import re

from handlers import cards, notices, remembering, wording
from handlers.figures import months
from handlers.messages import Action, Button, Card, Kind, Outcome
from handlers.talk import Talk
from handlers.work import Case, Work
from storage import nominations as rows
from storage.nominations import Nomination

BEST = 5
_PRAISE = re.compile(r"(?:我要|我想|想)?表扬(?:一下|下)?(?:我的|我们的|我们|咱们的|咱们|这里的)?(.*)", re.DOTALL)
_ASK = "回“表扬”，或点下面的按钮。"


def offer(case: Case, score: int, text: str) -> tuple[str, Card | None]:
    """The answer to a score, and the card with the button where one is offered."""
    rule = case.work.policy.figures.nominate
    who = _of_ticket(case)
    if score < BEST or case.ticket.form != "appeal" or not rule.button or who is None:
        return text, None
    said = f"{text}\n想表扬{wording.name_of(case.work, who)}，{_ASK}"
    button = Button(Action.NOMINATE.value, cards.LABELS[Action.NOMINATE])
    return said, Card("谢谢您的评价", (("编号", case.ticket.number),), said, (button,))


def pressed(case: Case, account: str, words: str) -> str:
    """The button: whoever called the ticket done is named."""
    who = _of_ticket(case)
    if who is None:
        return "谢谢您！这件事现在找不到是谁办的，没有记成表扬。"
    return _name(case.work, who, case.ticket.channel, account, words, case)


def meant(talk: Talk) -> Outcome | None:
    """Words of praise for somebody with an office; None when they are something else."""
    found = _PRAISE.match(talk.text)
    if found is None or talk.said.appeal:
        return None
    rest = found[1].strip(" ，,。：:！!")
    if not rest and (done := talk.own(Action.NOMINATE)):
        case = talk.case(done[0])
        talk.answer(pressed(case, talk.message.sender, ""), case=case)
        return Outcome("表扬", case.ticket.id)
    who, words = _whom(talk, rest)
    if who is None:
        talk.answer("谢谢您！请说是谁，比如：表扬服务长 办事快。我还不知道您住哪个小区的话，请先告诉我小区名。")
        return Outcome("表扬，没有说是谁")
    talk.answer(_name(talk.work, who, talk.message.channel, talk.message.sender, words, None))
    return Outcome("表扬")


def _whom(talk: Talk, rest: str) -> tuple[str | None, str]:
    """The official meant, and the words besides: by title where the resident lives, or by name."""
    work = talk.work
    unit = remembering.home(work.org, talk.said.place.estate or talk.resident.unit)
    here = [place.code for place in work.org.path(unit)] if unit else []
    for role in work.policy.routing.shown_roles:
        for place in here:
            for duty in work.org.holders(place, role, work.today):
                known = work.org.person(duty.person)
                titles = (duty.title, work.policy.titles.get(role), known.name if known else None)
                said = next((word for word in titles if word and rest.startswith(word)), None)
                if said is not None:
                    return duty.person, rest.removeprefix(said).strip(" ，,。：:！!")
    return None, rest


def _of_ticket(case: Case) -> str | None:
    """Whoever called it done last, if it is somebody the pack lets be named."""
    roles = set(case.work.policy.figures.nominate.roles)
    done = [event.actor for event in case.history() if event.kind == "resolved"]
    if not done or not any(duty.role in roles for duty in case.work.org.duties_of(done[-1], case.work.today)):
        return None
    return done[-1]


def _name(work: Work, person: str, channel: str, account: str, words: str, case: Case | None) -> str:
    month, ticket = months.of(work.today), case.ticket if case else None
    row = Nomination(
        work.district, work.new_id(), person, month, channel, account, ticket.id if ticket else None, words, work.now
    )
    name = wording.name_of(work, person)
    if not rows.add(work.conn, row):
        return f"这个月您已经表扬过{name}了，谢谢您！"
    if case:
        case.record("nominated", "resident", person=person, text=words)
    more = f"：{wording.short(words, 40)}" if words else ""
    notices.to_person(work, person, Kind.NOTICE, f"有居民表扬您{more}。", ticket=ticket)
    return f"已经记下您对{name}的表扬，谢谢您！"
