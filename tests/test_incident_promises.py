"""What is promised about an incident is promised to everybody beneath it, and judged like any promise."""

from __future__ import annotations

from storage import commitments
from storage.commitments import Commitment
from tests.fakes import Town
from tests.incident_fakes import beneath, cold, incident, sound
from tests.life_fakes import at, did, kinds, said_back, sent

DONE = "换热站循环泵换好了，已恢复供暖"


def promises(town: Town) -> list[Commitment]:
    """Every promise there is."""
    with town.product.database.read() as conn:
        return [one for ticket in town.tickets() for one in commitments.of_ticket(conn, "yb", ticket.id)]


def states(town: Town) -> list[tuple[str, str | None]]:
    """How each stands, and by whose word."""
    return [(one.state, one.settled_by) for one in promises(town)]


def promised(town: Town, words: str) -> None:
    """An incident whose chief promises something."""
    cold(town)
    number = incident(town).number
    assert did(town, "fwz", "accept", ticket=number)
    assert did(town, "fwz", "progress", words, ticket=number)


def test_calling_the_incident_done_keeps_what_was_promised_about_it(any_town: Town) -> None:
    town = any_town
    promised(town, "明天中午12点前恢复供暖")
    town.until(at("17 11:00"))
    assert did(town, "fwz", "resolve", DONE, ticket=incident(town).number)
    assert states(town) == [("kept", "resolved")]
    assert "promise_kept" in kinds(town, incident(town))
    town.later(days=3)
    assert states(town) == [("kept", "resolved")]
    assert not any("做到了吗" in text for text in sent(town, "fwz", "remind"))
    sound(town)


def test_residents_beneath_are_asked_once_each_and_their_word_counts(any_town: Town) -> None:
    town = any_town
    promised(town, "今天下午5点前恢复供暖")
    town.until(at("16 19:00"))
    mine = {ticket.reporter: ticket.number for ticket in beneath(town)}
    for who in ("李姐", "老王"):
        (asked,) = [text for text in sent(town, who, "progress") if "做好了吗" in text]
        assert mine[who] in asked
    assert sent(town, "13911112222", "progress") == []
    town.says("老王", "没修好，还是不热")
    assert states(town) == [("broken", "resident")]
    town.later(minutes=5)
    assert any("居民说“今天下午5点前恢复供暖”没有做到" in text for text in sent(town, "fwz"))
    sound(town)


def test_before_its_time_one_household_says_nothing_for_the_others(town: Town) -> None:
    promised(town, "明天中午12点前恢复供暖")
    town.says("老王", "我家暖气热了，修好了")
    assert states(town)[0][0] == "open"


def test_who_could_not_keep_it_tells_every_household_beneath_why_and_until_when(town: Town) -> None:
    promised(town, "今天下午5点前恢复供暖")
    town.until(at("16 18:30"))
    words = "配件没到，明天上午10点前换好"
    assert did(town, "fwz", "not_kept", words, ticket=incident(town).number)
    assert [one.state for one in promises(town)] == ["broken", "open"]
    mine = {ticket.reporter: ticket.number for ticket in beneath(town)}
    for who in ("李姐", "老王"):
        (told,) = [text for text in sent(town, who, "progress") if "配件没到" in text]
        assert told.startswith(f"{mine[who]}：")
        assert "新的时间" in told


def test_what_was_promised_about_a_ticket_beneath_is_kept_with_the_incident(town: Town) -> None:
    cold(town)
    one = beneath(town)[0]
    assert did(town, "yuan", "accept", ticket=one.number)
    assert did(town, "yuan", "progress", "师傅明天上午来修", ticket=one.number)
    assert did(town, "fwz", "resolve", DONE, ticket=incident(town).number)
    assert states(town) == [("kept", "resolved")]
    town.until(at("17 13:00"))
    assert not any("做到了吗" in text for text in sent(town, "yuan", "remind"))
    assert "做好了吗" not in said_back(town, "李姐")
