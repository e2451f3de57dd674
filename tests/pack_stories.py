"""The story of a policy pack: what is played, and what must come out of it (docs/packs/README.md).

An expectation names only the fields that tell the story; each of them is compared exactly.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from handlers.policy import PACKS

ROOT = Path(__file__).parents[1]
STORIES = Path(__file__).parent / "fixtures" / "packs"
# What the rules made of a ticket is in a file of its own, line by line with the tickets.
OUTPUTS = ("tickets.jsonl", "orders.jsonl", "deliveries.jsonl")

Fields = dict[str, Any]


@dataclass(frozen=True)
class Story:
    """A pack's story.

    Attributes:
        until: how far the clock runs on after the last event.
        mechanisms: what it shows, e.g. `M14`.
        tickets: every order, in the order of their numbers.
        deliveries: messages that must be there, in this order.
        never: messages of which there must be none.
    """

    name: str
    until: str
    mechanisms: tuple[str, ...]
    tickets: list[Fields]
    deliveries: list[Fields]
    never: list[Fields]

    def command(self, out: str | Path) -> list[str]:
        """What plays it, from the root of the project."""
        here = STORIES.relative_to(ROOT)
        events, org = f"{here}/{self.name}.jsonl", f"{here}/{self.name}.org.yml"
        return ["replay", events, "--org", org, "--out", str(out), "--until", self.until]


def packs() -> list[str]:
    """Every pack that comes with the product; the default pack is what all of them begin with."""
    return sorted(path.stem for path in PACKS.glob("*.yml") if path.stem != "default")


def story(name: str) -> Story:
    """The story of a pack."""
    data = plain(yaml.safe_load((STORIES / f"{name}.expected.yml").read_text(encoding="utf-8")))
    return Story(
        name, data["until"], tuple(data["mechanisms"]), data["tickets"], data["deliveries"], data.get("never", [])
    )


def plain(value: Any) -> Any:
    """Moments as a replay writes them: `2026-11-16 08:05:00` is the district's time."""
    if isinstance(value, datetime):
        return f"{value.isoformat(timespec='seconds')}+08:00"
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def lines(path: Path) -> list[Fields]:
    """The objects of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def orders(out: Path) -> list[Fields]:
    """Every ticket with what the rules made of it, by number."""
    both = zip(lines(out / "tickets.jsonl"), lines(out / "orders.jsonl"), strict=True)
    return sorted((ticket | order for ticket, order in both), key=_number)


def _number(order: Fields) -> str:
    return str(order["number"])


def told_of(expected: Fields, actual: Fields) -> Fields:
    """What an order has of the fields that tell the story; of its clocks those of the kinds that are named."""
    told = {key: actual.get(key) for key in expected}
    if "clocks" in expected:
        named = {one["kind"]: list(one) for one in expected["clocks"]}
        # In the order in which the story names the kinds; of one kind in the order in which they began.
        clocks = [one for kind in named for one in actual["clocks"] if one["kind"] == kind]
        told["clocks"] = [{key: one[key] for key in named[one["kind"]]} for one in clocks]
    return told


def missing(expected: Iterable[Fields], sent: list[Fields]) -> list[Fields]:
    """The messages that should have been sent after those before them, and were not."""
    absent, start = [], 0
    for one in expected:
        found = next((at for at in range(start, len(sent)) if fits(one, sent[at])), None)
        if found is None:
            absent.append(one)
        else:
            start = found + 1
    return absent


def fits(expected: Fields, delivery: Fields) -> bool:
    """Whether a message has every field that is named, and all the words."""
    said = expected.get("has", [])
    words = [said] if isinstance(said, str) else said
    fields = {key: value for key, value in expected.items() if key != "has"}
    return all(delivery[key] == value for key, value in fields.items()) and all(
        word in delivery["text"] for word in words
    )
