"""`minhu evaluate`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.commands import engines
from nlu.judging import Judge, Judgement, Tally, Trouble
from nlu.trials import FIRST_MIND
from nlu.understanding import USUAL_BOUNDS, Bounds, EstateName, Understanding
from tests.cli_fakes import Minhu
from tests.fakes import FakeEngine

ROWS = [
    "heating\tnormal\t3号楼暖气不热",
    "elevator\temergency\t有人困在电梯里了快来人",
    "-\t-\t今天天气真好",
    "water|drainage\tnormal\t家里停水一天了",
]
HEADED = ["id\tkind\tcategories\ttext", "1\ttopic\theating\t暖气不热", "2\tchat\t-\t早"]
ALONE = ("--engine", FIRST_MIND)


class Unreachable:
    """A second mind that is always wanted and never there."""

    name = "rasa"

    def __init__(self) -> None:
        self.tally = Tally(asked=5, answered=5)

    def wanted(self, seen: Judgement) -> bool:
        """Always."""
        return True

    def judge(self, text: str, seen: Judgement) -> Judgement | None:
        """Nothing, but counted."""
        self.tally.asked += 1
        self.tally.trouble = Trouble.UNREACHABLE
        return None


class WithJudge(FakeEngine):
    """An engine that asks a second mind about everything but its greeting."""

    name = "rasa"

    def __init__(self) -> None:
        self.judges: Sequence[Judge] = (Unreachable(),)

    def understand(self, text: str, estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS) -> Understanding:
        """As the fake engine does."""
        if text != "你好":
            self.judges[0].judge(text, Judgement(0.5, {}, {}))
        return super().understand(text, estates, bounds)


def evaluated(minhu: Minhu, *arguments: str | Path) -> dict[str, Any]:
    """The object scripts get."""
    ran = minhu("evaluate", *arguments, *ALONE, "--json")
    assert (ran.code, ran.err) == (0, "")
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_people_are_told_figures_confusion_calibration_rejection_and_cost(minhu: Minhu) -> None:
    ran = minhu("evaluate", minhu.write("rows.tsv", [*ROWS, "noise\tnormal\t早"]), *ALONE)
    assert (ran.code, ran.err) == (0, "")
    for part in (
        "共 5 条", "类别准确率", "F1", "95% 区间", "供暖 heating", "误立单率", "噪音扰民", "不是诉求", "ECE", "Brier",
        "拒答曲线", "70%", "CPU", "embedded",
    ):  # fmt: skip
        assert part in ran.out


def test_scripts_get_one_object(minhu: Minhu) -> None:
    found = evaluated(minhu, minhu.write("rows.tsv", ROWS))
    assert set(found) == {
        "engine", "messages", "appeals", "appeal", "emergency", "category_accuracy", "false_ticket_rate", "rejection",
        "unsure", "intervals", "categories", "confusion", "calibration", "rejection_curve", "cost", "judges", "files",
    }  # fmt: skip
    assert (found["engine"], found["messages"], found["appeals"]) == ("embedded", 4, 3)
    assert found["emergency"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert found["intervals"]["emergency_recall"] == [0.2065, 1.0]
    assert found["categories"]["heating"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 1}
    assert [point["coverage"] for point in found["rejection_curve"]] == [1.0, 0.95, 0.9, 0.8, 0.7]
    assert sum(one["count"] for one in found["calibration"]["appeal"]["bins"]) == 4
    assert (found["cost"]["minds"], found["cost"]["second_mind_share"]) == ({"embedded": 4}, 0.0)
    assert [one["file"] for one in found["files"]] == ["rows.tsv"]


def test_a_file_without_urgency_has_no_figures_of_it(minhu: Minhu) -> None:
    found = evaluated(minhu, minhu.write("rows.tsv", HEADED))
    assert (found["messages"], found["emergency"]) == (2, None)
    assert "emergency_recall" not in found["intervals"]


def test_a_file_from_windows_is_read_like_any_other(minhu: Minhu) -> None:
    (minhu.folder / "rows.tsv").write_bytes(b"\xef\xbb\xbf" + "\r\n".join([*ROWS, ""]).encode())
    found = evaluated(minhu, "rows.tsv", "--wrong")
    assert (found["messages"], found["category_accuracy"], found["wrong"]) == (4, 1.0, [])


def test_several_files_stand_beside_each_other_and_together(minhu: Minhu) -> None:
    files = [minhu.write("rows.tsv", ROWS), minhu.write("headed.tsv", HEADED)]
    found = evaluated(minhu, *files)
    assert found["messages"] == 6
    assert [(one["file"], one["messages"]) for one in found["files"]] == [("rows.tsv", 4), ("headed.tsv", 2)]
    told = minhu("evaluate", *files, *ALONE).out
    for part in ("逐个文件", "rows.tsv", "headed", "合计", "共 6 条"):
        assert part in told


def test_files_of_one_name_are_told_apart(minhu: Minhu) -> None:
    for name in ("a", "b"):
        (minhu.folder / name).mkdir()
        minhu.write(f"{name}/rows.tsv", ROWS)
    assert [one["file"] for one in evaluated(minhu, "a/rows.tsv", "b/rows.tsv")["files"]] == [
        "a/rows.tsv",
        "b/rows.tsv",
    ]
    again = minhu("evaluate", "a/rows.tsv", "a/rows.tsv")
    assert (again.code, again.lines) == (2, ["rows.tsv: 同一个文件给了两次。"])


def test_every_wrong_answer_is_listed_with_its_line(minhu: Minhu) -> None:
    file = minhu.write("rows.tsv", [*ROWS, "noise\temergency\t今天天气真好", "gas\tnormal\t\u202e暖气不热[/b]"])
    listed = [
        line for line in minhu("evaluate", file, "--wrong", *ALONE).out.splitlines() if line.startswith("rows.tsv:")
    ]
    assert [line.split("\t")[:4] for line in listed] == [
        ["rows.tsv:5", "漏报紧急、漏掉诉求", "noise", "-"],
        ["rows.tsv:6", "类别不对", "gas", "heating"],
    ]
    assert listed[1].endswith("\t�暖气不热[/b]")
    wrong = evaluated(minhu, file, "--wrong")["wrong"]
    assert (wrong[0]["line"], wrong[0]["faults"], wrong[1]["text"]) == (
        5,
        ["emergency_missed", "missed"],
        "\u202e暖气不热[/b]",
    )


def test_a_line_that_ends_too_soon_is_told_not_hidden(minhu: Minhu) -> None:
    ran = minhu("evaluate", minhu.write("rows.tsv", [*HEADED, "3\tgas", "接着说"]), *ALONE, "--json")
    assert (ran.code, ran.lines) == (0, ["rows.tsv: 略过 2 行，没有原话那一列（第 4、5 行）。"])
    assert json.loads(ran.out)["files"][0]["skipped_lines"] == [4, 5]


def test_a_second_mind_that_did_not_answer_is_told(minhu: Minhu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "ready", lambda *_: WithJudge())
    ran = minhu("evaluate", minhu.write("rows.tsv", ROWS), "--json")
    assert ran.lines == ["rasa: 该问 4 次，只答了 0 次（连不上），其余由前面的引擎作主。"]
    assert json.loads(ran.out)["judges"] == {
        "rasa": {"asked": 4, "answered": 0, "skipped": 0, "trouble": "unreachable"}
    }


def test_the_page_is_written_beside_the_figures(minhu: Minhu) -> None:
    ran = minhu("evaluate", minhu.write("rows.tsv", ROWS), "--html", "out.html", *ALONE)
    assert (ran.code, ran.lines) == (0, ["网页已写好：out.html"])
    assert "共 4 条" in ran.out
    page = (minhu.folder / "out.html").read_text(encoding="utf-8")
    assert "理解引擎检验：embedded" in page
    assert sorted(path.name for path in minhu.folder.iterdir()) == ["out.html", "rows.tsv", "var"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("heating", "rows.tsv:2: 这一行应是类别、紧急度、原话三列，用 Tab 分开，现在是 1 列。"),
        ("heating\tnormal\t暖气\t热", "rows.tsv:2: 这一行应是类别、紧急度、原话三列，用 Tab 分开，现在是 4 列。"),
        ("warmth\tnormal\t暖气", "rows.tsv:2: 没有类别 warmth。"),
        ("heating\tvery\t暖气", "rows.tsv:2: 没有紧急度 very；应是 emergency、urgent、normal 或“-”。"),
        ("\tnormal\t暖气", "rows.tsv:2: 没有写类别；不是诉求请写“-”。"),
        ("w\x1bx" + "y" * 90 + "\tnormal\t暖气", "rows.tsv:2: 没有类别 w�x" + "y" * 37 + "。"),
    ],
)
def test_a_line_that_is_not_labelled_is_named_and_nothing_is_written(minhu: Minhu, line: str, sentence: str) -> None:
    good = minhu.write("good.tsv", ROWS)
    ran = minhu("evaluate", good, minhu.write("rows.tsv", [ROWS[0], line]), "--html", "out.html")
    assert (ran.code, ran.out, ran.lines) == (2, "", [sentence])
    assert not (minhu.folder / "out.html").exists()


def test_what_is_no_labelled_file_is_refused(minhu: Minhu) -> None:
    (minhu.folder / "gbk.tsv").write_bytes("heating\tnormal\t暖气".encode("gbk"))
    for file, sentence in (
        (minhu.write("rows.tsv", ""), "rows.tsv: 没有一行标注。"),
        (minhu.write("head.tsv", HEADED[:1]), "head.tsv: 没有一行标注。"),
        ("gbk.tsv", "gbk.tsv: 不是 UTF-8 编码。"),
        ("none.tsv", "none.tsv: 文件不存在。"),
        ("var", "var: 这是目录，需要的是文件。"),
    ):
        ran = minhu("evaluate", file)
        assert (ran.code, ran.out, ran.lines) == (2, "", [sentence])


def test_a_page_never_takes_the_place_of_something_else(minhu: Minhu) -> None:
    rows, other = minhu.write("rows.tsv", ROWS), minhu.write("rows.html", ROWS)
    (minhu.folder / "folder.html").mkdir()
    for file, page, sentence in (
        (rows, "rows.tsv", "rows.tsv: 网页的文件名应以 .html 结尾，不能是标注文件。"),
        (other, "rows.html", "rows.html: 网页的文件名应以 .html 结尾，不能是标注文件。"),
        (rows, "none/out.html", "none/out.html: 没有这个目录。"),
        (rows, "folder.html", "folder.html: 这是目录，需要的是文件。"),
    ):
        ran = minhu("evaluate", file, "--html", page)
        assert (ran.code, ran.out, ran.lines) == (2, "", [sentence])
    assert other.read_text(encoding="utf-8").splitlines() == ROWS


def test_an_engine_nobody_knows_is_named(minhu: Minhu) -> None:
    ran = minhu("evaluate", minhu.write("rows.tsv", ROWS), "--engine", "oracle")
    assert (ran.code, len(ran.lines)) == (2, 1)
    assert "oracle" in ran.lines[0]
