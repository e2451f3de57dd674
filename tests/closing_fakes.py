"""A trouble that several flats have, told in their group."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from handlers.figures import cohort
from handlers.figures.cohort import Appeal
from handlers.messages import Outcome
from storage import figures
from storage.tickets import Ticket
from tests.fakes import MONDAY, Town
from tests.life_fakes import sent

GROUP = "g-jy"
JOINED = ("老张", "王姨", "赵叔", "小陈", "刘姐", "周伯")
MORE = tuple(f"邻居{number}" for number in range(20))


def cold(town: Town, *joined: str) -> Town:
    """李姐's radiators are cold, and so are those of these neighbours."""
    town.says("李姐", "3号楼暖气不热", group=GROUP)
    for number, who in enumerate(joined or JOINED, 1):
        town.says(who, f"我家也是，3号楼{number % 4 + 1}单元", group=GROUP)
    town.later(minutes=15)
    return town


def done(town: Town, *joined: str, words: str = "换了循环泵，室温21度") -> Town:
    """The same, and officials say that it is done."""
    cold(town, *joined)
    does(town, "yuan", "accept")
    does(town, "yuan", "resolve", words)
    return town


DOORS = {"老张": "2单元501", "王姨": "2单元501", "赵叔": "1单元302", "小陈": "4单元203"}


def family(town: Town, partly: tuple[str, ...] = (), doors: Mapping[str, str] = DOORS) -> None:
    """Neighbours of 李姐 who tell their doors, and later say that it is solved, or partly; two live behind one."""
    town.says("李姐", "3号楼暖气不热", group=GROUP)
    for who, door in doors.items():
        town.says(who, f"我家也是，3号楼{door}", group=GROUP)
    town.later(minutes=15)
    does(town, "yuan", "accept")
    does(town, "yuan", "resolve", "换了循环泵")
    for who in doors:
        town.presses(who, "partly" if who in partly else "confirm")


def shared(town: Town) -> Ticket:
    """The ticket they all have, whatever stands above it."""
    return next(ticket for ticket in town.tickets() if ticket.form == "appeal")


def does(town: Town, who: str, action: str, words: str = "") -> Outcome | None:
    """Somebody presses a button of the ticket's page."""
    return town.presses(who, action, words, ticket=shared(town).number)


def offered(town: Town, who: str, label: str) -> str:
    """What the button with this label does on the newest card that has one."""
    cards = [row.card for row in town.received(who) if row.card]
    return next(str(one["action"]) for card in reversed(cards) for one in card["buttons"] if one["label"] == label)


def heard(town: Town, who: str) -> list[str]:
    """What a neighbour heard of the ticket in private."""
    number = shared(town).number
    return [text for text in sent(town, who, "progress", "result", "survey") if number in text]


def seen(town: Town) -> list[Appeal]:
    """The town's appeals as the figures see them now."""
    product_ = town.product
    with product_.database.read() as conn:
        rows = figures.read(conn, "yb", MONDAY - timedelta(days=40), town.clock.now() + timedelta(days=1))
    return cohort.appeals(rows, product_.policy(), town.clock.now())
