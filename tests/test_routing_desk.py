"""What the desk shows of routing: the rule that decided, and the queues of the task forces."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot import bootstrap
from bot.doctor import officials
from bot.web import pages_desk
from storage.database import Database
from tests.routed_fakes import PACKS, routed_tree
from tests.web_fakes import Browser, ServedTown


@pytest.fixture
def served(database: Database, tmp_path: Path) -> ServedTown:
    """A task force with two tickets from two estates, a ticket of a courtyard, and one that is for another office."""
    shutil.copytree(PACKS, tmp_path / "policies")
    served = ServedTown(database, tmp_path, loaded=False)
    bootstrap.import_tree(database, routed_tree())
    served.inner.district = ""
    served.inner.forget_org()
    for sender, text in (
        ("李姐", "锦园全楼暖气不热"), ("王哥", "和园整栋暖气不热"), ("赵姨", "锦园3号楼有人占车位"),
        ("老张", "锦园物业的事法院判决了没人执行"),
    ):  # fmt: skip
        served.says(sender, text)
    return served


def test_m11_the_desk_shows_a_task_forces_queue_across_units(served: ServedTown) -> None:
    """M11: 专班: its own queue across units, on the desk."""
    page = Browser(served).get("/desk?force=zb").text
    assert "供热专班 <b>2</b>" in page
    assert ("锦园小区" in page, "和园小区" in page, "占车位" in page) == (True, True, False)


def test_the_queue_turns_its_pages(served: ServedTown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_desk, "PAGE", 1)
    browser = Browser(served)
    first = browser.get("/desk?force=zb").text
    older = first.split('href="/desk?before=')[1].split('"')[0].replace("&amp;", "&")
    second = browser.get(f"/desk?before={older}").text
    assert ("和园小区" in first, "锦园小区" in first) == (True, False)
    assert ("和园小区" in second, "锦园小区" in second) == (False, True)


def test_the_doctor_names_a_place_of_a_rule_that_the_tree_does_not_have(served: ServedTown) -> None:
    own = served.settings.policies_dir / "routed.yml"
    own.write_text(own.read_text(encoding="utf-8").replace("place: [hy]", "place: [hyy, estate]"), encoding="utf-8")
    with served.database.read() as conn:
        found = [finding for finding in officials.look(conn, "yb", served.settings.policies_dir)]
    said = next(finding for finding in found if finding.about == "规则里的单位")
    assert "规则『和园直派』的 hyy" in said.found
    assert "estate" not in said.found


def test_a_locked_ticket_is_not_offered_back_at_the_desk(served: ServedTown) -> None:
    browser = Browser(served)
    number = browser.get("/desk").text.split('href="/desk/tickets/')[2].split('"')[0]
    assert 'value="return"' in browser.get(f"/desk/tickets/{number}").text
    for person in ("yuan", "fwz"):
        served.says(person, "不归我管", press="return", ticket=number)
    page = browser.get(f"/desk/tickets/{number}").text
    assert "首接负责，不再退单：由" in page
    assert 'value="return"' not in page


def test_a_force_nobody_knows_has_an_empty_queue(served: ServedTown) -> None:
    assert "这个专班手里没有在办的工单" in Browser(served).get("/desk?force=nowhere").text


def test_the_timeline_names_the_rule_that_decided(served: ServedTown) -> None:
    browser = Browser(served)
    numbers = [line.split('"')[0] for line in browser.get("/desk").text.split('href="/desk/tickets/')[1:]]
    pages = [browser.get(f"/desk/tickets/{number}").text for number in numbers]
    assert "依据：准入清单『法院管』" in pages[0]
    assert "依据：锦园小区 院长、网格员" in pages[1]
    assert "依据：规则『供热专班』：供热专班" in pages[2]
