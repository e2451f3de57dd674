"""M7, M16: working together at the desk and on a phone; what is confidential is for those who have to do with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.web.words import HIDDEN
from storage import parts, tickets
from storage.database import Database
from tests.joint_fakes import Disputes
from tests.phone_fakes import GROUP, Phone, labels, served_town
from tests.web_fakes import Browser, ServedTown

CHIEF = "court-jxhy"
WORDS = "楼上天天吵架打孩子"


@pytest.fixture
def served(sqlite: Database, tmp_path: Path) -> ServedTown:
    """A district in which a resident has reported that the heating is cold."""
    return served_town(sqlite, tmp_path)


def heat(served: ServedTown) -> str:
    """The code of the heating office."""
    return next(unit.code for unit in served.org().tree.units if "heating" in unit.categories)


def part_of(served: ServedTown, number: str) -> tickets.Ticket:
    """The only part of a ticket."""
    with served.database.read() as conn:
        whole = tickets.by_number(conn, served.inner.district, number)
        assert whole is not None
        (only,) = parts.of_parent(conn, served.inner.district, whole.id)
    return only


def act(browser: Browser, number: str, person: str, action: str, **more: str) -> str:
    """Do something at the desk; returns the page one lands on."""
    form = {"person": person, "action": action, "nonce": f"nonce-{person}-{action}".replace(":", "-")} | more
    answer = browser.post(f"/desk/tickets/{number}", form)
    assert answer.status_code == 303
    return browser.get(answer.headers["location"].split("#")[0]).text


def test_m7_a_whistle_is_blown_on_a_phone_with_a_list_of_departments(served: ServedTown) -> None:
    number, phone = served.number(), Phone(served, CHIEF)
    phone.does(number, "accept")
    page = phone.page(number)
    assert "吹哨" in labels(page)
    assert f'<option value="{heat(served)}">' in page
    page = phone.does(number, "whistle", whom=heat(served), text="管网没有压力")
    part = part_of(served, number)
    assert part.unit == heat(served)
    assert part.number in page
    with served.database.read() as conn:
        rows = tickets.people_of(conn, part)
    office = next(row.person for row in rows if row.part == "assignee")
    theirs = Phone(served, office)
    assert labels(theirs.page(part.number))[:3] == ["签收", "已联系", "报到结果"]
    theirs.does(part.number, "sign_in")
    theirs.does(part.number, "report", text="已恢复管网压力")
    assert part_of(served, number).status == "resolved"


def test_the_desk_blows_and_shows_the_parts(served: ServedTown) -> None:
    number, browser = served.number(), Browser(served)
    page = act(browser, number, CHIEF, "accept")
    assert "确认吹哨" in page
    page = act(browser, number, CHIEF, "whistle", whom=heat(served), text="管网没有压力")
    part = part_of(served, number)
    assert f"待接单（{part.number}）" in page
    assert "吹普通哨" in page
    assert "确认报到结果" in browser.get(f"/desk/tickets/{part.number}").text
    assert number in browser.get(f"/desk/tickets/{part.number}").text


def test_m16_what_is_confidential_is_shown_to_those_who_have_to_do_with_it(served: ServedTown) -> None:
    served.inner.engine = Disputes()
    served.says("小周", f"3号楼{WORDS}", GROUP)
    number, browser = served.number(), Browser(served)
    with served.database.read() as conn:
        ticket = tickets.by_number(conn, served.inner.district, number)
        assert ticket is not None
        assert ticket.confidential
        told = tickets.people_of(conn, ticket)[0].person
    for address in ("/desk", f"/desk/tickets/{number}", f"/desk/tickets/{number}?person=nobody"):
        page = browser.get(address).text
        assert WORDS not in page
        assert HIDDEN in page
    assert WORDS in browser.get(f"/desk/tickets/{number}?person={told}").text
    assert WORDS in Phone(served, told).page(number)


def test_whoever_called_a_department_scores_it_at_the_desk_too(served: ServedTown) -> None:
    number, browser = served.number(), Browser(served)
    act(browser, number, CHIEF, "accept")
    act(browser, number, CHIEF, "whistle", whom=heat(served), text="管网没有压力")
    part = part_of(served, number)
    with served.database.read() as conn:
        office = next(row.person for row in tickets.people_of(conn, part) if row.part == "assignee")
    assert "5 非常满意" in act(browser, part.number, office, "report", text="已恢复管网压力")
    act(browser, part.number, office, "rate:5")
    assert part_of(served, number).rating is None
    act(browser, part.number, CHIEF, "rate:5")
    assert (part_of(served, number).rating, part_of(served, number).status) == (5, "closed")
