"""抽查: what is called done with an umbrella incident is looked at like everything else, and as one piece of work."""

from __future__ import annotations

from datetime import timedelta

from storage import hints
from storage.hints import Hint
from tests.fakes import Town
from tests.hint_fakes import DONE, Inspected, shot
from tests.incident_fakes import beneath, cold, incident
from tests.life_fakes import clock_rows, did
from tests.photo_fakes import scene

THREE = (("李姐", 3), ("王哥", 5), ("赵姨", 8))


def every(town: Town) -> list[Hint]:
    """Everything hinted at."""
    with town.product.database.read() as conn:
        return [hint for ticket in town.tickets() for hint in hints.of_ticket(conn, "yb", ticket.id)]


def test_tickets_done_with_an_incident_are_looked_at_like_any_other(town: Town) -> None:
    cold(town)
    did(town, "fwz", "accept")
    town.later(seconds=10)
    did(town, "fwz", "resolve", DONE)
    town.later(minutes=15)
    for who in ("李姐", "老王"):
        assert town.presses(who, "reject", "还是冰的")
    town.later(days=2)
    found = [(hint.kind, hint.person) for hint in every(town)]
    # One trouble, one job: the same words three times are no paste.
    assert sorted(set(found)) == [("at_once", "fwz"), ("not_solved", "fwz")]
    assert found.count(("at_once", "fwz")) == 3


def test_who_was_at_the_incident_was_at_every_ticket_beneath(town: Town) -> None:
    cold(town)
    did(town, "fwz", "accept")
    town.later(seconds=5)
    did(town, "fwz", "on_site")
    town.later(seconds=5)
    did(town, "fwz", "resolve", DONE)
    town.later(days=2)
    assert every(town) == []


def test_a_photo_of_the_incident_counts_for_the_tickets_beneath(here: Inspected) -> None:
    for who, building in THREE:
        here.reports(who, f"锦园{building}号楼")
    number = incident(here.town).number
    assert here.town.presses("fwz", "accept", channel="m", ticket=number)
    here.platform.files["station"] = shot(scene(7))
    here.town.later(seconds=20)
    here.town.says("fwz", f"办结 {number} {DONE}", channel="album", images=("station",))
    here.town.worker.run_files()
    here.looked()
    assert {ticket.status for ticket in beneath(here.town)} == {"resolved"}
    assert here.kinds() == []
    here.town.says("李姐", press="reject", text="还是冰的", channel="album")
    here.town.later(hours=23)
    here.town.later(hours=2)
    assert "at_once" not in here.kinds()


def test_an_incident_done_at_the_last_minute_is_one_and_not_one_for_each_ticket(here: Inspected) -> None:
    for who, building in THREE:
        here.reports(who, f"锦园{building}号楼")
    number = incident(here.town).number
    assert here.town.presses("fwz", "accept", channel="m", ticket=number)
    (due,) = {clock.due_at for one in beneath(here.town) for clock in clock_rows(here.town, one, "resolve")}
    here.town.until(due - timedelta(minutes=5))
    assert here.town.presses("fwz", "on_site", channel="m", ticket=number)
    assert here.town.presses("fwz", "resolve", DONE, channel="m", ticket=number)
    here.looked()
    assert {ticket.status for ticket in beneath(here.town)} == {"resolved"}
    assert here.kinds() == []
