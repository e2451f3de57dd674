"""Pages pasted in a wrong order, and pages that overlap: every message once, in the order of time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from nlu.chatrecords.record import Line

_BETWEEN = timedelta(seconds=20)  # of two messages within a minute, at most
_Key = tuple[datetime, str, str, bool]


def ordered(lines: list[Line]) -> tuple[list[Line], int]:
    """The lines in the order of time, and how many of them stood there twice.

    A page ends where time goes back. Who says the same twice within a minute says it twice on one page.
    """
    pages: list[list[Line]] = []
    for line in lines:
        if not pages or line.at < pages[-1][-1].at:
            pages.append([])
        pages[-1].append(line)
    pages.sort(key=lambda page: page[0].at)
    kept: list[Line] = []
    known: Counter[_Key] = Counter()
    for page in pages:
        here: Counter[_Key] = Counter()
        for line in page:
            key = _key(line)
            here[key] += 1
            if here[key] > known[key]:
                kept.append(line)
        known |= here
    kept.sort(key=lambda line: line.at)
    return kept, len(lines) - len(kept)


def _key(line: Line) -> _Key:
    # One copy may tell seconds, the other not.
    return line.at.replace(second=0, microsecond=0), line.sender, "".join(line.text.split()), line.picture


def spread(lines: list[Line]) -> list[Line]:
    """Where a record tells minutes only, what was said within one minute, one after the other.

    Nobody says two things at the same moment; how close messages are tells what belongs together.
    """
    if any(line.at.second or line.at.microsecond for line in lines):
        return lines
    within = Counter(line.at for line in lines)
    seen: Counter[datetime] = Counter()
    found = []
    for line in lines:
        gap = min(_BETWEEN, timedelta(seconds=60) / within[line.at])
        found.append(replace(line, at=line.at + gap * seen[line.at]))
        seen[line.at] += 1
    return found
