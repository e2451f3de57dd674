"""What a listener made of a transcript: tickets, and what it said in the group; ours and anybody else's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.bench.groups.transcripts import Transcript, rows
from bot.replay.output import DELIVERIES, TICKETS


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as the listener left it; `households` are the senders it knows to have the trouble."""

    messages: frozenset[str]
    category: str
    urgency: str
    households: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """All tickets of a transcript; `lines` is what was said in the group, None where nobody tells."""

    tickets: tuple[Ticket, ...]
    lines: tuple[str, ...] | None = None


def handed_in(folder: Path, transcript: Transcript) -> Answer:
    """The answer that lies in FOLDER/NN-name/.

    Raises:
        ValueError: it is missing or out of form; the message names file and line.
    """
    own = folder / transcript.name
    if not (own / TICKETS).is_file():
        raise ValueError(f"{own / TICKETS}：缺少这个文件；没有工单的记录也要有一个空文件。")
    known = {row["id"] for row in transcript.said}
    tickets = []
    for number, row in enumerate(rows(own / TICKETS), 1):
        ticket = _ticket(row)
        if ticket is None:
            raise ValueError(f"{transcript.name}/{TICKETS}，第 {number} 张工单：要有 messages、category 和 urgency。")
        if unknown := sorted(ticket.messages - known):
            raise ValueError(f"{transcript.name}/{TICKETS}，第 {number} 张工单：没有编号为 {unknown[0]} 的消息。")
        tickets.append(ticket)
    return Answer(tuple(tickets), _lines(own / DELIVERIES, transcript.chat))


def _ticket(row: Mapping[str, Any]) -> Ticket | None:
    messages, category, urgency = row.get("messages"), row.get("category"), row.get("urgency")
    told = [row["reporter"]] if row.get("reporter") else []
    households = [*told, *(row.get("supporters") or [])]
    sound = isinstance(messages, list) and all(isinstance(one, str) for one in [*messages, *households])
    if not (sound and isinstance(category, str) and isinstance(urgency, str)):
        return None
    return Ticket(frozenset(messages or ()), category, urgency, frozenset(households))


def _lines(path: Path, chat: str) -> tuple[str, ...] | None:
    if not path.is_file():
        return None
    return tuple(str(row.get("text") or "") for row in rows(path) if row.get("to") == chat)
