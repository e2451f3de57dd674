"""Whatever a person gets wrong: an exit code and a sentence, never a traceback."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from bot.commands import failures
from bot.commands.table import COMMANDS
from tests.cli_fakes import FIXTURES, ORG, Minhu, one_sentence, process

EVENT = '{"at": "2026-11-16T08:00:00+08:00", "sender": "李姐", "text": "暖气不热"}'


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["nix"], "没有这个命令（nix）"),
        (["--nix"], "没有选项 --nix"),
        (["db", "nix"], "没有这个命令（nix）"),
        (["serve", "--port", "many"], "选项 --port 的值不对"),
        (["serve", "--port", "70000"], "选项 --port 的值不对"),
        (["serve", "--port"], "选项 --port 用得不对"),
        (["serve", "extra"], "多了参数 (extra)"),
        (["import-org"], "缺少参数 FILE"),
        (["replay", "x.jsonl"], "缺少选项 --org"),
        (["dead-letters", "resend", "abc"], "参数 [ID]... 的值不对"),
        (["db", "backup"], "缺少参数 FILE"),
    ],
)
def test_wrong_arguments(minhu: Minhu, arguments: list[str], part: str) -> None:
    one_sentence(minhu, 2, part, *arguments)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("district: {code: yb\nunits: [", "org.yml:2: 不是正确的 YAML"),
        ("", "org.yml: 文件是空的"),
        ("district: {code: yb, name: 区}\nunits: []\npeople: []\nduties: []\nchats: []\nextra: 1\n", "org.yml:6"),
        ("\x00", "org.yml"),
    ],
)
def test_a_malformed_org_file(minhu: Minhu, text: str, part: str) -> None:
    ran = minhu("import-org", minhu.write("org.yml", text))
    assert (ran.code, ran.out) == (2, "")
    assert part in ran.err
    assert ran.lines[-1] == "共 1 处问题，什么也没有导入。"


def test_unknown_units_and_codes_given_twice_are_all_listed(minhu: Minhu) -> None:
    text = (
        ORG.read_text(encoding="utf-8")
        .replace("unit: jy, title: 服务长", "unit: jyy")
        .replace("code: jd,", "code: zx,")
    )
    ran = minhu("import-org", "--dry-run", minhu.write("org.yml", text))
    assert ran.code == 2
    assert any("jyy" in line and "org.yml:" in line for line in ran.lines)
    assert any("zx" in line and "org.yml:" in line for line in ran.lines)
    assert ran.lines[-1].endswith("什么也没有导入。")


def test_an_unknown_policy_pack(minhu: Minhu) -> None:
    text = ORG.read_text(encoding="utf-8").replace("policy: default", "policy: nix")
    one_sentence(minhu, 2, "nix", "import-org", minhu.write("org.yml", text))


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("nonsense", "bad.jsonl:2: 这一行不是 JSON。"),
        ("[1]", "bad.jsonl:2: 这一行应是一个 JSON 对象。"),
        ('{"at": "2026-11-16T08:00:00+08:00"}', "bad.jsonl:2: 缺少 sender"),
        ('{"sender": "李姐", "text": "x"}', "bad.jsonl:2: 缺少 at"),
        ('{"sender": "李姐", "at": "昨天"}', "bad.jsonl:2: at 不是 ISO 8601 时间"),
        ('{"sender": "李姐", "at": 5}', "bad.jsonl:2: at 不是 ISO 8601 时间"),
        ('{"sender": "李姐", "at": "0001-01-01T00:00:00+08:00"}', "bad.jsonl:2: at 的年份"),
        ('{"sender": "李姐", "at": "2026-11-16T08:00:00", "chat_type": "group"}', "bad.jsonl:2: 群消息缺少 chat"),
        ('{"sender": "李姐", "at": "2026-11-16T08:00:00", "chat_type": "room"}', "bad.jsonl:2: chat_type"),
        ('{"sender": ["李姐"], "at": "2026-11-16T08:00:00"}', "bad.jsonl:2: sender 应是文字"),
        ('{"sender": "李姐", "at": "2026-11-16T08:00:00", "images": "a.jpg"}', "bad.jsonl:2: images"),
    ],
)
def test_a_replay_line_that_cannot_be_played(minhu: Minhu, line: str, part: str) -> None:
    bad = minhu.write("bad.jsonl", [EVENT, line])
    one_sentence(minhu, 2, part, "replay", bad, "--org", ORG, "--out", "out")
    assert not (minhu.folder / "out").exists()


def test_files_that_are_not_there(minhu: Minhu) -> None:
    one_sentence(minhu, 2, "none.jsonl: 文件不存在", "replay", "none.jsonl", "--org", ORG, "--out", "out")
    one_sentence(
        minhu, 2, "none.yml: 文件不存在", "replay", FIXTURES / "story.jsonl", "--org", "none.yml", "--out", "out"
    )
    one_sentence(minhu, 2, "none.tsv: 文件不存在", "evaluate", "none.tsv")


def test_an_end_before_the_last_event(minhu: Minhu) -> None:
    story = ["replay", str(FIXTURES / "story.jsonl"), "--org", str(ORG), "--out", "out", "--until"]
    one_sentence(minhu, 2, "--until 早于最后一个事件", *story, "2026-11-17T00:00:00+08:00")
    one_sentence(minhu, 2, "--until 不是 ISO 8601 时间", *story, "later")


def test_pages_are_not_opened_to_the_world_without_a_key(minhu: Minhu) -> None:
    one_sentence(minhu, 2, "MINHU_SECRET_KEY", "serve", "--host", "0.0.0.0")  # noqa: S104 - that is the point


def test_wrong_settings(minhu: Minhu) -> None:
    minhu.write("minhu.toml", "port = [broken")
    one_sentence(minhu, 2, "minhu.toml", "db", "upgrade")
    minhu.write("minhu.toml", 'port = "many"')
    one_sentence(minhu, 2, "port", "db", "upgrade")


def test_words_of_others_do_nothing_to_the_terminal(minhu: Minhu) -> None:
    name = "\x1b[2J\u202egpj.yml"
    ran = minhu("replay", FIXTURES / "story.jsonl", "--org", name, "--out", "out")
    assert ran.code == 2
    assert "\x1b" not in ran.err
    assert "\u202e" not in ran.err


def test_a_fault_of_ours_is_told_without_a_traceback(minhu: Minhu) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("boom\nsecond line")

    minhu.monkeypatch.setattr("bot.settings.read", broken)
    one_sentence(minhu, 1, "程序出错（RuntimeError：boom）", "export-org")
    minhu.monkeypatch.setenv("MINHU_DEBUG", "1")
    with pytest.raises(RuntimeError):
        minhu("export-org")


def test_ctrl_c_is_a_sentence(minhu: Minhu) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    minhu.monkeypatch.setattr("bot.settings.read", interrupted)
    one_sentence(minhu, 1, "已中断。", "export-org")


def test_every_error_by_name_is_a_class_there_is() -> None:
    homes = ("bot.settings", "bot.channels.registry", "bot.orgfile", "bot.replay.events", "bot.commands.saying",
             "bot.product", "handlers.policy", "storage.database")  # fmt: skip
    found = [vars(importlib.import_module(home)) for home in homes]
    for name in failures.known():
        package, _, kind = name.partition(".")
        classes = [names[kind] for names in found if kind in names]
        assert classes, name
        assert all(issubclass(each, Exception) and each.__module__.startswith(package) for each in classes)


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"bench"}))
def test_every_command_has_help_in_chinese(minhu: Minhu, name: str) -> None:
    ran = minhu(name, "--help")
    assert ran.code == 0
    assert any("\u4e00" <= char <= "\u9fff" for char in ran.out)


def test_help_and_version_come_without_a_command(minhu: Minhu) -> None:
    assert "replay" in minhu().out
    assert "replay" in minhu("--help").out
    assert minhu("--version").out.startswith("minhu")
    assert minhu("db").code == 2


def test_as_a_process_of_its_own_it_says_the_same(tmp_path: Path) -> None:
    ran = process(tmp_path, "export-org")
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert "还没有辖区数据" in ran.stderr.decode()
    assert ran.stderr.count(b"\n") == 1
