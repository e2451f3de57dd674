"""做到了 and 没做到: what an official answers when the time of his promise is over."""

from __future__ import annotations

from handlers.commitments import settling
from handlers.work import Case


def kept(case: Case, person: str, words: str) -> str:
    """做到了: on his own word, which the resident may still correct."""
    return settling.by_person(case, person, kept=True)


def not_kept(case: Case, person: str, words: str) -> str:
    """没做到: with the reason, which the resident hears, and a new time if he names one."""
    return settling.by_person(case, person, kept=False, words=words)
