"""The wish wall anybody may read, and the desk's page of wishes, volunteers and rates."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot import bootstrap
from storage.database import Database
from storage.tree import Account, Duty, Person
from tests.resident_fakes import KEY, Phone
from tests.web_fakes import Browser, ServedTown

SECRETS = ("1501", "13912345678", "我妈", "单元", "w-")


@pytest.fixture
def served(sqlite: Database, tmp_path: Path) -> ServedTown:
    """The demo district with one volunteer in 锦绣花园."""
    town = ServedTown(sqlite, tmp_path)
    found = town.inner.org().tree
    bootstrap.import_tree(
        sqlite,
        replace(
            found,
            people=[*found.people, Person("hong", "洪梅")],
            accounts=[*found.accounts, Account("sim", "hong", "hong")],
            duties=[*found.duties, Duty("hong", "volunteer", "jxhy")],
        ),
    )
    town.inner.forget_org()
    return town


def test_the_wall_shows_what_is_wished_where_and_nothing_of_who(served: ServedTown) -> None:
    phone = Phone(served)
    phone.says("微心愿：锦绣花园3号楼1单元1501想请人给我妈理发，电话13912345678")
    page = Browser(served).get("/r/wishes").text
    assert "理发" in page
    assert "锦绣花园" in page
    assert "等人认领" in page
    main = page[page.index("wish-list") :]
    assert not any(secret in main for secret in SECRETS)
    other = next(unit.code for unit in served.inner.org().tree.units if unit.kind == "estate" and unit.code != "jxhy")
    assert "<b>理发</b>" not in Browser(served).get(f"/r/wishes?place={other}").text


def test_a_wish_is_begun_from_the_wall(served: ServedTown) -> None:
    phone = Phone(served)
    phone.opens("/r/wishes")
    phone.says("", quick="微心愿")
    assert "您有什么微心愿" in phone.opens()


def test_the_desk_lists_wishes_volunteers_and_rates(served: ServedTown) -> None:
    Phone(served).says("微心愿：锦绣花园3号楼想请人理发")
    page = Browser(served).get("/desk/wishes").text
    for part in ("派出 1 个，认领 0 个（接单率 0.0%）", "洪梅", "理发", "等人认领", "<td>0</td><td>0</td>"):
        assert part in page


def test_the_wall_needs_no_key_and_the_desk_does(sqlite: Database, tmp_path: Path) -> None:
    town = ServedTown(sqlite, tmp_path, secret_key=KEY)
    assert Browser(town).get("/r/wishes").status_code == 200
    assert Browser(town).get("/desk/wishes").status_code in (303, 401)
