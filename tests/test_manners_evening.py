"""The evening digest: once a day, only where something happened, never at night, and nothing of anybody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handlers import policy
from handlers.policy import PolicyError
from storage import outbox
from storage.database import Database
from tests.fakes import Town
from tests.life_fakes import at, did, ran, standing_still
from tests.manners_fakes import GROUP, aloud, at_what_time, hears, real

DIGEST = "digest"


def digests(town: Town) -> list[str]:
    return [f"{at_what_time(row)} {row.text}" for row in town.received(GROUP) if row.kind == DIGEST]


def test_a_group_reads_in_the_evening_what_was_told_done_and_is_waited_for(database: Database, tmp_path: Path) -> None:
    town = real(database, tmp_path)
    hears(town, "李姐", "3号楼2单元501暖气不热，电话13912345678")
    hears(town, "王哥", "5号楼停水了")
    assert did(town, "yuan", "accept")
    assert did(town, "yuan", "resolve", "阀门换好了，王哥家都来水了")
    town.says("赵姨", "锦园6号楼有人占车位")  # in private: no matter of the group
    town.until(at("16 19:29"))
    assert digests(town) == []
    town.until(at("16 21:00"))
    (said,) = digests(town)
    assert said.startswith("16 19:30 【今天小结】本群今天登记2件，办好1件（")
    assert "还在办1件（" in said
    for personal in ("李姐", "王哥", "501", "1391", "阀门", "单元"):
        assert personal not in said


def test_where_nothing_happened_nothing_is_said(sqlite: Database, tmp_path: Path) -> None:
    town = real(sqlite, tmp_path)
    hears(town, "李姐", "3号楼暖气不热")
    town.until(at("16 20:00"))
    assert len(digests(town)) == 1
    # It is still under way the next day, and no news.
    town.until(at("17 21:00"))
    assert len(digests(town)) == 1


def test_after_an_evening_asleep_nobody_is_woken(sqlite: Database, tmp_path: Path) -> None:
    town = real(sqlite, tmp_path)
    hears(town, "李姐", "3号楼暖气不热")
    standing_still(town, at("16 22:30"))
    ran(town)
    town.until(at("17 12:00"))
    assert digests(town) == []


def test_a_played_group_gets_none_and_so_a_replay_counts_no_line(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    town.until(at("17 12:00"))
    assert [row.kind for row in town.received(GROUP)] == ["ack"]


def test_a_district_may_do_without(sqlite: Database, tmp_path: Path) -> None:
    town = real(sqlite, tmp_path, "  evening: null\n")
    hears(town, "李姐", "3号楼暖气不热")
    town.until(at("17 12:00"))
    assert digests(town) == []


def test_an_hour_of_the_night_is_refused() -> None:
    pack = policy.data_of("default")
    pack["groups"] = pack["groups"] | {"evening": {"at": "22:30"}}
    with pytest.raises(PolicyError, match="免打扰"):
        policy.parse(pack, "own")


def test_whoever_nothing_reaches_in_private_finds_it_there(sqlite: Database, tmp_path: Path) -> None:
    town = real(sqlite, tmp_path)
    hears(town, "李姐", "3号楼暖气不热")
    hears(town, "邻居", "我家也是", reply_to="m1")
    assert did(town, "yuan", "accept")
    # What the neighbour was told of it came back.
    with town.product.database.begin() as conn:
        conn.exec_driver_sql("UPDATE outbox SET state='dead', reason='不是好友', sent_at=NULL WHERE recipient='邻居'")
        assert [row.recipient for row in outbox.dead_letters(conn, town.product.district)] == ["邻居"]
    town.until(at("16 20:00"))
    (said,) = digests(town)
    assert re.search(r"供暖（\d{6}-\d{4}）：院长已接手，按规定.+前给答复。", said)


def test_what_was_no_appeal_or_taken_back_is_no_matter(sqlite: Database, tmp_path: Path) -> None:
    town = real(sqlite, tmp_path)
    hears(town, "李姐", "3号楼暖气不热", id="x")
    town.says("李姐", "撤销")
    town.until(at("16 20:00"))
    assert digests(town) == []


def test_one_line_of_a_ticket_whatever_becomes_of_it(sqlite: Database, tmp_path: Path) -> None:
    """Told, joined, done, reopened, done again, archived: the group hears of it once, beside notice and digests."""
    town = real(sqlite, tmp_path)
    hears(town, "李姐", "3号楼暖气不热")
    hears(town, "邻居", "我家也是", reply_to="m1")
    assert did(town, "yuan", "accept")
    assert did(town, "yuan", "resolve", "锅炉房已经修好")
    town.says("李姐", "没解决")
    town.later(hours=1)
    assert did(town, "fwz", "accept")
    assert did(town, "fwz", "resolve", "换了一台循环泵")
    town.until(at("30 12:00"))
    assert town.ticket().reopened == 1
    assert len(aloud(town, "ack")) == 1
    assert {row.kind for row in town.received(GROUP)} == {"ack", "notice", "digest"}
    assert len(aloud(town, "notice")) == 1
