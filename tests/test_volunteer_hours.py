"""M17: 双报到 and volunteering – hours from finished orders only, a monthly word, the quarterly refresh, figures."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from handlers.volunteering import figures, refreshing, services
from handlers.volunteering.finishing import minutes_in
from storage import volunteering as rows
from storage.database import Database
from storage.tickets import Ticket
from tests.fakes import MONDAY, Town
from tests.life_fakes import at, did, said_back, sent
from tests.wish_fakes import cards_of, clean, town_of_volunteers, wish

PARTY = """
titles: {party_member: 双报到党员}
volunteering:
  roles: [inherit, party_member]
  hours: {at_most: 2, unanswered: false}
"""


@pytest.fixture
def here(database: Database, tmp_path: Path) -> Town:
    """The town of volunteers."""
    return town_of_volunteers(database, tmp_path)


def granted(town: Town, person: str, told: str, wisher: str = "王婆婆") -> Ticket:
    """A wish that somebody claimed and did."""
    town.says(wisher, "微心愿：锦园3号楼想请人换个灯泡")
    assert did(town, person, "claim")
    assert did(town, person, "resolve", told)
    return wish(town)


def month(town: Town) -> dict[str, tuple[int, int]]:
    """Services and minutes of everybody this month."""
    with town.product.database.read() as conn:
        span = services.month_of(town.clock.now())
        found = rows.counted(conn, "yb", *span, town.product.policy().volunteering.counted)  # type: ignore[union-attr]
    return {one.person: (one.services, one.minutes) for one in found}


def test_m17_hours_count_from_finished_orders_that_were_confirmed(here: Town) -> None:
    """M17: nothing counts while the wisher has not confirmed, and nobody types hours in."""
    granted(here, "lan", "2小时 换好了灯泡和灯座")
    assert month(here) == {}
    here.later(days=4)
    assert month(here) == {}
    here.presses("王婆婆", "rate:5", "谢谢")
    assert "打了5分，谢谢您：谢谢" in sent(here, "lan", "notice")[-1]
    assert month(here) == {"lan": (1, 120)}
    clean(here)


def test_a_silent_wisher_counts_where_the_pack_says_so_and_a_long_day_up_to_its_most(
    database: Database, tmp_path: Path
) -> None:
    town = town_of_volunteers(database, tmp_path, PARTY)
    granted(town, "lan", "9小时 换好了灯泡和灯座")
    granted(town, "lan", "9小时 换好了第二个灯泡", "赵婶")
    assert "居民确认后记服务2小时" in said_back(town, "lan")
    assert town.presses("赵婶", "confirm")
    town.until(at("30 23:30"))
    town.later(days=3)
    assert [ticket.outcome for ticket in town.tickets()] == ["unanswered", "solved"]
    with town.product.database.read() as conn:
        span = services.month_of(MONDAY)
        counted = town.product.policy().volunteering.counted  # type: ignore[union-attr]
        assert [(one.person, one.services, one.minutes) for one in rows.counted(conn, "yb", *span, counted)] == [
            ("lan", 1, 120)
        ]
        assert [one.services for one in rows.counted(conn, "yb", *span, ("solved", "unanswered"))] == [2]


@pytest.mark.parametrize(
    ("words", "minutes", "rest"),
    [
        ("2小时 给奶奶理了发", 120, "给奶奶理了发"),
        ("给奶奶理了发，用时1.5小时", 90, "给奶奶理了发"),
        ("理了发（半小时）", 30, "理了发"),
        ("一个半小时陪诊", 90, "陪诊"),
        ("两个小时，打扫完了", 120, "打扫完了"),
        ("打扫了40分钟", 40, "打扫了"),
        ("打扫完了", None, "打扫完了"),
    ],
)
def test_how_long_it_took_is_read_from_the_words(words: str, minutes: int | None, rest: str) -> None:
    assert minutes_in(words) == (minutes, rest)


def test_once_a_month_a_friendly_word_and_a_list_without_ranks(here: Town) -> None:
    granted(here, "lan", "1小时 换好了灯泡")
    here.presses("王婆婆", "confirm")
    here.until(at("25 09:30"))
    (told,) = sent(here, "lan", "digest")
    assert "本月您完成服务1次，离约定的2次还差1次" in told
    listed = sent(here, "sqz", "digest")[-1]
    assert "志愿者洪梅 0次 0小时\n志愿者兰天 1次 1小时" in listed
    assert "南山" not in listed
    here.until(at("28 12:00"))
    assert len(sent(here, "lan", "digest")) == 1


def test_each_quarter_wishers_of_old_unclaimed_wishes_are_asked(here: Town) -> None:
    here.says("王婆婆", "微心愿：锦园3号楼想请人换个灯泡")
    here.says("赵婶", "微心愿：锦园5号楼想请人辅导孩子功课")
    before = cards_of(here, "lan")
    here.until(MONDAY + timedelta(days=91))
    assert asked(here, "nan-sq") == 0
    assert asked(here, "dong") == 2
    assert asked(here, "dong") == 0
    assert "还需要吗" in sent(here, "王婆婆", "ask")[-1]
    assert here.presses("王婆婆", "cancel")
    assert here.presses("赵婶", "needed")
    assert cards_of(here, "lan") == before + 1
    assert [ticket.outcome for ticket in here.tickets()] == ["cancelled", None]
    clean(here)


def asked(town: Town, unit: str) -> int:
    """How many were asked in a unit now."""
    with town.product.work("cadence") as work:
        count = refreshing.refresh(work, unit)
    town.worker.run_outbox()
    return count


def _wish(**values: object) -> Ticket:
    fixed = dict.fromkeys(("estate", "building", "entrance", "room", "chat"))
    said = dict.fromkeys(
        ("number", "category", "kind", "urgency", "track", "unit", "channel", "reporter", "summary"), "x"
    )
    start: dict[str, object] = {"district": "yb", "id": 1, "level": 0, "opened_at": MONDAY, "last_message_at": MONDAY}
    return Ticket(**{**start, **fixed, **said, "form": "wish", "status": "dispatched", **values})  # type: ignore[arg-type]


def test_the_rates_of_wishes() -> None:
    claimed = {"accepted_at": MONDAY}
    found = figures.rates([
        _wish(), _wish(status="accepted", **claimed), _wish(status="closed", outcome="solved", **claimed),
        _wish(status="closed", outcome="unanswered", **claimed), _wish(status="closed", outcome="cancelled"),
        _wish(status="out_of_scope", outcome="out_of_scope"),
    ])  # fmt: skip
    assert (found.offered, found.claimed, found.fulfilled) == (4, 3, 2)
    assert (found.claim_rate, found.fulfil_rate) == (0.75, 2 / 3)
    assert figures.rates([]).claim_rate is None
    assert figures.rates([_wish(status="closed", outcome="unanswered", **claimed)], ("solved",)).fulfilled == 0


def test_a_cadence_asks_wishers_and_lists_hours(database: Database, tmp_path: Path) -> None:
    """M8: 每季更新, by a pack's calendar."""
    pack = (
        "cadences:\n"
        "  清单更新: {kind: refresh, on: quarterly, at_units: [community], roles: [service_chief]}\n"
        "  志愿服务: {kind: hours, on: monthly, at_units: [community], roles: [service_chief]}\n"
    )
    town = town_of_volunteers(database, tmp_path, pack)
    town.says("王婆婆", "微心愿：锦园3号楼想请人换个灯泡")
    town.until(MONDAY + timedelta(days=140))
    assert "还需要吗" in sent(town, "王婆婆", "ask")[-1]
    told = sent(town, "sqz", "digest")
    assert any("有1个微心愿很久没有人认领" in text for text in told)
    assert any("志愿者洪梅 0次 0小时" in text and "志愿服务】" in text for text in told)
    clean(town)


def test_who_is_volunteer_and_sees_to_wishes_may_decline(database: Database, tmp_path: Path) -> None:
    town = town_of_volunteers(database, tmp_path, "volunteering: {roles: [inherit, service_chief]}\n")
    town.says("王婆婆", "微心愿：锦园3号楼想请人代我签字")
    assert did(town, "sqz", "refuse", "签字要本人来，社区可以上门")
    assert wish(town).status == "out_of_scope"
