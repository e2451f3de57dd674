"""M15: a household's file is kept by consent only, seen and deleted by the resident himself."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage import tables as t
from storage.database import Database
from tests.cadence_fakes import cadenced_town, on, to_visit
from tests.fakes import Town
from tests.life_fakes import said_back, sent

FIELDS = "governance: {households: {fields: {alone: 独居老人, disabled: 残疾}}}\n"


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Town:
    """A town whose pack knows two facts, in which 李姐 has told where she lives."""
    town = cadenced_town(database, tmp_path)
    pack = tmp_path / "policies" / "cadenced.yml"
    pack.write_text(pack.read_text(encoding="utf-8") + FIELDS, encoding="utf-8")
    town.says("李姐", "我住锦园3号楼1单元201")
    town.later(minutes=1)
    return town


def kept(town: Town) -> int:
    """How many households are known, agreed or not."""
    with town.product.database.read() as conn:
        return len(conn.execute(t.households.select()).all())


def test_m15_nothing_is_used_before_the_resident_agrees_and_a_visit_follows(town: Town) -> None:
    """M15: household file by consent: asked by a grid worker, agreed to by a button, used for the visit list."""
    town.says("wang", "家庭档案 锦园3号楼201 独居老人，听力不好")
    assert "同意以后才会记下来" in said_back(town, "wang")
    assert "独居老人" in sent(town, "李姐", "ask")[-1]
    assert "听力" not in sent(town, "李姐", "ask")[-1]
    town.says("李姐", "同意")
    assert "记下了" in said_back(town, "李姐")
    assert any("居民同意了" in text for text in sent(town, "wang", "notice"))
    town.until(on("2026-11-23 10:00"))
    visits = to_visit(town, "yuan") + to_visit(town, "fwz")
    (place,) = [visit for visit in visits if visit.building == "3"]
    assert "独居老人1户" in place.reason
    assert "201" not in place.reason


def test_a_refusal_and_a_withdrawal_leave_nothing_behind(town: Town) -> None:
    town.says("wang", "家庭档案 锦园3号楼201 独居老人")
    town.says("李姐", "不同意")
    assert kept(town) == 0
    town.says("wang", "家庭档案 锦园3号楼201 独居老人")
    town.says("李姐", "同意")
    town.says("李姐", "我的家庭信息")
    assert "您家记的是：独居老人（网格员张伟问的" in said_back(town, "李姐")
    town.says("李姐", "删除我的家庭信息")
    assert "已经删掉了" in said_back(town, "李姐")
    assert kept(town) == 0


def test_silence_is_no_consent(town: Town) -> None:
    town.says("wang", "家庭档案 锦园3号楼201 残疾")
    town.until(on("2026-11-25 10:00"))
    assert kept(town) == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("家庭档案 锦园9号楼901 独居老人", "没法请居民本人同意"),
        ("家庭档案 锦园3号楼201 爱养花", "可以记的情况：独居老人、残疾"),
    ],
)
def test_what_cannot_be_kept_is_said(town: Town, words: str, told: str) -> None:
    town.says("wang", words)
    assert told in said_back(town, "wang")
    assert kept(town) == 0
