"""What is no org file at all, or a hostile one: refused in one sentence, without a hang or a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.orgfile import OrgFileError, read


def problems_of(folder: Path, content: str | bytes) -> list[str]:
    path = folder / "org.yml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(OrgFileError) as caught:
        read(path)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "org.yml: 文件是空的。"),
        ("# 只有注释\n", "org.yml:1: 文件应当由"),
        ("你好", "org.yml:1: 文件应当由"),
        ("- a\n- b\n", "org.yml:1: 文件应当由"),
        ("district: {code: a, name: b\nunits: []\n", "org.yml:2: 不是正确的 YAML：括号没有成对"),
        ("district:\n\tcode: a\n", "org.yml:2: 不是正确的 YAML：有不能放在开头的符号"),
        ("district:\n  code：a\n  name：b: c\n", "附近有全角的“：”或“，”"),
        ('district: {code: a, name: "b\n', "引号没有成对"),
        ('district: {code: a, name: "\\ud800"}\n', "不存在的字符"),
        ("district: {code: a, name: b\x07}\n", "org.yml:1: 这一行有控制字符（U+0007）"),
        ("district: {code: a}\n---\ndistrict: {code: b}\n", "org.yml:2: 一个文件只能有一份文档"),
        ("? [a, b]\n: c\n", "org.yml:1: 键必须是一个词"),
        ("district: {code: a, name: b}\n".encode("gbk") + "名：区\n".encode("gbk"), "看起来是 GBK"),
        ("district: {code: a}\n".encode("utf-16"), "UTF-16"),
        (b"\x89\xff\xff\x00", "不是 UTF-8 文本"),
    ],
)
def test_what_is_no_org_file_is_refused_in_one_sentence(tmp_path: Path, content: str | bytes, sentence: str) -> None:
    found = problems_of(tmp_path, content)
    assert len(found) == 1
    assert sentence in found[0]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "org.yml:2: 不支持 YAML 引用（*a）"),
        ("[" * 3_000_000, "嵌套超过 20 层"),
        ("{a: " * 3_000_000, "嵌套超过 20 层"),
        ("- " * 3_000_000, "嵌套超过 20 层"),
        ("units:\n" + "- []\n" * 600_000, "内容超过"),
        ("x" * (20 * 1024 * 1024 + 1), "文件超过 20 MB"),
    ],
    ids=["aliases", "lists", "mappings", "items", "many", "large"],
)
def test_a_hostile_file_is_refused(tmp_path: Path, content: str, sentence: str) -> None:
    found = problems_of(tmp_path, content)
    assert len(found) == 1
    assert sentence in found[0]


def test_a_file_where_everything_is_wrong_still_ends(tmp_path: Path) -> None:
    units = "".join(f"  - {{code: u{n}, kind: estte, name: 名, parnt: v{n}}}\n" for n in range(5_000))
    assert len(problems_of(tmp_path, "district: {code: hexi, name: 河西区}\nunits:\n" + units)) == 10_000


def test_a_path_that_is_no_file_is_told(tmp_path: Path) -> None:
    for path, sentence in ((tmp_path / "no.yml", "no.yml: 文件不存在。"), (tmp_path, "这不是普通文件")):
        with pytest.raises(OrgFileError, match=sentence):
            read(path)
