"""确认导入: what people chose of a record becomes tickets, or joins those there are; nothing is said in any group."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from handlers import entitled, passing_on, remembering, teaching, wording
from handlers.entitled import RefusedError
from handlers.importing import bringing, keeping, opening
from handlers.importing import record as kept
from handlers.importing.opening import Told
from handlers.importing.proposing import LATER, MERGE, NOT, OLD, OPEN
from handlers.importing.result import Result
from handlers.messages import Inbound
from handlers.passing_on import Line as News
from handlers.placing import Where
from handlers.regrouping import guard
from handlers.teaching import Word
from handlers.work import Case, Work
from handlers.workflow import UNDER_WAY, Status
from nlu.chatrecords.record import Line
from nlu.taxonomy import CATEGORIES
from nlu.understanding import Issue, Kind, Urgency
from storage import imports, inbox, tickets
from storage.imports import CONFIRMED, DISCARDED, PROPOSED, Import
from storage.inbox import InboxRow

DISCARD = "discard"
_UNREADABLE = "确认的内容看不懂，请从导入页面再点一次。"
_REASON = "从群聊记录导入"


def confirm(work: Work, person: str, words: str) -> tuple[Case | None, str]:
    """Carry out what was chosen; what nobody decided waits on.

    Args:
        words: JSON: `import`, the id, and `choices`: place of a proposal → what to do, and into which ticket, of
            which category, whether the reporter is the account of that name; or `discard`.

    Raises:
        RefusedError: it cannot be carried out; nothing of it was.
    """
    chosen = _read(words)
    row = keeping.held(work, int(chosen["import"]))
    _only_who_may(work, person, row)
    if chosen.get("do") == DISCARD:
        bringing.tell(work, row)
        keeping.settle(work, row, DISCARDED)
        return None, "已丢弃这份记录，没有再开工单。"
    proposals: list[dict[str, Any]] = row.data.get("proposals", [])
    carried = list(_carried(work, person, row, chosen["choices"]))
    for one in carried:
        one.check()
    result = Result(later=sum(not one["done"] for one in proposals) - len(carried))
    cases = [case for one in carried if (case := one.out(result)) is not None]
    settled = all(one["done"] for one in proposals)
    if settled or result.registered:
        bringing.tell(work, row, result.for_bringer())
    if settled:
        keeping.settle(work, row, CONFIRMED)
    else:
        imports.save(work.conn, row)
    return (cases[0] if cases else None), result.said()


def _only_who_may(work: Work, person: str, row: Import) -> None:
    """The desk, and the chief of the place (the roles that put tickets together)."""
    chiefs = set(work.policy.duplicates.roles)
    here = {duty.role for duty in work.org.duties_of(person, work.today) if duty.unit == row.unit}
    if not (entitled.at_desk(work, person) or chiefs & here):
        raise RefusedError("导入的聊天记录由值班坐席或这个小区的院长确认。")


def _carried(work: Work, person: str, row: Import, choices: Mapping[str, Any]) -> Iterator[_Carried]:
    lines, _ = kept.lines_of(row.data) if row.state == PROPOSED else ([], [])
    keys = kept.keys(row.unit, lines)
    for place, proposal in enumerate(row.data.get("proposals", [])):
        choice = choices.get(str(place))
        if not proposal["done"] and isinstance(choice, dict):
            yield _Carried(work, person, row, lines, keys, proposal, choice)


def _read(words: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(words)
        number = int(found["import"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RefusedError(_UNREADABLE) from error
    if not 0 <= number < 2**63 or not isinstance(found.get("choices", {}), dict):
        raise RefusedError(_UNREADABLE)
    return {"choices": {}} | found


@dataclass(slots=True)
class _Carried:
    """One proposal and what was chosen of it."""

    work: Work
    person: str
    row: Import
    lines: list[Line]
    keys: list[str]
    proposal: dict[str, Any]
    choice: Mapping[str, Any]

    def out(self, result: Result) -> Case | None:
        """Do it, and write down that it is done."""
        what = self.choice.get("do", LATER)
        if what == NOT:
            result.left_out += 1
            self._done("不开")
        elif what in (OPEN, MERGE) and (known := self._registered()) is not None:
            result.again.append(known)
            self._done(f"早已登记 {known}")
        elif what == OPEN:
            case = self._open()
            result.opened.append(case.ticket.number)
            self._done(f"工单 {case.ticket.number}")
            return case
        elif what == MERGE:
            case = self._merge()
            result.joined.append(case.ticket.number)
            self._done(f"并到 {case.ticket.number}")
            return case
        else:
            result.later += 1
        return None

    def check(self) -> None:
        """Raise `RefusedError` where it cannot be done, before anything is."""
        what = self.choice.get("do", LATER)
        if what == OPEN:
            self._issue()
        elif what == MERGE and self._registered() is None:
            self._into()

    def _done(self, what: str) -> None:
        self.proposal["done"] = what

    def _registered(self) -> str | None:
        """The ticket that the message which begins it belongs to since an earlier import."""
        key = self.keys[self.proposal["opening"]]
        found = inbox.by_message(self.work.conn, self.work.district, kept.CHANNEL, key)
        # Two troubles may be told in one message.
        own = [one["done"] for one in self.row.data["proposals"] if one["opening"] == self.proposal["opening"]]
        if found is None or found.ticket_id is None or any(own):
            return None
        known = tickets.get(self.work.conn, self.work.district, found.ticket_id)
        return known.number if known else None

    def _issue(self) -> Issue:
        """The trouble as it was confirmed; what was dangerous days ago alarms nobody today."""
        asked = str(self.choice.get("category") or self.proposal["category"])
        if asked not in CATEGORIES:
            raise RefusedError("没有这个类别，请从导入页面再点一次。")
        urgency = Urgency(self.proposal["urgency"])
        if urgency is Urgency.EMERGENCY and self.work.now - self.lines[self.proposal["opening"]].at > OLD:
            urgency = Urgency.URGENT
        return Issue(asked, Kind(self.proposal["kind"]), urgency, 1.0, (0, len(self.proposal["summary"])))

    def _told(self) -> list[Told]:
        """Its messages as stored rows, the one that begins it first."""
        found = [self._stored(one["place"], one["part"]) for one in self.proposal["messages"]]
        return sorted(found, key=lambda one: (one.part != "opening", one.row.at))

    def _stored(self, place: int, part: str) -> Told:
        work, line = self.work, self.lines[place]
        message = Inbound(
            kept.CHANNEL, self.keys[place], line.at, kept.account(self.row.unit, line.sender), None,
            line.text or ("［图片］" if line.picture else ""), line.sender, voice=line.voice,
        )  # fmt: skip
        row = InboxRow(
            work.district, work.new_id(), kept.CHANNEL, message.id, None, message.sender, message.at, work.now,
            message.payload(), "done", intent="appeal", reason=_REASON, handled_at=work.now,
        )  # fmt: skip
        if not inbox.add(work.conn, row):
            row = inbox.by_message(work.conn, work.district, kept.CHANNEL, message.id) or row
        return Told(row, message, part)

    def _open(self) -> Case:
        work, proposal, told = self.work, self.proposal, self._told()
        where = Where(proposal["unit"], proposal["building"], proposal["entrance"], proposal["room"])
        first = replace(told[0], message=replace(told[0].message, text=proposal["summary"]))
        own = proposal["member"] if self.choice.get("own") else None
        reporter = (self.row.channel, own) if own and self.row.channel else None
        case = opening.open_ticket(work, self.person, first, self._issue(), where, reporter)
        remembering.heard(work, first.message, self.row.unit)
        # Whoever joins it in a moment refers to its row.
        work.finish()
        for one in told[1:]:
            opening.add(case, one, self.row.unit)
        for one in told:
            inbox.belongs(work.batch, work.district, one.row.id, case.ticket.id, _REASON)
        opening.begin(case, reporter is not None)
        self._teach(told[0].row, case)
        return case

    def _teach(self, row: InboxRow, case: Case) -> None:
        """What people put right is a lesson."""
        category, guess = case.ticket.category, self.proposal["category"]
        if case.ticket.confidential or len(self._beside()) > 1:
            return
        if self.proposal["unsure"]:
            teaching.keep(self.work, row, "chatter", Word("registered", self.person, category))
        elif category != guess:
            teaching.keep(self.work, row, guess, Word("recategorised", self.person, category))

    def _beside(self) -> list[dict[str, Any]]:
        return [one for one in self.row.data["proposals"] if one["opening"] == self.proposal["opening"]]

    def _into(self) -> Case:
        work, number = self.work, str(self.choice.get("into") or "").strip()
        found = tickets.by_number(work.conn, work.district, number) if number.isprintable() else None
        case = work.case(found.id) if found else None
        if case is None:
            raise RefusedError(f"没有编号为“{wording.short(number, 20)}”的工单，请核对后再点。")
        guard.may_regroup(case, self.person)
        if Status(case.ticket.status) not in UNDER_WAY or case.ticket.form != "appeal" or case.ticket.confidential:
            raise RefusedError(f"{case.ticket.number}不能并入：只能并到还在办的群众诉求。")
        return case

    def _merge(self) -> Case:
        work, case = self.work, self._into()
        for one in self._told():
            part = "me_too" if one.part == "opening" else one.part
            opening.add(case, replace(one, part=part), self.row.unit)
            inbox.belongs(work.batch, work.district, one.row.id, case.ticket.id, _REASON)
        told = {"text": wording.short(self.proposal["summary"]), "category": self.proposal["category"]}
        case.record("record_joined", self.person, **told)
        passing_on.tell(case, News("words", f"群聊记录里也说：{wording.short(self.proposal['summary'], 80)}"))
        return case
