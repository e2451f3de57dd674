"""A group is told once what is heard, or has to agree first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.doctor import groups as doctor
from storage import consents
from storage.consents import Consent
from storage.database import Database
from storage.tree import Chat
from tests.fakes import Town, tree
from tests.life_fakes import at, imported, ran, sent, standing_still
from tests.manners_fakes import GROUP, aloud, everything, hears, real

ASKING = "  consent: ask\n"


def stands(town: Town, chat: str = GROUP) -> Consent | None:
    with town.product.database.read() as conn:
        return consents.get(conn, town.product.district, "sim", chat)


def test_a_group_is_told_once_what_is_heard_what_for_and_how_to_get_out(database: Database, tmp_path: Path) -> None:
    town = real(database, tmp_path)
    ran(town)
    ran(town)
    (told,) = aloud(town)
    for needed in ("程序", "登记后转给", "不要记录我", "删除", "110"):
        assert needed in told
    found = stands(town)
    assert found is not None
    assert (found.state, found.at, found.text) == ("told", town.clock.now(), told)
    # It is no line of any ticket.
    hears(town, "李姐", "3号楼暖气不热")
    assert [row.kind for row in town.received(GROUP)] == ["notice", "ack"]
    assert [row.ticket_id is None for row in town.received(GROUP)] == [True, False]


def test_a_group_that_is_bound_later_is_told_then_and_never_at_night(sqlite: Database, tmp_path: Path) -> None:
    town = real(sqlite, tmp_path)
    ran(town)
    town.until(at("16 23:00"))
    new = Chat("sim", "g-hy", "residents", "hy")
    grid = Chat("sim", "g-grid", "grid", "dong")
    imported(town, replace(tree(), policy="own", chats=[*tree().chats, new, grid]))
    ran(town)
    assert town.received("g-hy") == []
    town.until(at("17 08:01"))
    assert len(town.received("g-hy")) == 1
    assert town.received("g-grid") == []
    assert len(aloud(town)) == 1


def test_nobody_is_listened_to_at_night_before_the_notice_is_read(database: Database, tmp_path: Path) -> None:
    town = real(database, tmp_path)
    town.clock.move_to(at("16 23:00"))
    hears(town, "李姐", "3号楼1203暖气不热", sender_name="欧阳")
    ran(town)
    hears(town, "赵姨", "5号楼1001停水了")
    assert (town.tickets(), aloud(town)) == ([], [])
    assert not any(word in everything(town) for word in ("1203", "欧阳", "1001"))
    town.until(at("17 08:01"))
    assert len(aloud(town)) == 1
    hears(town, "李姐", "3号楼暖气不热")
    assert town.ticket().reporter == "李姐"


def test_who_speaks_by_day_before_the_group_was_told_has_it_told(sqlite: Database, tmp_path: Path) -> None:
    town = real(sqlite, tmp_path)
    hears(town, "李姐", "3号楼暖气不热")
    ran(town)
    assert [row.kind for row in town.received(GROUP)] == ["notice", "ack"]
    assert town.ticket().reporter == "李姐"


@pytest.mark.parametrize("rule", ["notice", "off"])
def test_a_group_that_refused_is_heard_under_no_other_rule(rule: str, sqlite: Database, tmp_path: Path) -> None:
    town = real(sqlite, tmp_path, f"  consent: {rule}\n")
    with sqlite.begin() as conn:
        consents.put(conn, Consent(town.product.district, "sim", GROUP, "refused", town.clock.now(), "yuan"))
    ran(town)
    hears(town, "李姐", "3号楼暖气不热")
    assert (town.tickets(), aloud(town)) == ([], [])


def test_a_played_group_is_told_nothing(town: Town) -> None:
    ran(town)
    assert (aloud(town), stands(town)) == ([], None)


def test_nothing_is_recorded_before_somebody_says_that_the_group_agreed(database: Database, tmp_path: Path) -> None:
    town = real(database, tmp_path, ASKING)
    ran(town)
    assert "群已同意" in sent(town, "yuan")[-1]
    assert sent(town, "wuye") == []
    hears(town, "李姐", "3号楼1203暖气不热", id="x", sender_name="欧阳")
    town.until(at("16 20:00"))
    assert town.tickets() == []
    assert aloud(town) == []
    assert "1203" not in everything(town)
    assert "欧阳" not in everything(town)
    town.says("wuye", "锦园小区群已同意")
    town.says("李姐", "锦园小区群已同意")
    hears(town, "李姐", "3号楼1203暖气不热")
    assert town.tickets() == []
    town.says("yuan", "锦园小区群已同意")
    assert "从现在起" in sent(town, "yuan")[-1]
    found = stands(town)
    assert found is not None
    assert (found.state, found.person) == ("agreed", "yuan")
    assert found.text in aloud(town)
    hears(town, "李姐", "3号楼1203暖气不热")
    assert town.ticket().reporter == "李姐"


def test_who_is_in_danger_is_helped_before_anybody_agreed(sqlite: Database, tmp_path: Path) -> None:
    town = real(sqlite, tmp_path, ASKING)
    ran(town)
    hears(town, "李姐", "5号楼有人困在电梯里", sender_name="欧阳")
    assert town.ticket().urgency == "emergency"
    assert "欧阳" not in everything(town)
    assert [text[:4] for text in aloud(town)] == ["【紧急】"]


def test_a_group_may_change_its_mind(sqlite: Database, tmp_path: Path) -> None:
    town = real(sqlite, tmp_path, ASKING)
    ran(town)
    town.says("sqz", "群已同意")
    hears(town, "李姐", "3号楼暖气不热")
    assert len(town.tickets()) == 1
    town.says("sqz", "锦园小区群不同意")
    hears(town, "赵姨", "5号楼停水了")
    assert len(town.tickets()) == 1
    found = stands(town)
    assert found is not None
    assert found.state == "refused"


def test_with_several_groups_he_has_to_say_which(sqlite: Database, tmp_path: Path) -> None:
    town = real(sqlite, tmp_path, ASKING)
    more = [*tree().chats, Chat("sim", "g-hy", "residents", "hy")]
    imported(town, replace(tree(), policy="own", chats=more))
    ran(town)
    town.says("sqz", "群已同意")
    assert "写明是哪个群" in sent(town, "sqz")[-1]
    town.says("sqz", "和园小区群里都同意了")
    assert (stands(town), stands(town, "g-hy")) != (None, None)
    found, other = stands(town), stands(town, "g-hy")
    assert found is not None
    assert other is not None
    assert (found.state, other.state) == ("asked", "agreed")


def test_the_doctor_says_where_each_group_stands(sqlite: Database, tmp_path: Path) -> None:
    town = real(sqlite, tmp_path, ASKING)
    with sqlite.read() as conn:
        (before,) = doctor.look(conn, town.product.district, tmp_path / "policies")
    assert (before.level, "1 个" in before.found) == ("warn", True)
    ran(town)
    town.says("yuan", "群已同意")
    standing_still(town, at("16 10:00"))
    with sqlite.read() as conn:
        (after,) = doctor.look(conn, town.product.district, tmp_path / "policies")
    assert (after.level, after.found) == ("ok", "1 个居民群，都已告知或同意")
