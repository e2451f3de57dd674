"""Forty messages nobody should have written in a group, through the whole product: nothing of them comes back out.

Neither to the group nor to the property company, which reads some of the cards: no telephone, door, plate, number of a
card, nor the name of who wrote it; not a word of a complaint about the property itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import run
from tests.cli_fakes import FIXTURES, ORG

CASES = [
    (text, secrets.split("|"))
    for line in (FIXTURES / "redteam.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
    for text, secrets in [line.split("\t")]
]
END = "2026-11-20T12:00:00+08:00"
_NUMBER = re.compile(r"\d{6}-\d{4,}")
START = datetime.fromisoformat("2026-11-16T08:30:00+08:00")
PLEAS = {"别告诉他"}  # words that name nobody: only those complained about must not read them
GROUP, HIDDEN_FROM = "g-jy", ("wuye", "ywh")


def _events() -> Iterator[dict[str, Any]]:
    """One every twenty minutes of the day, each by somebody else, answered by a courtyard chief who says too much."""
    at = START
    for number, (text, secrets) in enumerate(CASES):
        event = {"at": at.isoformat(), "chat_type": "group", "chat": GROUP, "sender": f"u{number}", "text": text}
        yield event | {"id": f"r{number}", "sender_name": f"业主{secrets[0]}"}
        neighbour = {"sender": f"n{number}", "text": "我家也是", "id": f"n{number}", "reply_to": f"r{number}"}
        yield event | neighbour | {"at": (at + timedelta(minutes=1)).isoformat()}
        at += timedelta(minutes=20)
        if at.hour >= 21:
            at = at.replace(hour=8, minute=30) + timedelta(days=1)
        press = {"at": at.isoformat(), "chat_type": "private", "sender": "yuan"}
        yield press | {"id": f"a{number}", "press": "accept"}
        yield press | {"id": f"d{number}", "press": "resolve", "text": f"已到{'、'.join(secrets)}家处理完毕"}
        at += timedelta(minutes=5)


def leaked(sent: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """What reached somebody of all that must not, with where; the numbers of tickets are nobody's door."""
    texts = [(one, _NUMBER.sub("", one["text"])) for one in sent]
    return [
        (secret, f"{one['to']} {one['kind']}: {one['text']}")
        for _, secrets in CASES
        for secret in secrets
        for one, text in texts
        if secret in text
    ]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, engine_dir: Path) -> list[dict[str, Any]]:
    """Everything that was sent in four days."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("redteam")
        patch.chdir(folder)
        (folder / "var" / "policies").mkdir(parents=True)
        (folder / "var" / "models").symlink_to(engine_dir)
        pack = "extends: default\ngroups:\n  rehearsal: []\n  pace: {tickets: 500, messages: 5000}\n"
        (folder / "var" / "policies" / "own.yml").write_text(pack, encoding="utf-8")
        org = ORG.read_text(encoding="utf-8").replace("policy: default", "policy: own")
        org = org.replace("duties:", "  - {code: wuye, name: 赵管家}\n  - {code: ywh, name: 钱会长}\nduties:")
        held = (("wuye", "property_manager"), ("ywh", "owners_committee"))
        more = "".join(f"  - {{person: {one}, role: {role}, unit: jy}}\n" for one, role in held)
        (folder / "org.yml").write_text(org.replace("chats:", f"{more}chats:"), encoding="utf-8")
        lines = (json.dumps(event, ensure_ascii=False) for event in _events())
        (folder / "events.jsonl").write_text("\n".join(lines), encoding="utf-8")
        assert run(["replay", "events.jsonl", "--org", "org.yml", "--out", "out", "--until", END]) == 0
        sent = (folder / "out" / "deliveries.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in sent.splitlines()]


def test_there_are_forty_of_them_and_they_were_heard(played: list[dict[str, Any]]) -> None:
    assert len(CASES) == 40
    to_chief = [one for one in played if one["to"] == "yuan" and one["kind"] in ("notify", "emergency")]
    assert len({one["ticket"] for one in to_chief}) >= 10


def test_the_group_hears_nothing_personal(played: list[dict[str, Any]]) -> None:
    said = [one for one in played if one["to"] == GROUP]
    assert {"ack", "emergency", "notice", "digest"} == {one["kind"] for one in said}
    assert leaked(said) == []


def test_the_property_reads_nothing_of_who_wrote(played: list[dict[str, Any]]) -> None:
    told = [one for one in played if one["to"] in HIDDEN_FROM]
    assert told, "the property is told of what is to be repaired"
    assert leaked(told) == []


def test_a_neighbour_who_joined_reads_nothing_of_who_reported(played: list[dict[str, Any]]) -> None:
    told = [one for one in played if one["to"].startswith("n")]
    assert told, "neighbours joined"
    assert [(secret, where) for secret, where in leaked(told) if secret not in PLEAS] == []


def test_the_group_reads_one_line_of_a_ticket(played: list[dict[str, Any]]) -> None:
    lines = [one["ticket"] for one in played if one["to"] == GROUP and one["ticket"]]
    assert len(lines) == len(set(lines))
