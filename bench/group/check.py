"""Whether the transcripts and their labels hold together; with a number, a transcript beside its labels.

`python bench/group/check.py` looks at every transcript: form, order, ids and labels, with a line of counts each;
`python bench/group/check.py 07` shows transcript 07 with the label of every message, to be read through.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from nlu.taxonomy import CATEGORIES

HERE = Path(__file__).parent
SEASONS = {"spring", "summer", "autumn", "winter"}
URGENCIES = {"normal", "urgent", "emergency"}
OUTCOMES = {"restored", "cancelled", None}
NEEDED = {"at", "chat", "chat_type", "sender", "id"}
LAST_LONG = 24  # transcripts after this one are ordinary days
KNOWN = NEEDED | {"text", "images", "reply_to", "voice"}
TICKET = {"key", "category", "urgency", "messages", "households", "outcome", "shared"}
ROW = dict[str, Any]


def check(path: Path, estates: dict[str, str]) -> list[str]:
    """What is wrong with a transcript and its labels, a sentence each."""
    rows, gold = load(path)
    wrong = [*_messages(rows, path.stem[:2]), *_gold(rows, gold)]
    if estates.get(f"group-{path.stem[:2]}") != gold["estate"]:
        wrong.append("org.yml binds the chat to another estate")
    return wrong


def load(path: Path) -> tuple[list[ROW], ROW]:
    """The messages of a transcript, and its labels."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return rows, json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))


def _messages(rows: list[ROW], number: str) -> list[str]:
    least, most = (30, 120) if int(number) <= LAST_LONG else (12, 26)
    wrong = [] if least <= len(rows) <= most else [f"{len(rows)} messages, not {least} to {most}"]
    seen: set[str] = set()
    last = None
    for row in rows:
        at = datetime.fromisoformat(row["at"])
        sound = set(row) >= NEEDED and set(row) <= KNOWN and bool(row.get("text") or row.get("images"))
        sound = sound and row["chat"] == f"group-{number}" and row["chat_type"] == "group"
        sound = sound and row["at"].endswith("+08:00") and (last is None or at > last)
        sound = sound and row["id"] not in seen and row.get("reply_to", row["id"]) in seen | {row["id"]}
        if not sound:
            wrong.append(f"message {row['id']} is out of form or order")
        seen.add(row["id"])
        last = at
    return wrong


def _gold(rows: list[ROW], gold: ROW) -> list[str]:
    senders = {row["id"]: row["sender"] for row in rows}
    held = [name for ticket in gold["tickets"] for name in ticket["messages"]]
    keys = {ticket["key"]: ticket for ticket in gold["tickets"]}
    wrong = [f"unknown message {name}" for name in {*held, *gold["neutral"]} - set(senders)]
    wrong += [f"{name} is both of a ticket and neutral" for name in set(held) & set(gold["neutral"])]
    wrong += [f"ticket {ticket['key']}: {said}" for ticket in gold["tickets"] for said in _ticket(ticket, senders)]
    if gold["season"] not in SEASONS or len(keys) != len(gold["tickets"]):
        wrong.append("season or ticket keys")
    for join in gold["joins"]:
        ticket = keys.get(join["ticket"])
        if ticket is None or join["message"] not in ticket["messages"][1:]:
            wrong.append(f"join {join['message']} is not of its ticket, or opens it")
    for key, ticket in keys.items():
        joined = [senders[join["message"]] for join in gold["joins"] if join["ticket"] == key]
        if sorted([senders[ticket["messages"][0]], *joined]) != sorted(h["sender"] for h in ticket["households"]):
            wrong.append(f"ticket {key}: its households are not the teller and those who join")
    return wrong


def _ticket(ticket: ROW, senders: dict[str, str]) -> list[str]:
    wrong = [] if set(ticket) == TICKET else ["fields"]
    if not categories(ticket) or categories(ticket) - set(CATEGORIES):
        wrong.append("category")
    if not ticket["urgency"] or set(ticket["urgency"]) - URGENCIES or ticket["outcome"] not in OUTCOMES:
        wrong.append("urgency or outcome")
    if not ticket["messages"] or ticket["messages"] != sorted(set(ticket["messages"])):
        wrong.append("messages are missing, twice or out of order")
    told = {senders[name] for name in ticket["messages"] if name in senders}
    if told != {house["sender"] for house in ticket["households"]}:
        wrong.append("a household without a message, or the other way round")
    return wrong


def categories(ticket: ROW) -> set[str]:
    """The categories a ticket may be given."""
    named = ticket["category"]
    return {named} if isinstance(named, str) else set(named)


def show(path: Path) -> None:
    """Print a transcript, each message behind its label: the key of a ticket ("+" joins), "~" neutral, or nothing."""
    rows, gold = load(path)
    joins = {(join["message"], join["ticket"]) for join in gold["joins"]}
    for row in rows:
        name = row["id"]
        held = [ticket["key"] for ticket in gold["tickets"] if name in ticket["messages"]]
        marks = [key + "+" * ((name, key) in joins) for key in held] + ["~"] * (name in gold["neutral"])
        about = f"「{row['reply_to']}」" if "reply_to" in row else ""
        said = row.get("text", "") + "[图]" * len(row.get("images", []))
        _tell(f"{name} {row['at'][5:16]} {','.join(marks):8} {row['sender']}: {about}{said!r}")


def main(wanted: list[str]) -> int:
    """Check all transcripts, or show those whose numbers are given."""
    paths = [path for path in sorted(HERE.glob("*.jsonl")) if re.match(r"\d\d-", path.name)]
    for path in paths:
        if path.stem[:2] in wanted:
            show(path)
    if wanted:
        return 0
    estates = bound()
    bad = 0
    covered: set[str] = set()
    for path in paths:
        wrong = check(path, estates)
        bad += len(wrong)
        rows, gold = load(path)
        covered |= {key for ticket in gold["tickets"] for key in categories(ticket)}
        _tell(counts(path.stem, rows, gold))
        for said in wrong:
            _tell(f"    {said}")
    _tell(f"{len(covered)} of {len(CATEGORIES)} categories; without: {', '.join(sorted(set(CATEGORIES) - covered))}")
    return 1 if bad else 0


def bound() -> dict[str, str]:
    """The name of the estate each chat is bound to, out of every org file here."""
    estates: dict[str, str] = {}
    for path in sorted(HERE.glob("org*.yml")):
        org = yaml.safe_load(path.read_text(encoding="utf-8"))
        names = {unit["code"]: unit["name"] for unit in org["units"]}
        estates |= {chat["id"]: names[chat["unit"]] for chat in org["chats"]}
    return estates


def counts(name: str, rows: list[ROW], gold: ROW) -> str:
    """One line: how many messages and tickets, and the share of messages which belong to nothing."""
    held = {said for ticket in gold["tickets"] for said in ticket["messages"]} | set(gold["neutral"])
    share = f"{1 - len(held) / len(rows):5.0%} chatter"
    return f"{name:24}{gold['season']:8}{len(rows):4} messages{len(gold['tickets']):3} tickets{share}"


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
