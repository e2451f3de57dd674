"""The desk's pages of incidents, and what a replay leaves of them."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.replay import output
from bot.web import incidents_view
from storage.database import Database
from tests.fakes import MONDAY, Town
from tests.life_fakes import did
from tests.web_fakes import Browser, ServedTown


def burst(served: ServedTown) -> str:
    """Three households of the demo estate; returns the number of the incident."""
    for who, building in (("甲", 3), ("乙", 5), ("丙", 6)):
        served.says(who, f"锦绣花园{building}号楼暖气不热")
    served.settle()
    page = Browser(served).get("/desk/incidents").text
    return page.partition('href="/desk/incidents/')[2].partition('"')[0]


def test_the_desk_lists_incidents_and_shows_one(sqlite: Database, tmp_path: Path) -> None:
    served = ServedTown(sqlite, tmp_path)
    number = burst(served)
    browser = Browser(served)
    listed = browser.get("/desk/incidents").text
    assert "近30天开预警单 1 张" in listed
    shown = browser.get(f"/desk/incidents/{number}").text
    for part in ("3户", "1小时内3户反映供暖问题", "下面的工单", "还没有预计时间", "累计3户"):
        assert part in shown
    assert shown.count('<a href="/desk/tickets/') == 3
    deeds = browser.get(f"/desk/tickets/{number}").text
    assert "解散预警单" in deeds
    assert "不受理" not in deeds
    assert browser.get("/desk/incidents/261116-9999").status_code == 404


def test_households_over_time_fit_a_dozen_columns() -> None:
    heard = [MONDAY + timedelta(minutes=minutes) for minutes in (0, 3, 12, 55)]
    found = incidents_view.columns(heard, MONDAY + timedelta(hours=1))
    assert [(one.new, one.total) for one in found] == [(2, 2), (1, 3), (0, 3), (0, 3), (0, 3), (1, 4)]
    days = [MONDAY + timedelta(days=number) for number in range(200)]
    assert len(incidents_view.columns(days, days[-1])) <= 12
    assert incidents_view.columns([], MONDAY) == []


def test_a_replay_names_the_incident_as_parent_and_keeps_it_out_of_the_tickets(town: Town, tmp_path: Path) -> None:
    for who, building in (("甲", 3), ("乙", 5), ("丙", 6)):
        town.says(who, f"锦园{building}号楼暖气不热")
    town.says("丁", "锦园7号楼暖气不热")
    assert did(town, "fwz", "progress", "换热站抢修，预计18点恢复")
    out = tmp_path / "out"
    output.prepare(out)
    with town.product.database.read() as conn:
        output.write(conn, town.product.district, out, {})
    tickets, orders, above = (_lines(out / name) for name in ("tickets.jsonl", "orders.jsonl", "incidents.jsonl"))
    (incident,) = above
    assert len(tickets) == len(orders) == 3
    assert {ticket["parent"] for ticket in tickets} == {incident["number"]}
    assert incident["tickets"] == [ticket["number"] for ticket in tickets]
    assert incident["told_at_once"] == 1
    assert incident["progress"][0]["text"] == "换热站抢修，预计18点恢复"


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
