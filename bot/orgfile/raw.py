"""What both forms of the org file are read into: texts, lists and entries, each with its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: for people ("org.yml:12", "org.xlsx:units!B7") and for sorting."""

    where: str
    order: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """One value as it was written; "" is no value.

    `is_date`: Excel holds a date here. `fault`: the sentence to give if somebody asks for this value.
    """

    text: str
    place: Place
    is_date: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Raw, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """Keys and values in the order of the file; a key may come twice.

    `keys_at` is where a missing key has to be added: the entry itself, or the header of a sheet.
    """

    fields: tuple[tuple[Text, Raw], ...]
    place: Place
    keys_at: Place


Raw = Text | Items | Entry
