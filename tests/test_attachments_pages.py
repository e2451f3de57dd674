"""Stories about who sees the files: whoever is signed in at the desk, and nothing in them does anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.base import RefusedError
from bot.worker import Worker
from handlers.messages import Inbound
from storage import files
from storage.database import Database
from tests.pictures_fakes import FilePlatform, photo, size_of
from tests.web_fakes import Browser, ServedTown

KEY = "一把很长的钥匙-7f3a"


class Desk:
    """A served town with a platform that keeps files."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.served = ServedTown(database, folder, secret_key=KEY)
        self.platform = FilePlatform()
        self.platform.files = {"a": photo(), "film": b"%PDF-1.7" + b"\0" * 9000}
        self.served.inner.channels["album"] = self.platform
        self.served.worker = Worker(self.served.inner)
        self.browser = Browser(self.served)
        self.browser.post("/login", {"key": KEY})

    def sends(self, *references: str) -> None:
        """Somebody tells a trouble with pictures, and they are fetched."""
        self.says(*references)
        self.served.worker.run_files()

    def says(self, *references: str) -> None:
        """The same, and nothing is fetched yet."""
        now = self.served.now()
        self.served.accept(Inbound("album", "1", now, "李姐", text="锦绣花园3号楼暖气不热", images=references))
        self.served.settle()

    def page(self) -> str:
        """The ticket's page."""
        number = self.browser.get("/desk").text.split('href="/desk/tickets/')[1].split('"')[0]
        return self.browser.get(f"/desk/tickets/{number}").text

    def ids(self) -> list[int]:
        """The files there are."""
        with self.served.database.read() as conn:
            found = [row[0] for row in conn.exec_driver_sql("SELECT id FROM files ORDER BY id")]
            assert files.get(conn, "demo", 1) is None
            return found


@pytest.fixture
def desk(sqlite: Database, tmp_path: Path) -> Iterator[Desk]:
    """Somebody signed in at the desk."""
    desk = Desk(sqlite, tmp_path)
    yield desk
    desk.served.inner.wires.close()


def test_the_desk_sees_the_photo_instead_of_its_name(desk: Desk) -> None:
    desk.sends("a")
    (photo_id,) = desk.ids()
    page = desk.page()
    assert f'<a href="/files/{photo_id}"' in page
    assert f'<img src="/files/{photo_id}/small" alt="拍摄于昨天18:30">' in page
    assert "［照片" not in page
    small, whole = desk.browser.get(f"/files/{photo_id}/small"), desk.browser.get(f"/files/{photo_id}")
    assert size_of(small.content) == (320, 240)
    assert size_of(whole.content) == (800, 600)


def test_a_file_is_sent_so_that_nothing_in_it_runs(desk: Desk) -> None:
    desk.sends("a", "film")
    for file_id, type_, shown in zip(
        desk.ids(), ("image/jpeg", "application/pdf"), ("inline", "attachment"), strict=True
    ):
        answer = desk.browser.get(f"/files/{file_id}")
        headers = answer.headers
        assert (answer.status_code, headers["content-type"]) == (200, type_)
        assert headers["content-disposition"].startswith(f'{shown}; filename="minhu-{file_id}.')
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "sandbox" in headers["content-security-policy"]
    assert "PDF 文件（9 KB）" in desk.page()


def test_without_signing_in_nobody_sees_a_file(desk: Desk) -> None:
    desk.sends("a")
    stranger = Browser(desk.served)
    for path in (f"/files/{desk.ids()[0]}", f"/files/{desk.ids()[0]}/small"):
        assert stranger.get(path).headers["location"].startswith("/login")
        assert stranger.get(path, headers={"Accept": "image/*"}).status_code == 401


def test_what_is_not_kept_says_why(desk: Desk) -> None:
    desk.platform.failures = [RefusedError("相册说这张照片过期了")]
    desk.sends("a", "film")
    assert "文件没有保存：相册说这张照片过期了" in desk.page()
    answer = desk.browser.get(f"/files/{desk.ids()[0]}")
    assert answer.status_code == 404
    assert "没有保存" in answer.text


def test_what_is_still_on_its_way_says_so(desk: Desk) -> None:
    desk.says("a")
    assert "文件正在取回" in desk.page()


@pytest.mark.parametrize("path", ["/files/1", "/files/1/small", "/files/x", "/files/-1", "/files/99999999999999999999"])
def test_a_file_there_never_was_is_a_sentence(desk: Desk, path: str) -> None:
    answer = desk.browser.get(path)
    assert answer.status_code in (404, 422)
    assert "Traceback" not in answer.text


def test_a_content_somebody_deleted_by_hand_is_a_sentence(desk: Desk, tmp_path: Path) -> None:
    desk.sends("a")
    for path in (tmp_path / "files").rglob("*"):
        if path.is_file():
            path.unlink()
    assert desk.browser.get(f"/files/{desk.ids()[0]}").status_code == 404
