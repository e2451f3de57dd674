"""M15: 一单一打分、半年一评议: one score for each order, reviewed every half-year."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.cadences.review import Parts, parts, score
from handlers.rules.governance import Review
from storage import tables as t
from storage.checks import check
from storage.database import Database
from storage.tickets import Ticket
from tests.cadence_fakes import cadenced_town, held, on, section
from tests.fakes import MONDAY, Town
from tests.learning_fakes import ALLOWED_NAMES
from tests.life_fakes import did, sent

ENDED = Ticket(
    "yb", 1, "261116-0001", "heating", "request", "normal", "限时办", "closed", 0, "jy", "jy", "3", None, None,
    "sim", None, "李姐", "暖气不热", MONDAY, MONDAY, closed_at=MONDAY, resolved_at=MONDAY, outcome="solved",
)  # fmt: skip

SCORES = [
    # Everything well; the resident's five, or only his yes, are the same satisfaction.
    (replace(ENDED, rating=5), (4, 0), Parts(1, 1, 1), 100.0),
    (ENDED, (4, 0), Parts(1, 1, 1), 100.0),
    # One of four promises broken; three of five; done twice.
    (replace(ENDED, rating=3, reopened=1), (4, 1), Parts(0.5, 0.75, 0.5), 57.5),
    # Nobody answered: satisfaction counts neither for nor against.
    (replace(ENDED, outcome="unanswered"), (2, 1), Parts(1, 0.5, None), 78.6),
    # Nothing was promised and nobody answered.
    (replace(ENDED, outcome="unanswered"), (0, 0), Parts(1, None, None), 100.0),
    # Closed without being solved.
    (replace(ENDED, outcome="unsolved", rating=1), (2, 2), Parts(0, 0, 0), 0.0),
    # Again and again.
    (replace(ENDED, rating=4, reopened=5), (1, 0), Parts(0, 1, 0.75), 52.5),
]


@pytest.mark.parametrize(("ticket", "promises", "made_of", "points"), SCORES)
def test_the_score_of_an_order(ticket: Ticket, promises: tuple[int, int], made_of: Parts, points: float) -> None:
    assert parts(ticket, promises) == made_of
    assert score(made_of, Review()) == points


def test_a_district_weighs_as_it_likes() -> None:
    assert score(Parts(1, 0.5, 0), Review(quality=0, speed=1, satisfaction=1)) == 25.0


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Town:
    """A town with the half-year review of 北街道."""
    return cadenced_town(database, tmp_path)


def test_m15_every_half_year_each_order_has_one_score_in_the_review(town: Town) -> None:
    """M15: quality, time taken and satisfaction of each order, once every half-year."""
    town.says("李姐", "锦园3号楼暖气不热")
    assert did(town, "yuan", "accept")
    assert did(town, "yuan", "resolve", "放气后室温21度")
    town.until(on("2026-11-20 10:00"))
    town.says("李姐", press="rate:4")
    town.until(on("2027-01-11 11:00"))
    (review,) = held(town, "半年评单")
    number = town.ticket().number
    assert section(review, "总体") == ["共1单，平均92.5分", "锦园小区：1单，平均92.5分"]
    assert section(review, "一单一打分") == [f"{number} 锦园小区3号楼 供暖：92.5分（质量100、时长100、满意75）"]
    assert any("半年评单" in text for text in sent(town, "jd", "digest"))


def test_the_check_of_the_database_notices_what_cannot_be(town: Town) -> None:
    town.until(on("2026-12-02 10:00"))
    town.says("sqz", "纪要 换灯 @李秀英 12月5日")
    town.says("sqz", "评议 加装电梯 实施前 同意吗")
    town.presses("can1", f"vote:{_poll(town)}:0")

    def broken() -> set[str]:
        with town.product.database.read() as conn:
            return {found.rule for found in check(conn, "yb", ALLOWED_NAMES)}

    assert broken() == set()
    late = town.clock.now() + timedelta(days=40)
    with town.product.database.begin() as conn:
        conn.execute(t.cadences.update().where(t.cadences.c.name == "周走访").values(next_at=None))
        conn.execute(t.meetings.update().where(t.meetings.c.minutes.is_not(None)).values(minuted_by=None))
        conn.execute(t.tickets.update().where(t.tickets.c.form == "task").values(source="private"))
        conn.execute(t.visits.update().values(words="去过了"))
        conn.execute(t.votes.update().values(at=late))
    assert broken() >= {"cadence_next", "minutes", "meeting_task", "visit_done", "vote_late"}


def _poll(town: Town) -> int:
    with town.product.database.read() as conn:
        return int(conn.execute(t.polls.select()).mappings().one()["id"])
