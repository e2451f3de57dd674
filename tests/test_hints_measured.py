"""How exact and how complete hints are, on completions we made up: honest ones, and fakes of every kind."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.database import Database
from tests.hint_fakes import Inspected, shot
from tests.photo_fakes import WAYS, again, scene, sent_again

EACH = 12
PLACES = [f"锦园{building}号楼" for building in range(1, 13)]
WHERE = ["立管", "入户阀门", "楼前井", "换热站", "分水器", "地暖主管", "回水管", "顶层排气阀"]
DID = ["放气排水", "清洗过滤网", "更换密封圈", "调节流量", "疏通堵塞", "重新接管", "更换循环泵", "补焊漏点"]
NOW = ["室温{n}度", "回水温度{n}度", "全楼恢复正常", "居民在场确认", "测温{n}度达标", "观察{m}小时无异常"]
FORMULA = "经核实，您反映的问题已经处理完毕，感谢您的监督"


class Days:
    """One completion a day, of one kind after another."""

    def __init__(self, inspected: Inspected, chance: random.Random) -> None:
        self.here, self.chance = inspected, chance
        self.seed, self.told = 0, [""]
        self.sent: list[int] = []
        self.expected: dict[int, str] = {}

    def words(self) -> str:
        """What an honest official writes."""
        chance = self.chance
        parts = [f"{chance.choice(WHERE)}{chance.choice(DID)}" for _ in range(chance.randint(1, 3))]
        end = chance.choice(NOW).format(n=chance.randint(18, 24), m=chance.randint(1, 5))
        return f"{chance.choice(['已到现场查看', '师傅上门', '现场处理'])}，{'，'.join(parts)}，{end}"

    def run(self, kind: str) -> None:
        """A new ticket, done honestly or not."""
        self.seed += 1
        here, chance = self.here, self.chance
        ticket = here.reports(f"居民{self.seed}", chance.choice(PLACES), shot(scene(self.seed), here.town))
        self.expected[ticket.id] = kind
        words, ago = self.words(), timedelta(minutes=5)
        photo = again(self.seed, 1) if chance.random() < 0.7 else None
        work = timedelta(minutes=chance.randint(20, 300))
        if kind == "photo_seen":
            own = self.seed if chance.random() < 0.3 or not self.sent else chance.choice(self.sent)
            picture = scene(own) if own == self.seed else again(own, 1)
            photo = sent_again(picture, chance.choice(WAYS))
        elif kind == "photo_old":
            photo, ago = again(self.seed, 2), timedelta(hours=chance.randint(30, 900))
        elif kind == "reply_pasted":
            words = self._pasted()
        elif kind == "at_once":
            photo, work = None, timedelta(seconds=chance.randint(5, 120))
        elif chance.random() < 0.15:
            words = FORMULA
        self._finish(words, photo, ago, work)
        if kind == "":
            self.told.append(words)
            if photo is not None:
                self.sent.append(self.seed)
        here.town.later(days=1)

    def _finish(self, words: str, photo: object, ago: timedelta, work: timedelta) -> None:
        here = self.here
        assert here.does("accept")
        here.town.until(here.town.clock.now() + work)
        # Most platforms take the camera's time out of a photo.
        clock = here.town if self.chance.random() < 0.5 else None
        assert here.does("resolve", words, shot(photo, clock, ago=ago) if photo is not None else None)  # type: ignore[arg-type]

    def _pasted(self) -> str:
        long = [words for words in self.told if len(words) > 24 and words != FORMULA]
        words = self.chance.choice(long[-12:])
        change = self.chance.choice(["same", "points", "thanks", "word"])
        if change == "points":
            return words.replace("，", "；") + "。"
        if change == "thanks":
            return f"{words}。感谢您的监督"
        return words.replace("上门", "到场", 1) if change == "word" else words


@pytest.mark.slow
def test_hints_are_exact_and_mostly_complete(sqlite: Database, tmp_path: Path) -> None:
    here = Inspected(sqlite, tmp_path)
    days = Days(here, random.Random(11))
    kinds = ["photo_seen", "photo_old", "reply_pasted", "at_once"]
    for _ in range(EACH * 4):
        days.run("")
    plan = [*kinds * EACH, *[""] * EACH * 4]
    days.chance.shuffle(plan)
    for kind in plan:
        days.run(kind)
    found = {hint.ticket_id: set() for hint in here.found()}  # type: dict[int, set[str]]
    for hint in here.found():
        found[hint.ticket_id].add(hint.kind)
    lines = list(_lines(kinds, days.expected, lambda ticket: found.get(ticket, set())))
    print("\n".join(line for line, *_ in lines))  # noqa: T201 - what this test is for
    here.town.product.wires.close()
    assert all(precision >= 0.95 for _, precision, _ in lines)
    assert all(recall >= 0.95 for line, _, recall in lines if not line.startswith("photo_old"))


def _lines(
    kinds: list[str], expected: dict[int, str], found: Callable[[int], set[str]]
) -> Iterator[tuple[str, float, float]]:
    for kind in kinds:
        counts = Counter((expected[ticket] == kind, kind in found(ticket)) for ticket in expected)
        right, false, missed = counts[True, True], counts[False, True], counts[True, False]
        precision, recall = right / max(1, right + false), right / max(1, right + missed)
        yield (
            f"{kind:14} right {right:3} false {false:3} missed {missed:3}  P {precision:.2f} R {recall:.2f}",
            precision,
            recall,
        )
