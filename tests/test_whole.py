"""Files are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nlu import whole


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def fail_halfway(path: Path) -> None:
    with whole.whole(path) as file:
        file.write(b"half")
        raise OSError("disk is full")


def test_what_was_there_stays_until_all_is_written(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    whole.put(page, "旧")
    with whole.whole(page) as file:
        file.write("新".encode())
        assert page.read_text(encoding="utf-8") == "旧"
    assert page.read_text(encoding="utf-8") == "新"
    assert names(tmp_path) == ["page.html"]


def test_what_fails_leaves_nothing_and_takes_nothing(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    whole.put(page, "旧")
    with pytest.raises(OSError, match="disk is full"):
        fail_halfway(page)
    assert page.read_text(encoding="utf-8") == "旧"
    assert names(tmp_path) == ["page.html"]


def test_only_what_is_meant_for_others_can_be_read_by_them(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        whole.put(tmp_path / "lessons.yml", "")
        whole.put(tmp_path / "page.html", "", whole.SHARED)
    finally:
        os.umask(mask)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {"lessons.yml": 0o600, "page.html": 0o644}


def test_two_who_write_one_file_do_not_meet(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    with whole.whole(page) as first, whole.whole(page) as second:
        first.write(b"a")
        second.write(b"b" * 9)
    assert page.read_text(encoding="utf-8") == "a", "the one that was finished last"
