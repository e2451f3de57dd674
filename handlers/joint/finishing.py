"""Before 办结: every part has reported, and it is said how it was settled."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers import clocks, dispatching, entitled, notices
from handlers.entitled import RefusedError
from handlers.joint import pending
from handlers.messages import Kind
from handlers.work import Case
from handlers.workflow import Status

# Before the words of a resolution: the desk does not wait for the departments.
NOT_WAITING = "不等报到"
_BREAK = re.compile(r"[\s,，、;；:：。.]+")


class UnsaidError(RefusedError):
    """Something has to be chosen first; what was written is kept.

    Attributes:
        choices: key and name of each.
    """

    def __init__(self, ask: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__(ask)
        self.choices = tuple(choices)


def method(case: Case, words: str) -> tuple[str | None, str]:
    """How it was settled, by the first word, and the rest; `UnsaidError` where the pack asks and nothing is said."""
    known = case.work.policy.methods
    head, rest = [*_BREAK.split(words.strip(), maxsplit=1), ""][:2]
    found = next((key for key, method in known.items() if head in (key, method.title)), None)
    if found is not None:
        return found, rest.strip()
    if case.ticket.form == "appeal" and any(method.ask for method in known.values()):
        names = "、".join(method.title for method in known.values())
        raise UnsaidError(f"这件事是怎么解决的？请选或回：{names}。", [(key, m.title) for key, m in known.items()])
    return None, words


def all_reported(case: Case, person: str, words: str) -> str:
    """The words of a resolution; `RefusedError` names who has not reported, unless the desk does not wait for them."""
    missing = pending.open_parts(case)
    if not missing:
        return words
    names = "、".join(pending.office(case, part) for part in missing)
    if not words.startswith(NOT_WAITING):
        desk = (
            f"值班台可以写“办结 {NOT_WAITING}”加理由" if entitled.at_desk(case.work, person) else "急需办结请找值班台"
        )
        raise RefusedError(f"{names}还没有报到，这张工单还不能办结；{desk}。")
    entitled.only_desk(case, person)
    rest = words.removeprefix(NOT_WAITING).lstrip("：:，,。 ")
    if not rest:
        raise RefusedError(f"请写明为什么{NOT_WAITING}、现在怎样。")
    case.record("not_waited", person, to=[part.unit for part in missing], reason=rest)
    call_off(case, person, rest)
    return rest


def call_off(case: Case, person: str, reason: str) -> None:
    """Whoever was called and has not reported need not come any more."""
    for part in pending.open_parts(case):
        if (called := case.work.case(part.id)) is None:
            continue
        called.ticket.closed_at, called.ticket.outcome = case.work.now, "called_off"
        # From wherever it stands: nobody has to do anything for it.
        called.record("closed", person, Status.CLOSED, outcome="called_off", reason=reason)
        clocks.stop(called)
        text = f"{called.ticket.number}不用报到了（原单{case.ticket.number}）：{reason}"
        for other in called.assignees:
            notices.to_person(case.work, other, Kind.NOTICE, text, ticket=called.ticket)


def called_off_with(case: Case, said: str) -> None:
    """The whole ended by itself, e.g. because the resident withdrew it."""
    if case.ticket.form == "appeal":
        call_off(case, dispatching.SYSTEM, said)
