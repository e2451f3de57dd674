"""A town whose residents send photos."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import bootstrap
from storage import files
from storage.database import Database
from storage.files import FileRow
from tests.fakes import Town
from tests.pictures_fakes import FilePlatform, photo


@dataclass
class Album:
    """A town whose residents send photos on a platform."""

    town: Town
    platform: FilePlatform
    folder: Path

    def sends(self, *references: str, text: str = "", sender: str = "李姐") -> None:
        """Somebody sends pictures, and they are fetched."""
        self.town.says(sender, text, images=references, channel="album")
        self.town.worker.run_files()

    def rows(self) -> list[FileRow]:
        """Every file there is a row of."""
        product = self.town.product
        with product.database.read() as conn:
            found = files.by_inbox(conn, product.district, self._messages())
        return [row for rows in found.values() for row in rows]

    def _messages(self) -> list[int]:
        with self.town.product.database.read() as conn:
            return [row[0] for row in conn.exec_driver_sql("SELECT id FROM inbox ORDER BY id")]

    def kept(self) -> list[Path]:
        """Every file on the disk."""
        return sorted(path for path in (self.folder / "files").rglob("*") if path.is_file())


@pytest.fixture
def album(database: Database, tmp_path: Path) -> Iterator[Album]:
    """A town with a platform that keeps files."""
    platform = FilePlatform()
    platform.files = {"a": photo(), "b": photo(400, 300), "film": b"OggS" + b"\0" * 90, "exe": b"MZ" + b"\0" * 90}
    town = Town(database, tmp_path, channels={"album": platform, **bootstrap.page_channels()})
    yield Album(town, platform, tmp_path)
    town.product.wires.close()


def only(album: Album) -> FileRow:
    """The only file there is a row of."""
    (row,) = album.rows()
    return row
