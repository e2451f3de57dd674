"""How an answer of the knowledge file is told."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.messages import Action, Button, Card
from storage.knowledge import Entry

_HELPED = "解决了吗？没有解决请回“没有解决”，我转给工作人员。"


def source_of(entry: Entry) -> str:
    """Who says so, where more is known, and how long it holds."""
    until = f"有效期至{entry.valid_until:%Y年%-m月%-d日}" if entry.valid_until else ""
    phone = f"电话{entry.phone}" if entry.phone else ""
    return "，".join(filter(None, (f"来源：{entry.source}", phone, entry.link, until)))


def told(entry: Entry) -> str:
    """The whole answer, for platforms without cards."""
    return f"{entry.answer}\n{source_of(entry)}\n{_HELPED}"


def card_of(entry: Entry, answer: int) -> Card:
    """The same with its two buttons."""
    rows = [("来源", entry.source)]
    rows += [("电话", entry.phone)] if entry.phone else []
    rows += [("有效期至", f"{entry.valid_until:%Y-%m-%d}")] if entry.valid_until else []
    note = f"{entry.answer}\n{entry.link}" if entry.link else entry.answer
    buttons = (Button(f"{Action.HELPED}:{answer}", "解决了"), Button(f"{Action.NOT_HELPED}:{answer}", "没有解决"))
    return Card(entry.questions[0], tuple(rows), note, buttons)


def offer(entries: Sequence[Entry], answer: int) -> tuple[str, Card]:
    """您是不是想问: up to three questions, and none of them."""
    asked = [entry.questions[0] for entry in entries]
    lines = [f"{number}. {question}" for number, question in enumerate(asked, 1)]
    text = "\n".join(["您是不是想问：", *lines, "请回数字；都不是就回“都不是”，我登记给工作人员。"])
    buttons = [Button(f"{Action.MEANT}:{answer}:{number}", question) for number, question in enumerate(asked, 1)]
    none = Button(f"{Action.MEANT}:{answer}:0", "都不是")
    return text, Card("您是不是想问", (), "\n".join(lines), (*buttons, none))
