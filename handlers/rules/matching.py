"""Which of many rules takes an order: the first that fits, found without looking at each.

Every value of every fact is precompiled into one whole number whose bit n says that rule n does not
mind it; the rules that fit are the bits left when these numbers are cut with each other. So a decision
costs the same few operations for ten rules as for five hundred.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from handlers.rules.base import Span
from handlers.rules.conditions import ABOUT, Facts, When, in_part


class _Column:
    """One fact: for each value the rules that ask for it, and those that ask for nothing."""

    def __init__(self, asked: Iterable[Iterable[str]]) -> None:
        self.free = 0
        self.by_value: dict[str, int] = defaultdict(int)
        for number, values in enumerate(asked):
            wanted = list(values)
            if not wanted:
                self.free |= 1 << number
            for value in wanted:
                self.by_value[value] |= 1 << number
        self.by_value = dict(self.by_value)

    def fitting(self, values: Iterable[str]) -> int:
        """The rules that take one of these values, as bits."""
        found = self.free
        for value in values:
            found |= self.by_value.get(value, 0)
        return found


class Table:
    """Conditions in their order, ready to be asked."""

    def __init__(self, rules: Sequence[When]) -> None:
        self._rules = tuple(rules)
        self._all = (1 << len(self._rules)) - 1
        # Facts nobody asks for need no look.
        about = {key: [getattr(when, key) for when in rules] for key in ABOUT}
        self._about = [(key, _Column(asked)) for key, asked in about.items() if any(asked)]
        self._places = _column(when.place for when in rules)
        self._days = _column(when.weekday for when in rules)
        self._hours = self._by_hours()
        self._wordy = _bits(number for number, when in enumerate(rules) if when.words)

    def _by_hours(self) -> list[tuple[Callable[[Facts], bool], int]]:
        """Each part of the day that is asked for, with its rules; the first pair are those that ask for none."""
        asked: dict[str | Span, int] = defaultdict(int)
        for number, when in enumerate(self._rules):
            for part in when.hours:
                asked[part] |= 1 << number
        if not asked:
            return []
        free = _bits(number for number, when in enumerate(self._rules) if not when.hours)
        return [(lambda facts: True, free), *((_in(part), bits) for part, bits in asked.items())]

    def matching(self, facts: Facts) -> Iterator[int]:
        """The numbers of the rules that take these facts, in their order."""
        left = self._fitting(facts)
        while left:
            lowest = left & -left
            number = lowest.bit_length() - 1
            if not lowest & self._wordy or self._rules[number].said(facts.words):
                yield number
            left ^= lowest

    def first(self, facts: Facts) -> int | None:
        """The number of the first rule that takes these facts."""
        return next(self.matching(facts), None)

    def _fitting(self, facts: Facts) -> int:
        left = self._all
        for key, column in self._about:
            left &= column.free | column.by_value.get(facts.about.get(key, ""), 0)
        if left and self._places:
            left &= self._places.fitting(facts.places)
        if left and self._days:
            left &= self._days.fitting(facts.moment.day)
        if left and self._hours:
            left &= _any_of(bits for fits, bits in self._hours if fits(facts))
        return left


def _column(asked: Iterable[tuple[str, ...]]) -> _Column | None:
    listed = list(asked)
    return _Column(listed) if any(listed) else None


def _in(part: str | Span) -> Callable[[Facts], bool]:
    return lambda facts: in_part(part, facts.moment)


def _bits(numbers: Iterable[int]) -> int:
    return _any_of(1 << number for number in numbers)


def _any_of(bits: Iterable[int]) -> int:
    found = 0
    for some in bits:
        found |= some
    return found
