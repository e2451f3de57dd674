"""百姓参政团: one question before, during and after a project, one vote of each member, and what came of it."""

from __future__ import annotations

from datetime import datetime

from handlers import notices, wording
from handlers.cadences import reach
from handlers.entitled import RefusedError
from handlers.messages import Button, Card, Inbound, Kind, Outcome
from handlers.org import Address
from handlers.work import Work
from storage import polls
from storage.polls import Poll

PHASES = ("before", "during", "after")
FEWEST, MOST = 2, 6
LONGEST = 20
USUAL = ("赞成", "反对", "说不好")


def phase(work: Work, key: str) -> str:
    """What a time of a project is called here."""
    return str(getattr(work.policy.governance.panels.phases, key))


def ask(
    work: Work, person: str, unit: str, project: str, key: str, question: str, options: tuple[str, ...] = USUAL
) -> Poll:
    """Ask the panel of a unit; `RefusedError` says what is missing."""
    rule = work.policy.governance.panels
    asked = reach.people(work, unit, rule.roles)
    _check(asked, project, key, question, options)
    closes = rule.open_for.after(work.now, work.policy.calendar)
    poll = Poll(
        work.district, work.new_id(), project.strip(), key, unit, question.strip(), list(options), asked, person,
        work.now, closes, closes,
    )  # fmt: skip
    polls.add(work.conn, poll)
    for member in asked:
        _send(work, poll, member)
    return poll


def _check(asked: list[str], project: str, key: str, question: str, options: tuple[str, ...]) -> None:
    if key not in PHASES or not project.strip() or len(project.strip()) > LONGEST or not question.strip():
        raise RefusedError(f"请写明项目（{LONGEST}字以内）、阶段和问题。")
    if not FEWEST <= len(set(options)) <= MOST or any(not one.strip() or len(one) > LONGEST for one in options):
        raise RefusedError(f"选项要有{FEWEST}到{MOST}个，各不相同，每个{LONGEST}字以内。")
    if not asked:
        raise RefusedError("这里还没有参政团成员，请先在组织文件里写上他们的职务。")


def _send(work: Work, poll: Poll, member: str) -> None:
    heading = f"{poll.project}·{phase(work, poll.phase)}"
    until = f"{wording.moment(poll.closes_at, work.now)}前可以改。"
    buttons = tuple(Button(f"vote:{poll.id}:{number}", option) for number, option in enumerate(poll.options))
    card = Card(wording.short(heading, 26), (("截止", until),), poll.question, buttons)
    codes = "　".join(f"{number} {option}" for number, option in enumerate(poll.options, 1))
    text = f"【{heading}】请您说说意见：{poll.question}\n回复数字办理：{codes}\n每人一票，{until}"
    notices.to_person(work, member, Kind.ASK, text, card=card)


def vote(work: Work, message: Inbound, value: str) -> Outcome:
    """A member pressed one of the options."""
    number, _, option = value.partition(":")
    poll = polls.get(work.conn, work.district, int(number), lock=True) if number.isdigit() else None
    person = work.org.person_of(message.channel, message.sender)
    to = Address(message.channel, message.sender)
    if poll is None or person not in poll.asked or not option.isdigit() or int(option) >= len(poll.options):
        notices.owe(work, to, Kind.ANSWER, "这个评议没有请您投票。")
        return Outcome("没有请他投票", ok=False)
    if poll.next_at is None or work.now >= poll.closes_at:
        notices.owe(work, to, Kind.ANSWER, f"“{poll.project}”的评议已经结束，结果已发给大家。")
        return Outcome("评议已结束", ok=False)
    polls.vote(work.conn, poll, person, int(option), work.now)
    said = poll.options[int(option)]
    notices.owe(work, to, Kind.ANSWER, f"记下了：{said}。{wording.moment(poll.closes_at, work.now)}前可以改。")
    return Outcome(f"评议投票：{poll.project}")


def close(work: Work, poll: Poll) -> None:
    """It is over: the panel and whoever asked hear what came of it."""
    polls.close(work.conn, poll)
    text = "\n".join([f"评议结果：{poll.project}", *(result(work, one) for one in _of_project(work, poll))])
    for person in dict.fromkeys([poll.person, *poll.asked]):
        notices.to_person(work, person, Kind.NOTICE, text)


def _of_project(work: Work, poll: Poll) -> list[Poll]:
    return [one for one in polls.of_project(work.conn, work.district, poll.project) if one.unit == poll.unit]


def result(work: Work, poll: Poll) -> str:
    """One line: the time of the project, the question, each option's votes, of how many who were asked."""
    votes = polls.tally(work.conn, poll)
    told = "，".join(f"{option}{count}票" for option, count in zip(poll.options, votes, strict=True))
    running = "" if poll.next_at is None else "（还在投票）"
    return f"{phase(work, poll.phase)} {poll.question}：{told}；{len(poll.asked)}人中{sum(votes)}人投票{running}"


def told(work: Work, units: list[str], since: datetime | None = None) -> list[str]:
    """What panels of these units were asked, the times of one project together."""
    found = [poll for poll in polls.latest(work.conn, work.district) if poll.unit in units]
    lately = [poll for poll in found if since is None or poll.opened_at >= since]
    projects = dict.fromkeys((poll.project, poll.unit) for poll in lately)
    lines = []
    for project, unit in projects:
        together = sorted((poll for poll in found if (poll.project, poll.unit) == (project, unit)), key=_order)
        lines += [f"{project}：{result(work, poll)}" for poll in together]
    return lines


def _order(poll: Poll) -> tuple[int, int]:
    return PHASES.index(poll.phase), poll.id
