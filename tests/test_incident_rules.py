"""What keeps incidents apart from appeals, and what `minhu db check` and the pack say of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, update

from handlers import policy
from handlers.evidence import gathering
from handlers.explaining import page
from handlers.incidents import counting
from handlers.policy import PolicyError
from handlers.workflow import ALLOWED
from storage import checks, incidents, rollups, supporters
from storage import tables as t
from storage.database import Database
from tests.fakes import MONDAY, Town
from tests.incident_fakes import incident, none_open
from tests.life_fakes import did, escalations, packed, sent


def cold(town: Town) -> None:
    """Three households of three buildings."""
    for who, building in (("甲", 3), ("乙", 5), ("丙", 6)):
        town.says(who, f"锦园{building}号楼暖气不热")


def broken(town: Town) -> set[str]:
    """The rules of the database that do not hold."""
    with town.product.database.read() as conn:
        allowed = {before.value: frozenset(after.value for after in afters) for before, afters in ALLOWED.items()}
        return {violation.rule for violation in checks.check(conn, town.product.district, allowed)}


def test_an_incident_is_no_appeal_and_stands_in_no_rate(any_town: Town) -> None:
    cold(any_town)
    did(any_town, "fwz", "resolve", "换热站修好了，已恢复供热")
    with any_town.product.database.read() as conn:
        kept = rollups.kept(conn, any_town.product.district)
    counted = {figure: sum(value for key, value in kept.items() if key[3] == figure) for *_, figure in kept}
    assert (counted["opened"], counted["resolved"]) == (3, 3)
    assert "closed" not in counted


def test_the_check_misses_an_incident_without_tickets_or_place(town: Town) -> None:
    cold(town)
    with town.product.database.begin() as conn:
        conn.execute(update(t.tickets).where(t.tickets.c.form == "appeal").values(parent=None))
    assert broken(town) == {"incident_empty"}
    with town.product.database.begin() as conn:
        conn.execute(update(t.tickets).where(t.tickets.c.form == "appeal").values(parent=77))
        conn.execute(delete(t.incidents))
    assert broken(town) == {"beneath", "incident_empty", "incident_place"}


def test_the_check_misses_an_incident_that_is_over_and_still_answers(town: Town) -> None:
    cold(town)
    did(town, "fwz", "resolve", "换热站修好了，已恢复供热")
    slot = incidents.Slot("yb", "heating", "jy")
    with town.product.database.begin() as conn:
        incidents.hold(conn, slot, next(one.id for one in town.tickets() if one.form == "incident"))
    assert broken(town) == {"incident_over"}


def test_a_district_may_let_the_tickets_beneath_be_escalated(sqlite: Database, tmp_path: Path) -> None:
    loud = packed(sqlite, tmp_path, "extends: default\nname: own\ntitle: 照常催办\nincidents: {quiet: false}\n")
    cold(loud)
    loud.later(hours=5)
    assert all(escalations(loud, one) for one in loud.tickets() if one.form == "appeal")


def test_an_incident_nobody_accepts_goes_up_in_an_hour(town: Town) -> None:
    cold(town)
    town.later(hours=2)
    (above,) = [one for one in town.tickets() if one.form == "incident"]
    assert escalations(town, above)[0][1:] == (2, ["sqz"])
    assert not any(escalations(town, one) for one in town.tickets() if one.form == "appeal")


def test_a_department_is_called_once_for_all_of_them(town: Town) -> None:
    """A whistle is blown on the incident; it is over when the department has reported."""
    cold(town)
    did(town, "fwz", "accept")
    assert did(town, "fwz", "whistle", "供热办 换热站停了")
    assert not did(town, "fwz", "resolve", "换热站修好了，已恢复供热")
    assert did(town, "gr", "report", "换热站已修复")
    assert did(town, "fwz", "resolve", "换热站修好了，已恢复供热")
    assert {one.status for one in town.tickets() if one.form == "appeal"} == {"resolved"}
    assert broken(town) == set()


def test_a_graver_household_is_no_mere_neighbour(town: Town) -> None:
    """An urgent trouble beneath a normal incident has a ticket of its own, and its clocks are not quieted."""
    for who, building in (("甲", 3), ("乙", 5), ("丙", 6)):
        town.says(who, f"锦园{building}号楼停水")
    town.says("丁", "锦园5号楼爆管了")
    urgent = next(one for one in town.tickets() if one.urgency == "urgent")
    assert urgent.parent is not None
    town.later(hours=3)
    assert escalations(town, urgent)


def test_what_an_official_wrote_names_nobodys_door_to_later_askers(town: Town) -> None:
    cold(town)
    did(town, "fwz", "accept")
    did(town, "fwz", "progress", "已给13912345678回电话，预计18点恢复")
    town.says("小周", "锦园5号楼暖气不热")
    told = sent(town, "小周")[-1]
    assert "预计18点恢复" in told
    assert "13912345678" not in told


def test_the_pack_tells_when_an_incident_opens() -> None:
    told = {section.title: "\n".join(section.lines) for section in page.explain(policy.load("default"), MONDAY)}
    assert "1小时内有3户反映同一类问题" in told["集中反映"]
    assert "电梯、房屋维修只按楼栋算" in told["集中反映"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{households: 1}", "households"),
        ("{categories: [heat]}", "heating"),
        ("{building_only: [animals]}", "building_only"),
        ("{clocks: {accept: null}}", "accept"),
        ("{clocks: {accept: 1h, soon: 2h}}", "soon"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(tmp_path: Path, written: str, said: str) -> None:
    path = tmp_path / "own.yml"
    path.write_text(f"extends: default\nname: own\ntitle: 本地\nincidents: {written}\n", encoding="utf-8")
    with pytest.raises(PolicyError, match=said):
        policy.read(path)


def test_one_account_in_two_tickets_is_one_household_in_every_figure(town: Town) -> None:
    town.says("张三", "3号楼暖气不热", group="g-jy", id="a")
    town.says("李四", "我家也是", group="g-jy", reply_to="a")
    town.later(minutes=2)
    town.says("王五", "5号楼的暖气片冰凉，孩子老人都感冒了，物业电话打不通", group="g-jy", id="b")
    town.says("李四", "我家也是，3号楼2单元501", group="g-jy", reply_to="b")
    for who in ("赵六", "钱七"):
        town.says(who, "我家也是", group="g-jy", reply_to="b")
    with town.product.work("x") as work:
        above = next(ticket for ticket in town.tickets() if ticket.form == "incident")
        shown = gathering.of_ticket(work, above).affected
        counted = counting.households(work, counting.beneath(work, above))
    assert len(shown) == len(counted) == 5
    assert [one.door.said() for one in shown if ("sim", "李四") in one.accounts] == ["3号楼2单元501"]


def told_yesterday(town: Town) -> tuple[str, str]:
    """Two households of building 3 long ago, and one of building 5 now; the numbers of their tickets."""
    town.says("李姐", "锦园3号楼暖气不热", group="g-jy")
    town.says("王姨", "我家也是", group="g-jy")
    town.later(hours=30)
    town.says("老王", "锦园5号楼暖气不热")
    first, second = (ticket.number for ticket in town.tickets())
    return first, second


def test_households_of_long_ago_make_no_burst_when_their_ticket_is_put_into_another(any_town: Town) -> None:
    first, second = told_yesterday(any_town)
    assert any_town.presses("zx", "merge", f"{second} 同一根主管", channel="desk", ticket=first)
    any_town.later(minutes=5)
    assert none_open(any_town)
    assert broken(any_town) == set()
    assert any_town.presses("zx", "unmerge", "不是一回事", channel="desk", ticket=first)
    with any_town.product.database.read() as conn:
        joined = {ticket.number: supporters.of_ticket(conn, ticket) for ticket in any_town.tickets()}
    assert joined == {first: [("sim", "王姨")], second: []}


def test_households_put_together_are_counted_with_those_who_told_it_just_now_in_their_own_building(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热", group="g-jy")
    town.says("王姨", "我家也是", group="g-jy")
    town.says("小孙", "锦园9号楼停水了")
    town.says("老王", "锦园5号楼暖气不热", group="g-jy")
    assert incident(town).summary == "1小时内3户反映供暖问题：3号楼2户、5号楼1户"
    first, last = (ticket for ticket in town.tickets() if ticket.category == "heating" and ticket.form == "appeal")
    assert town.presses("zx", "merge", f"{last.number} 同一根主管", channel="desk", ticket=first.number)
    with town.product.database.read() as conn:
        doors = {one.account: one.building for one in supporters.doors_of(conn, last)}
    assert doors == {"李姐": "3", "王姨": "3"}
