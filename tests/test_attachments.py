"""Stories about the files people send: fetched once, kept, shown to the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import attachments, intake
from bot.channels.base import RefusedError, TemporaryError
from handlers.messages import Inbound
from storage import files
from tests import attachments_fakes as albums
from tests.attachments_fakes import Album, only
from tests.fakes import MONDAY
from tests.pictures_fakes import photo
from tests.storage_fakes import at_once
from tests.wire import wait

album = albums.album


def test_a_photo_is_fetched_and_kept_by_its_content(album: Album) -> None:
    album.sends("a", text="锦园小区3号楼暖气不热")
    row = only(album)
    assert (row.state, row.reference, row.type, row.attempts) == ("kept", "a", "image/jpeg", 1)
    assert row.taken_at == MONDAY.replace(day=15, hour=18, minute=30, second=5)
    assert row.hash is not None
    path = album.folder / "files" / row.hash[:2] / row.hash[2:]
    assert path.stat().st_size == row.size
    assert album.kept() == [path, path.with_name(path.name + ".small")]
    assert path.stat().st_mode & 0o077 == 0
    with album.town.product.database.read() as conn:
        assert files.of_ticket(conn, "yb", album.town.ticket().id) == [row]


def test_a_message_that_comes_twice_wants_its_photo_once(album: Album) -> None:
    for _ in range(2):
        album.town.says("李姐", "", images=("a",), channel="album", id="same")
    album.town.worker.run_files()
    assert len(album.rows()) == 1
    assert album.platform.asked == ["a"]


def test_the_same_photo_sent_twice_lies_there_once(album: Album) -> None:
    album.sends("a")
    album.sends("a", sender="王叔")
    assert len({row.hash for row in album.rows()}) == 1
    assert len(album.kept()) == 2


def test_on_our_own_pages_names_of_photos_are_no_files(album: Album) -> None:
    album.town.says("李姐", "暖气不热", images=("photo-1.jpg",))
    assert album.rows() == []


def test_a_message_with_a_thousand_photos_wants_thirty(album: Album) -> None:
    album.sends(*["a"] * 1000)
    assert len(album.rows()) == attachments.MOST


def test_a_photo_the_platform_does_not_give_now_comes_later(album: Album) -> None:
    album.platform.failures = [TemporaryError("相册暂时不能用", 120.0), TemporaryError("相册暂时不能用")]
    album.sends("a", text="锦园小区3号楼暖气不热")
    assert (only(album).state, only(album).reason) == ("wanted", "相册暂时不能用")
    album.town.later(seconds=110)
    assert len(album.platform.asked) == 1
    album.town.later(minutes=5)
    assert (only(album).state, only(album).reason, len(album.platform.asked)) == ("kept", None, 3)


def test_a_photo_that_never_comes_is_given_up_with_a_reason(album: Album) -> None:
    album.platform.failures = [TemporaryError("相册暂时不能用")] * 100
    album.sends("a")
    album.town.later(days=2)
    row = only(album)
    assert (row.state, row.reason) == ("refused", "试了10次都没有取到：相册暂时不能用")
    assert len(album.platform.asked) == attachments.ATTEMPTS


@pytest.mark.parametrize(
    ("failure", "reference", "why"),
    [
        (RefusedError("相册说这张照片过期了"), "a", "相册说这张照片过期了"),
        (None, "exe", "不是能保存的类型"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_reason(
    album: Album, failure: Exception | None, reference: str, why: str
) -> None:
    album.platform.failures = [failure] if failure else []
    album.sends(reference)
    row = only(album)
    assert row.state == "refused"
    assert why in (row.reason or "")
    assert album.kept() == []


def test_a_fault_of_ours_loses_no_photo(album: Album, caplog: pytest.LogCaptureFixture) -> None:
    album.platform.failures = [ZeroDivisionError()]
    album.sends("a")
    assert only(album).state == "wanted"
    assert "could not be kept" in caplog.text
    album.town.later(minutes=1)
    assert only(album).state == "kept"


def test_a_photo_of_a_channel_that_is_off_waits_for_it(album: Album) -> None:
    channels = album.town.product.channels
    album.town.says("李姐", "", images=("a",), channel="album")
    away = channels.pop("album")
    album.town.worker.run_files()
    assert (only(album).state, only(album).reason) == ("wanted", "渠道 album 没有开启")
    channels["album"] = away
    album.town.later(minutes=1)
    assert only(album).state == "kept"


def test_a_fetcher_that_died_leaves_the_photo_to_another(album: Album) -> None:
    album.town.says("李姐", "", images=("a",), channel="album")
    product = album.town.product
    with product.database.begin() as conn:
        assert len(files.claim(conn, "yb", product.now(), attachments.LEASE, 10)) == 1
    album.town.worker.run_files()
    assert only(album).state == "wanted"
    album.town.later(minutes=11)
    assert (only(album).state, only(album).attempts) == ("kept", 2)


def test_a_photo_that_kills_its_fetcher_every_time_is_given_up(album: Album) -> None:
    album.town.says("李姐", "", images=("a",), channel="album")
    product = album.town.product
    for _ in range(attachments.ATTEMPTS):
        with product.database.begin() as conn:
            assert files.claim(conn, "yb", product.now(), timedelta(seconds=1), 10)
        album.town.clock.move_to(product.now() + timedelta(seconds=2))
    album.town.worker.run_files()
    assert (only(album).state, only(album).reason) == ("refused", "处理了多次都没有成功")
    assert album.platform.asked == []


def test_of_several_workers_one_fetches_each_photo(album: Album) -> None:
    album.platform.files |= {f"p{n}": photo(40 + n, 30) for n in range(12)}
    album.town.says("李姐", "", images=tuple(f"p{n}" for n in range(12)), channel="album")
    product = album.town.product
    at_once(3, lambda _: attachments.Attachments(product).run())
    album.town.worker.run_files()
    assert sorted(album.platform.asked) == sorted(f"p{n}" for n in range(12))
    assert {row.state for row in album.rows()} == {"kept"}


def test_who_was_slower_than_his_lease_says_nothing_any_more(album: Album) -> None:
    album.town.says("李姐", "", images=("a",), channel="album")
    product = album.town.product
    with product.database.begin() as conn:
        (slow,) = files.claim(conn, "yb", product.now(), timedelta(seconds=1), 10)
    album.town.later(seconds=5)
    assert only(album).state == "kept"
    with product.database.begin() as conn:
        files.refuse(conn, slow, "太慢了", product.now())
        files.later(conn, slow, product.now(), "太慢了")
    assert only(album).state == "kept"


def test_a_running_worker_fetches_by_itself(album: Album) -> None:
    album.town.worker.start()
    try:
        intake.accept(album.town.product, Inbound("album", "1", MONDAY, "李姐", images=("a",)))
        wait(lambda: [row.state for row in album.rows()] == ["kept"])
    finally:
        album.town.worker.stop()


def test_a_message_and_its_files_are_stored_together_or_not_at_all(album: Album) -> None:
    good = Inbound("album", "1", MONDAY, "李姐", images=("a",))
    with pytest.raises(ValueError, match="发送人"):
        intake.accept_all(album.town.product, [good, Inbound("album", "2", MONDAY, " ", images=("b",))])
    assert album.rows() == []
