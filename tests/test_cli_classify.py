"""`minhu classify`: one answer a line, in order, whatever comes."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.cli_fakes import Minhu, Ran, command, environment, process


def ask(*texts: str) -> str:
    return "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)


def answers(ran: Ran) -> list[dict[str, Any]]:
    # As other people's scripts split it: a line end within a text must not make two lines.
    return [json.loads(line) for line in ran.out.splitlines()]


def test_every_line_is_answered_in_order(minhu: Minhu) -> None:
    texts = [f"{number}号楼暖气不热" for number in range(1, 451)]
    ran = minhu("classify", stdin=ask(*texts))
    assert ran.code == 0
    assert [answer["text"] for answer in answers(ran)] == texts


def test_an_answer_has_the_fields_scripts_rely_on(minhu: Minhu) -> None:
    heating, hello = answers(minhu("classify", stdin=ask("3号楼2单元暖气不热", "你好")))
    assert set(heating) == {"text", "appeal", "intent", "issues", "place", "engine"}
    assert (heating["appeal"], heating["intent"], heating["engine"]) == (True, "appeal", "embedded")
    assert set(heating["issues"][0]) == {"category", "kind", "urgency", "confidence", "span"}
    assert heating["issues"][0]["category"] == "heating"
    assert heating["place"] == {"estate": None, "building": "3", "entrance": "2", "room": None}
    assert (hello["appeal"], hello["issues"]) == (False, [])


def test_blank_lines_are_skipped_and_the_last_needs_no_end(minhu: Minhu) -> None:
    ran = minhu("classify", stdin="\n  \n" + ask("你好") + '\r\n{"text": "谢谢"}')
    assert [answer["text"] for answer in answers(ran)] == ["你好", "谢谢"]


def test_a_line_that_is_not_json_is_named_after_the_answers_before_it(minhu: Minhu) -> None:
    ran = minhu("classify", stdin=ask("你好", "谢谢") + "暖气不热\n" + ask("停水了"))
    assert ran.code == 2
    assert [answer["text"] for answer in answers(ran)] == ["你好", "谢谢"]
    assert ran.lines == ["标准输入:3: 这一行不是 JSON。"]


def test_text_that_is_not_text_is_named(minhu: Minhu) -> None:
    for line in ('{"text": 3}', '{"text": null}', '{"words": "你好"}'):
        ran = minhu("classify", stdin=line)
        assert (ran.code, ran.lines) == (2, ['标准输入:1: 缺少 "text"，或它不是文字。'])
    assert minhu("classify", stdin='["你好"]').lines == ["标准输入:1: 这一行应是一个 JSON 对象。"]


def test_deep_nesting_and_foreign_encodings_are_named(minhu: Minhu) -> None:
    for line in (b"[" * 100_000, '{"text": "暖气"}'.encode("gb18030"), b"\x00\x01\x02"):
        ran = minhu("classify", stdin=line)
        assert (ran.code, len(ran.lines)) == (2, 1)
        assert ran.lines[0].startswith("标准输入:1: 这一行不是")


def test_strange_characters_come_back_as_they_went_in(minhu: Minhu) -> None:
    texts = ["\ud800半个字", "一行\u2028两行\x85三行", "\u202e倒着写", "\x00\x1b[31m红", "😀𠮷", ""]
    ran = minhu("classify", stdin="".join(json.dumps({"text": text}) + "\n" for text in texts))
    assert ran.code == 0
    assert [answer["text"] for answer in answers(ran)] == texts


def test_ten_megabytes_are_answered_and_more_than_any_message_is_refused(minhu: Minhu) -> None:
    (answer,) = answers(minhu("classify", stdin=ask("暖气不热" * 800_000)))
    assert answer["appeal"]
    ran = minhu("classify", stdin=ask("你好") + "x" * 20_000_000)
    assert (ran.code, ran.lines) == (2, ["标准输入:2: 这一行太长。"])


def test_an_unknown_engine_is_named_with_those_there_are(minhu: Minhu) -> None:
    ran = minhu("classify", "--engine", "rasa2", stdin=ask("你好"))
    assert (ran.code, ran.lines) == (2, ["没有名为 rasa2 的理解引擎；可用：embedded、llm、rasa、semantic。"])


def test_whoever_waits_for_each_answer_gets_it(minhu: Minhu) -> None:
    with subprocess.Popen(  # noqa: S603 - our own command
        command("classify"), cwd=minhu.folder, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        assert running.stdin
        assert running.stdout
        for text in ("暖气不热", "你好"):
            running.stdin.write(ask(text).encode())
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["text"] == text
        running.stdin.close()
        assert running.wait(10) == 0


def test_nobody_reading_on_is_no_failure(minhu: Minhu) -> None:
    asked = minhu.write("asked.jsonl", ask(*["暖气不热"] * 3000))
    line = f"{' '.join(command('classify'))} < {asked} 2>err.txt | head -1"
    ran = subprocess.run(line, shell=True, cwd=minhu.folder, env=environment(), capture_output=True, check=True)  # noqa: S602
    assert json.loads(ran.stdout)["text"] == "暖气不热"
    assert (minhu.folder / "err.txt").read_text() == ""


def test_classify_loads_neither_web_framework_nor_database(minhu: Minhu) -> None:
    code = (
        "import sys; from bot.__main__ import run; run(['classify']);"
        "print(*(set(sys.modules) & {'fastapi', 'uvicorn', 'sqlalchemy', 'alembic', 'sklearn', 'openpyxl'}))"
    )
    ran = subprocess.run(  # noqa: S603 - our own source
        [sys.executable, "-c", code], cwd=minhu.folder, env=environment(), input=b"", capture_output=True, check=True
    )
    assert ran.stdout.strip() == b""


def test_as_a_process_of_its_own_it_answers_the_same(minhu: Minhu) -> None:
    ran = process(minhu.folder, "classify", stdin=ask("电梯坏了").encode())
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout)["issues"][0]["category"] == "elevator"
