"""A town of three estates whose people write by ear, and an engine that hears them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from nlu.gazetteer import Ear
from nlu.pinyin import FIRST_SYLLABLE, Pinyin
from nlu.places import find_place
from nlu.understanding import USUAL_BOUNDS, Bounds, EstateName, Understanding
from storage.database import Database
from storage.tree import Duty, Tree, Unit
from tests.fakes import FakeEngine, Town, tree

_SPOKEN = {
    "jin": "锦金进", "xiu": "绣秀修", "yuan": "园院圆苑", "hua": "花", "tao": "桃", "lin": "林琳", "xin": "新",
    "xing": "幸", "fu": "福富", "li": "里理", "xiao": "小", "qu": "区",
}  # fmt: skip
_SYLLABLES = tuple(_SPOKEN)
_SOUNDS = {ord(char): chr(FIRST_SYLLABLE + _SYLLABLES.index(name)) for name, all_ in _SPOKEN.items() for char in all_}
EAR = Ear({}, Pinyin(_SYLLABLES, _SOUNDS))


class HearingEngine(FakeEngine):
    """Reads places as the real engine does, by ear as well."""

    def understand(self, text: str, estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS) -> Understanding:
        """The same, of a place that may be written by ear."""
        return replace(super().understand(text, estates, bounds), place=find_place(text, estates, EAR))


def estates(*named: tuple[str, str]) -> Tree:
    """The small district with these estates in its one community, of each of which its chief knows."""
    before = tree()
    units = [unit for unit in before.units if unit.kind != "estate"]
    units += [Unit(code, "estate", name, "dong", [], 6) for code, name in named]
    duties = [duty for duty in before.duties if duty.unit not in ("jy", "hy")]
    duties += [Duty("yuan", "courtyard_chief", code) for code, _ in named]
    return replace(before, units=units, duties=duties, chats=[])


def town_of(database: Database, folder: Path, *named: tuple[str, str]) -> Town:
    """A town with these estates whose engine has an ear."""
    town = Town(database, folder, estates(*named))
    town.product.engine = HearingEngine()
    return town
