"""A town whose officials send photos of what they did, genuine ones and others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PIL import Image

from bot import bootstrap
from handlers.cards import LABELS
from handlers.messages import Action
from storage import hints
from storage.database import Database
from storage.hints import Hint
from storage.tickets import Ticket
from storage.tree import Account
from tests.fakes import Town, tree
from tests.photo_fakes import jpeg
from tests.pictures_fakes import FilePlatform

DONE = "已到现场放气排水并清洗过滤网，更换入户阀门一只，现在室温二十一度"


class Inspected:
    """A town where photos are kept, and somebody looks at what was called done."""

    def __init__(self, database: Database, folder: Path) -> None:
        found = tree()
        found = replace(found, accounts=[Account("album", one.account, one.person) for one in found.accounts])
        self.platform = FilePlatform()
        channels = {"album": self.platform, **bootstrap.page_channels()}
        self.town = Town(database, folder, found, channels=channels)
        self._photos = 0

    def reports(self, who: str = "李姐", where: str = "锦园3号楼", photo: bytes | None = None) -> Ticket:
        """Somebody's heating is cold."""
        self.town.says(who, f"{where}暖气不热", channel="album", images=self._kept(photo))
        self.town.worker.run_files()
        return self.town.tickets()[-1]

    def does(self, action: str, words: str = "", photo: bytes | None = None, person: str = "yuan") -> bool:
        """An official writes what he did, perhaps with a photo."""
        said = f"{LABELS[Action(action)]} {self.town.tickets()[-1].number} {words}".strip()
        outcome = self.town.says(person, said, channel="album", images=self._kept(photo))
        self.town.worker.run_files()
        return outcome is not None and outcome.ok

    def finishes(self, words: str = DONE, photo: bytes | None = None, *, after: timedelta = timedelta(hours=1)) -> None:
        """He accepts, works for a while, and calls it done."""
        assert self.does("accept")
        self.town.until(self.town.clock.now() + after)
        assert self.does("resolve", words, photo)

    def found(self, ticket: Ticket | None = None) -> list[Hint]:
        """What was hinted at."""
        with self.town.product.database.read() as conn:
            if ticket is not None:
                return hints.of_ticket(conn, "yb", ticket.id)
            return hints.listed(conn, "yb", open_only=True, limit=500)[::-1]

    def kinds(self, ticket: Ticket | None = None) -> list[str]:
        """Its kinds, sorted."""
        return sorted(hint.kind for hint in self.found(ticket))

    def looked(self) -> None:
        """Everything is looked at for the first time."""
        self.town.later(minutes=11)

    def _kept(self, photo: bytes | None) -> tuple[str, ...]:
        if photo is None:
            return ()
        self._photos += 1
        name = f"p{self._photos}"
        self.platform.files[name] = photo
        return (name,)


def shot(image: Image.Image, town: Town | None = None, *, ago: timedelta = timedelta(0)) -> bytes:
    """A file of it, taken so long before now where a town is given."""
    return jpeg(image, 80, town.clock.now() - ago if town else None)
