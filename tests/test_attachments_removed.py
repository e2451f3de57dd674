"""Stories about files whose time is over: removed when nobody needs them, and not before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import attachments
from storage import files, notes
from tests import attachments_fakes as albums
from tests.attachments_fakes import Album, only
from tests.fakes import MONDAY

album = albums.album


def solve(album: Album) -> None:
    """The only ticket is accepted, done and confirmed."""
    album.town.presses("yuan", "accept")
    album.town.presses("yuan", "resolve", "换了阀门，室温21度")
    album.town.says("李姐", "5分", channel="album")
    assert album.town.ticket().status == "closed"


def test_a_photo_nobody_explained_is_removed_after_a_month(album: Album) -> None:
    album.sends("a")
    album.town.later(days=29)
    assert len(album.kept()) == 2
    album.town.later(days=2)
    assert (album.rows(), album.kept()) == ([], [])


def test_photos_of_a_ticket_go_a_year_after_its_end(album: Album) -> None:
    album.sends("a", text="锦园小区3号楼暖气不热")
    solve(album)
    album.town.later(days=360)
    assert len(album.kept()) == 2
    album.town.later(days=8)
    assert (album.rows(), album.kept()) == ([], [])


def test_photos_of_a_ticket_that_goes_on_stay(album: Album) -> None:
    album.sends("a", text="锦园小区3号楼暖气不热")
    with album.town.product.database.begin() as conn:
        row = only(album)
        files.look_later(conn, row, album.town.product.now())
        assert files.ended(conn, row) == (True, None)
    album.town.product.settings = album.town.product.settings.model_copy(update={"keep_files_days": 1})
    album.town.later(days=3)
    assert len(album.kept()) == 2


def test_a_photo_two_messages_have_stays_until_both_are_over(album: Album) -> None:
    album.sends("a", text="锦园小区3号楼暖气不热")
    album.sends("a", sender="王叔")
    album.town.later(days=32)
    assert len(album.rows()) == 1
    assert len(album.kept()) == 2


def test_a_removal_that_broke_off_is_finished_later(album: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    album.sends("a")
    store = album.town.worker._attachments._store
    with monkeypatch.context() as broken:
        broken.setattr(type(store), "remove", lambda *_: (_ for _ in ()).throw(OSError("disk")))
        album.town.clock.move_to(MONDAY + timedelta(days=31))
        with pytest.raises(OSError, match="disk"):
            album.town.worker.run_files()
    assert [row.state for row in album.rows()] == ["over"]
    album.town.worker.run_files()
    assert (album.rows(), album.kept()) == ([], [])


def test_a_content_kept_again_while_it_is_taken_away_stays(album: Album) -> None:
    album.sends("a")
    store, row = attachments.store_of(album.town.product), only(album)
    answers = iter((True, False))
    store.remove(row.hash or "", lambda: next(answers))
    assert len(album.kept()) == 2


def test_notes_whose_time_is_over_are_swept_daily(album: Album) -> None:
    product = album.town.product
    with product.database.begin() as conn:
        notes.put(conn, "yb", "album", "nonce:1", 1, product.now() + timedelta(minutes=5))
        notes.put(conn, "yb", "album", "token", 1)
    album.town.later(days=2)
    with product.database.read() as conn:
        assert [*conn.exec_driver_sql("SELECT name FROM notes")] == [("token",)]
