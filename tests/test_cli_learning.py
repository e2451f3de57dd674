"""`minhu train` and `evaluate`."""

from __future__ import annotations

import json

import pytest

from tests.cli_fakes import Minhu

ROWS = [
    "heating\tnormal\t3号楼暖气不热",
    "elevator\temergency\t有人困在电梯里了快来人",
    "-\t-\t今天天气真好",
    "water|drainage\tnormal\t家里停水一天了",
]


def test_accuracy_f1_confusion_and_rejection_are_told(minhu: Minhu) -> None:
    ran = minhu("evaluate", minhu.write("rows.tsv", ROWS))
    assert (ran.code, ran.err) == (0, "")
    for part in ("共 4 条", "类别准确率", "F1", "供暖 heating", "不误报率"):
        assert part in ran.out


def test_scripts_get_one_object(minhu: Minhu) -> None:
    ran = minhu(
        "evaluate", "--json", minhu.write("rows.tsv", ["id\tcategories\ttext", "1\theating\t暖气不热", "2\t-\t早"])
    )
    report = json.loads(ran.out)
    assert report["messages"] == 2
    assert report["categories"]["heating"]["f1"] == 1.0
    assert set(report) == {
        "messages", "appeal", "emergency", "category_accuracy", "rejection", "categories", "confusion",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("heating", "rows.tsv:2: 这一行应是类别、紧急度、原话三列"),
        ("warmth\tnormal\t暖气", "rows.tsv:2: 没有类别 warmth"),
        ("heating\tvery\t暖气", "rows.tsv:2: 这一行应是"),
    ],
)
def test_a_line_that_is_not_labelled_is_named(minhu: Minhu, line: str, part: str) -> None:
    ran = minhu("evaluate", minhu.write("rows.tsv", [ROWS[0], line]))
    assert (ran.code, len(ran.lines)) == (2, 1)
    assert part in ran.lines[0]


def test_an_empty_file_and_a_foreign_encoding_are_refused(minhu: Minhu) -> None:
    assert minhu("evaluate", minhu.write("rows.tsv", "")).lines == ["rows.tsv: 没有一行标注。"]
    (minhu.folder / "gbk.tsv").write_bytes("heating\tnormal\t暖气".encode("gbk"))
    assert minhu("evaluate", "gbk.tsv").lines == ["gbk.tsv: 不是 UTF-8 编码。"]


def test_training_puts_a_new_model_in_the_place_of_the_old(minhu: Minhu) -> None:
    ran = minhu("train", "--data-dir", "fresh")
    assert ran.code == 0
    assert "训练用了" in ran.out
    assert len(list((minhu.folder / "fresh" / "models").iterdir())) == 1
    assert minhu("classify", "--data-dir", "fresh", stdin='{"text": "暖气不热"}').err == ""
