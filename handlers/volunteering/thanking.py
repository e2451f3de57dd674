"""致谢: what the wisher said of it reaches the volunteer."""

from __future__ import annotations

from handlers import notices, privacy, wording
from handlers.messages import Kind
from handlers.work import Case


def pass_on(case: Case, words: str, score: int | None = None) -> None:
    """A good judgement of a wish, with its words and its score."""
    if case.ticket.form != "wish":
        return
    points = f"，打了{score}分" if score else ""
    said = f"：{wording.short(privacy.masked(words), 80)}" if words else ""
    text = f"微心愿{case.ticket.number}居民说办好了{points}，谢谢您{said}。服务时长已经记上。"
    for person in case.assignees:
        notices.to_person(case.work, person, Kind.NOTICE, text, ticket=case.ticket)
