"""Tencent's library by its documented header, played by a small one in C: every call, every failure, nothing leaked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import bootstrap
from bot.channels.base import DeliveryError, RefusedError, TemporaryError, Trouble
from bot.channels.wecom_archive.channel import connect
from bot.channels.wecom_archive.native import NativeSource
from bot.channels.wecom_archive.rows import Row
from bot.memory import kit_for
from storage.database import Database
from storage.tree import Chat
from tests.archive_fakes import CHANNEL, GROUP, ZHANG, body
from tests.archive_library import Sealed, compiled, not_freed
from tests.fakes import Town, tree
from tests.wire import wait

AT = datetime(2026, 11, 16, 8, tzinfo=UTC)


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library in C, built once."""
    return compiled(tmp_path_factory.mktemp("sdk"))


@pytest.fixture
def sealed(library: Path, tmp_path: Path) -> Iterator[Sealed]:
    """An empty archive; in the end everything is given back to the library."""
    folder = tmp_path / "archive"
    folder.mkdir()
    before = not_freed(library)
    yield Sealed(folder, library)
    assert not_freed(library) == before


def text(words: str) -> dict[str, Any]:
    return body("m", ZHANG, "text", {"content": words}, AT)


def ask(source: NativeSource, after: int = 0, limit: int = 500) -> list[Row]:
    """One page, and the library given back."""

    async def page() -> list[Row]:
        try:
            return await source.page(after, limit)
        finally:
            await source.close()

    return asyncio.run(page())


def test_rows_are_fetched_by_number_and_opened_by_the_key_of_their_version(sealed: Sealed) -> None:
    keys = {1: sealed.key(1), 2: sealed.key(2)}
    for number in range(5):
        sealed.add(text(f"暖气不热𠮷{number}"), version=1 + number % 2)
    source = NativeSource(sealed.section(keys))
    found = [(row.seq, (row.body or {})["text"]["content"]) for row in ask(source, 101, 3)]
    assert found == [(102, "暖气不热𠮷1"), (103, "暖气不热𠮷2"), (104, "暖气不热𠮷3")]


def test_a_key_may_stand_in_the_settings_itself(sealed: Sealed) -> None:
    path = sealed.key(1)
    sealed.add(text("早"), 1)
    section = sealed.section({}, private_keys={1: path.read_text()})
    assert [row.body is not None for row in ask(NativeSource(section))] == [True]
    assert "BEGIN" not in repr(section)


def test_each_spoiled_row_has_its_own_trouble(sealed: Sealed) -> None:
    keys = {1: sealed.key(1)}
    sealed.key(9)
    for row, spoiled in (
        (text("没有这版私钥"), {"version": 9}),
        (text("密钥坏了"), {"encrypt_random_key": "坏的"}),
        (text("密文坏了"), {"encrypt_chat_msg": "zz"}),
        (b"no json", {}),
        (b"[1]", {}),
        (text("好的"), {}),
    ):
        sealed.add(row, spoiled.pop("version", 1), **spoiled)  # type: ignore[arg-type]
    rows = ask(NativeSource(sealed.section(keys)))
    assert [(row.body is not None, row.lacks) for row in rows] == [(False, 9)] + [(False, 0)] * 4 + [(True, 0)]
    assert [row.trouble for row in rows] == [
        "没有第 9 版私钥", "第 1 版私钥打不开这条消息的密钥", "会话内容存档：解密没有成功：解密失败（10006）",
        "解开的内容不是 JSON", "解开的内容不是 JSON 对象", "",
    ]  # fmt: skip


def test_a_file_comes_in_pieces(sealed: Sealed) -> None:
    keys = {1: sealed.key(1)}
    (sealed.folder / "file-1").write_bytes(bytes(range(50)) * 2)
    source = NativeSource(sealed.section(keys))

    async def fetch() -> bytes:
        found = await source.media("file-1")
        with pytest.raises(RefusedError, match="10005"):
            await source.media("file-2")
        await source.close()
        return found

    assert asyncio.run(fetch()) == bytes(range(50)) * 2


@pytest.mark.parametrize(
    ("code", "kind"), [(10001, TemporaryError), (10009, TemporaryError), (10003, TemporaryError), (99999, RefusedError)]
)
def test_what_the_library_answers_is_a_sentence(sealed: Sealed, code: int, kind: type[DeliveryError]) -> None:
    section = sealed.section({1: sealed.key(1)})
    sealed.fails(code)
    with pytest.raises(kind, match=f"取消息没有成功.*{code}"):
        ask(NativeSource(section))


def examined(sealed: Sealed, town: Town, **more: Any) -> list[Trouble]:
    """What the doctor finds."""
    given = {"keys": {1: sealed.folder / "key1.pem"}} | more
    platform = connect(sealed.section(given.pop("keys"), **given), kit_for(town.product, CHANNEL))
    wires = town.product.wires
    try:
        return wires.submit(platform, platform.examine()).result(timeout=10)
    finally:
        wires.close()


def test_the_doctor_says_what_is_missing(sealed: Sealed, town: Town, tmp_path: Path) -> None:
    sealed.key(1)
    (nothing_yet,) = examined(sealed, town)
    assert (nothing_yet.sentence, nothing_yet.fatal) == ("还没有取过消息", False)
    assert "腾讯的库不在这里" in examined(sealed, town, library="/nowhere/sdk.so")[0].sentence
    other = tmp_path / "other.so"
    other.write_bytes(b"no library")
    assert "加载不了" in examined(sealed, town, library=str(other))[0].sentence
    assert "文件读不了" in examined(sealed, town, keys={1: tmp_path / "none.pem"})[0].sentence
    assert "不是没有口令的 PEM" in examined(sealed, town, keys={1: other})[0].sentence
    wrong = examined(sealed, town, secret="of-another")[0]
    assert "Secret" in wrong.sentence
    assert "of-another" not in f"{wrong.sentence}{wrong.remedy}"


def test_another_library_is_named(library: Path, sealed: Sealed, tmp_path: Path) -> None:
    section = sealed.section({1: sealed.key(1)}, library="libc.so.6")
    with pytest.raises(RefusedError, match="不是腾讯的"):
        ask(NativeSource(section))


def test_from_the_library_to_the_ticket_while_the_product_runs(
    sealed: Sealed, sqlite: Database, tmp_path: Path
) -> None:
    found = replace(tree(), chats=[Chat(CHANNEL, GROUP, "residents", "jy")])
    section = sealed.section({1: sealed.key(1)})
    sealed.add(text("3号楼暖气不热"), 1)
    town = Town(sqlite, tmp_path, found, sections={CHANNEL: section})
    assert CHANNEL in town.product.platforms
    town.product.wires.listen(town.product.platforms.values())
    try:
        wait(lambda: town.worker.run_until_idle() or town.tickets())
        assert town.ticket().chat == GROUP
        assert bootstrap.districts(sqlite) == ["yb"]
    finally:
        town.product.wires.close()
