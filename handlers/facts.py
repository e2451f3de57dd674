"""What a ticket is about, as people write it: category, kind and urgency, by key or by name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from handlers import wording
from handlers.entitled import RefusedError
from nlu.taxonomy import CATEGORIES, KIND_NAMES, URGENCY_NAMES
from nlu.understanding import Kind
from storage.tickets import Ticket

_BREAK = re.compile(r"[\s,，、;；:：。.]+")


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides about a ticket's people and promises."""

    category: str
    kind: str
    urgency: str

    @classmethod
    def of(cls, ticket: Ticket) -> Facts:
        """Those of a ticket."""
        return cls(ticket.category, ticket.kind, ticket.urgency)

    def named(self, other: Facts | None = None) -> str:
        """In words; beside `other` only what is different."""
        parts = [
            wording.category(self.category) if other is None or other.category != self.category else "",
            KIND_NAMES.get(self.kind, self.kind) if other is None or other.kind != self.kind else "",
            URGENCY_NAMES.get(self.urgency, self.urgency) if other is None or other.urgency != self.urgency else "",
        ]
        return "·".join(part for part in parts if part)


_NAMES: dict[str, dict[str, str]] = {
    "category": {name: key for key, name in CATEGORIES.items()} | {key: key for key in CATEGORIES},
    "kind": {name: key for key, name in KIND_NAMES.items()} | {key: key for key in KIND_NAMES},
    "urgency": {name: key for key, name in URGENCY_NAMES.items()} | {key: key for key in URGENCY_NAMES},
}


def read(words: str, before: Facts) -> Facts:
    """The facts that words such as "电梯 紧急" change in `before`; `RefusedError` says what nobody understands."""
    found = before
    for word in filter(None, _BREAK.split(words)):
        field = next((field for field, names in _NAMES.items() if word in names), None)
        if field is None:
            shown = wording.short(word, 20)
            raise RefusedError(f"看不懂“{shown}”。请写类别的名称，比如“电梯”，可以再加“紧急”“加急”“一般”。")
        found = replace(found, **{field: _NAMES[field][word]})
    if found.kind == Kind.PRAISE:
        raise RefusedError("表扬不立工单；如果是表扬，请选“不是诉求”。")
    return found
