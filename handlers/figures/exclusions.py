"""申请剔除: somebody responsible asks to leave an appeal out of the figures, the desk decides.

Nothing disappears: what is left out is listed with its reason in every report, the rates are shown with and without,
and the resident's ticket goes on as before. A refusal can be objected to once, one level up.
"""

from __future__ import annotations

from handlers import cards, entitled, notices, wording
from handlers.entitled import RefusedError
from handlers.messages import Action, Button, Card, Kind
from handlers.work import Case, Work
from storage import exclusions as rows
from storage.exclusions import ASKED, GRANTED, REFUSED, Exclusion

FIRST, SECOND = 1, 2
_LEAST = 4  # characters of a reason


def ask(case: Case, person: str, words: str) -> str:
    """申请剔除: `words` are the code's name and the reason."""
    entitled.only_responsible(case, person)
    if case.ticket.form != "appeal":
        raise RefusedError("只有群众诉求计入统计，这张单子不用申请剔除。")
    code, reason = _read(case.work, words)
    before = rows.of_ticket(case.work.conn, case.work.district, case.ticket.id)
    if before:
        raise RefusedError(f"{case.ticket.number}已经申请过剔除：{_standing(case.work, before[-1])}。")
    names = [one for one in _desk(case.work) if one != person]
    if not names:
        raise RefusedError("现在没有别的坐席可以决定，请稍后再申请。")
    _keep(case, person, FIRST, code, reason)
    _offer(case, names, person, code, reason, "申请剔除")
    return "已申请剔除，等值班台决定；工单照常办理"


def object_to(case: Case, person: str, words: str) -> str:
    """剔除申诉: against a refusal, once; one level up decides."""
    entitled.only_responsible(case, person)
    before = rows.of_ticket(case.work.conn, case.work.district, case.ticket.id)
    if not before or before[-1].state != REFUSED:
        raise RefusedError(f"{case.ticket.number}没有被驳回的剔除申请，不能申诉。")
    if before[-1].stage != FIRST:
        raise RefusedError(f"{case.ticket.number}已经申诉过一次，上一级的决定是最后的。")
    if sum(char.isalnum() for char in words) < _LEAST:
        raise RefusedError(f"请写清申诉的理由，至少{_LEAST}个字。")
    above = [one for one in _above(case.work) if one not in (person, before[-1].decided_by)]
    if not above:
        raise RefusedError("上一级现在没有人可以决定，请稍后再申诉。")
    _keep(case, person, SECOND, before[-1].code, words)
    _offer(case, above, person, before[-1].code, words, "剔除申诉")
    return "已申诉，等上一级决定"


def grant(case: Case, person: str, words: str) -> str:
    """同意剔除."""
    return _decide(case, person, GRANTED, words)


def refuse(case: Case, person: str, words: str) -> str:
    """不予剔除: with a reason."""
    return _decide(case, person, REFUSED, words)


def _decide(case: Case, person: str, state: str, words: str) -> str:
    found = rows.of_ticket(case.work.conn, case.work.district, case.ticket.id)
    if not found or found[-1].state != ASKED:
        raise RefusedError(f"{case.ticket.number}没有等着决定的剔除申请。")
    one = found[-1]
    _may_decide(case.work, one, found[0], person)
    one.state, one.decided_by, one.decided_at, one.answer = state, person, case.work.now, words or None
    rows.save(case.work.batch, one)
    said = "同意剔除" if state == GRANTED else "不予剔除"
    case.record("exclusion_decided", person, state=state, stage=one.stage, text=words)
    text = f"{case.ticket.number}：{wording.name_of(case.work, person)}{said}"
    more = f"：{words}" if words else ""
    button = (Button(Action.OBJECT.value, cards.LABELS[Action.OBJECT]),)
    card = Card(said, (("编号", case.ticket.number),), text + more, button if _may_object(case.work, one) else ())
    notices.to_person(case.work, one.person, Kind.NOTICE, f"{text}{more}。", card=card, ticket=case.ticket)
    return f"已记录：{said}"


def _may_object(work: Work, one: Exclusion) -> bool:
    return one.state == REFUSED and one.stage == FIRST and bool(_above(work))


def _may_decide(work: Work, one: Exclusion, first: Exclusion, person: str) -> None:
    if person == one.person:
        raise RefusedError("自己申请的剔除要由别人决定。")
    if one.stage == FIRST and not entitled.at_desk(work, person):
        raise RefusedError("剔除由值班坐席决定。")
    if one.stage == SECOND and (person not in _above(work) or person == first.decided_by):
        raise RefusedError("申诉要由上一级、不是驳回的那个人决定。")


def _read(work: Work, words: str) -> tuple[str, str]:
    codes = work.policy.figures.exclusions
    if not codes:
        raise RefusedError("这里的规则没有可以剔除的情形。")
    head, _, reason = words.strip().partition(" ")
    code = next((key for key, title in codes.items() if head in (key, title)), None)
    if code is None or sum(char.isalnum() for char in reason) < _LEAST:
        raise RefusedError(f"请这样写：情形 理由（至少{_LEAST}个字）。情形有：{'、'.join(codes.values())}。")
    return code, reason.strip()


def _keep(case: Case, person: str, stage: int, code: str, reason: str) -> None:
    work = case.work
    rows.add(work.batch, Exclusion(work.district, work.new_id(), case.ticket.id, stage, code, reason, person, work.now))
    case.record("exclusion_asked", person, code=code, stage=stage, text=reason)


def _offer(case: Case, people: list[str], person: str, code: str, reason: str, title: str) -> None:
    """A card for everybody who may decide; they are told of the ticket by it."""
    buttons = tuple(Button(action.value, cards.LABELS[action]) for action in (Action.GRANT, Action.KEEP))
    name = case.work.policy.figures.exclusions[code]
    note = f"{wording.name_of(case.work, person)}说：{reason}"
    card = Card(title, (("编号", case.ticket.number), ("情形", name)), note, buttons)
    case.tell(people)
    for other in people:
        notices.to_person(case.work, other, Kind.NOTIFY, cards.with_text(card), card=card, ticket=case.ticket)


def _desk(work: Work) -> list[str]:
    return _holding(work, entitled.DESK)


def _above(work: Work) -> list[str]:
    rule = work.policy.figures.exclusion_appeals
    return _holding(work, rule.roles) if rule else []


def _holding(work: Work, roles: frozenset[str] | tuple[str, ...]) -> list[str]:
    people = dict.fromkeys(duty.person for duty in work.org.tree.duties if duty.role in roles)
    return [one for one in people if any(duty.role in roles for duty in work.org.duties_of(one, work.today))]


def _standing(work: Work, one: Exclusion) -> str:
    more = "，可以申诉一次" if _may_object(work, one) else ""
    return {ASKED: "等着决定", GRANTED: "已同意", REFUSED: "没有同意"}[one.state] + more
