"""Which ticket a group message belongs to: the pure decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.threads import Decision, Heard, Thread, decide
from nlu.understanding import Intent, Issue, Kind, Place, Understanding, Urgency
from tests.fakes import MONDAY

BURST = MONDAY - timedelta(minutes=10)
HEATING = Thread(1, "heating", "normal", "jy", "3", own=False, own_at=None, last_at=MONDAY - timedelta(minutes=2))
MINE = replace(HEATING, own=True, own_at=MONDAY - timedelta(minutes=2))
WATER = replace(HEATING, ticket_id=2, category="water")


def issue(category: str, urgency: Urgency = Urgency.NORMAL, confidence: float = 0.9) -> Issue:
    """One trouble."""
    return Issue(category, Kind.COMPLAINT, urgency, confidence, (0, 4))


def heard(
    *issues: Issue, place: Place | None = None, intent: Intent = Intent.APPEAL, text: str = "某句话", **more: object
) -> Heard:
    """A message that tells these troubles, or means this."""
    said = Understanding(text, Intent.APPEAL if issues else intent, 0.9, issues, place or Place())
    return Heard(said, bool(more.get("images")), more.get("replied_to"), MONDAY)  # type: ignore[arg-type]


def decided(message: Heard, *threads: Thread, burst: datetime = BURST) -> Decision:
    """The decision."""
    return decide(message, threads, burst)


def test_a_neighbour_with_the_same_trouble_joins() -> None:
    assert decided(heard(issue("heating")), HEATING).join == ((1, "me_too"),)


def test_the_same_trouble_in_another_building_or_estate_is_new() -> None:
    assert decided(heard(issue("heating"), place=Place(building="5")), HEATING).open
    assert decided(heard(issue("heating"), place=Place(estate="hy")), HEATING).open


def test_each_of_two_troubles_goes_its_way() -> None:
    found = decided(heard(issue("heating"), issue("elevator")), HEATING)
    assert (found.join, [one.category for one in found.open]) == (((1, "me_too"),), ["elevator"])


def test_own_words_find_the_right_one_of_two_own_tickets() -> None:
    elevator = replace(MINE, ticket_id=2, category="elevator")
    assert decided(heard(issue("elevator")), MINE, elevator).join == ((2, "more"),)


def test_an_unsure_category_within_a_burst_is_the_same_trouble() -> None:
    assert decided(heard(issue("noise", confidence=0.4)), MINE).join == ((1, "more"),)
    assert decided(heard(issue("noise", confidence=0.4)), HEATING).open


def test_a_burst_is_counted_from_ones_own_last_words() -> None:
    long_ago = replace(MINE, own_at=MONDAY - timedelta(minutes=25))
    assert decided(heard(intent=Intent.CHATTER, images=True), long_ago).join == ()
    assert decided(heard(intent=Intent.CHATTER, images=True), MINE).join == ((1, "photo"),)


def test_a_reply_says_which_ticket_is_meant() -> None:
    assert decided(heard(intent=Intent.ME_TOO, replied_to=2), HEATING, WATER).join == ((2, "me_too"),)
    assert decided(heard(issue("water"), replied_to=2), HEATING, WATER).join == ((2, "me_too"),)
    assert decided(heard(issue("noise"), replied_to=2), WATER).open
    assert decided(heard(intent=Intent.CHATTER, replied_to=2, text="好的"), WATER).join == ()
    assert decided(heard(intent=Intent.CHATTER, replied_to=2, text="从昨天夜里就开始了"), WATER).join == ((2, "more"),)


def test_emergencies_join_only_the_same_emergency() -> None:
    fire = issue("gas", Urgency.EMERGENCY)
    gas = replace(HEATING, category="gas")
    assert decided(heard(fire), gas).open
    assert decided(heard(fire), replace(gas, urgency="emergency")).join == ((1, "me_too"),)
    assert decided(heard(fire, place=Place(building="5")), replace(gas, urgency="emergency")).open


def test_what_officials_call_done_swallows_no_new_trouble() -> None:
    done = replace(HEATING, done=True)
    assert decided(heard(issue("heating")), done).open
    assert decided(heard(issue("heating")), replace(MINE, done=True)).open


def test_me_too_when_nothing_was_told_is_nothing() -> None:
    assert decided(heard(intent=Intent.ME_TOO)) == Decision("群聊：me_too，不登记")
    assert decided(heard(intent=Intent.ME_TOO), replace(MINE, own_at=None)).join == ()


def test_praise_and_chatter_are_left_alone() -> None:
    praise = replace(issue("property"), kind=Kind.PRAISE)
    assert decided(heard(praise), HEATING) == Decision("群聊：appeal，不登记")
    for intent in (Intent.CHATTER, Intent.GREETING, Intent.THANKS, Intent.RATING, Intent.CANCEL):
        assert decided(heard(intent=intent), HEATING).join == ()


def named(intent: Intent, text: str, topic: Issue) -> Heard:
    """A message that adds or joins, and names what it is about."""
    return Heard(Understanding(text, intent, 0.2, topic=topic), False, None, MONDAY)


def test_who_joins_in_joins_the_trouble_he_names() -> None:
    assert decided(named(Intent.ME_TOO, "我家也没水", issue("water")), HEATING, WATER).join == ((2, "me_too"),)
    assert decided(named(Intent.FOLLOW_UP, "水到现在没来", issue("water")), HEATING, WATER).join == ((2, "more"),)
    mine = replace(WATER, own=True)
    assert decided(named(Intent.RESTORED, "来水了", issue("water")), HEATING, mine).join == ((2, "restored"),)
    assert decided(named(Intent.ME_TOO, "我家也这样", issue("water", confidence=0.3)), HEATING, WATER).join == (
        (1, "me_too"),
    )


def test_who_joins_in_a_trouble_nobody_told_has_one_of_his_own() -> None:
    found = decided(named(Intent.ME_TOO, "我家也没水", issue("water")), HEATING)
    assert ([one.category for one in found.open], found.join) == (["water"], ())
    assert decided(named(Intent.ME_TOO, "我家挺好，来水了", issue("water")), HEATING) == Decision(
        "群聊：me_too，不登记"
    )


def test_words_that_name_nothing_mean_what_was_said_just_before_or_nothing() -> None:
    vague = heard(intent=Intent.FOLLOW_UP)
    assert decided(vague, HEATING, WATER).join == ()
    assert decided(replace(vague, follows=2), HEATING, WATER).join == ((2, "more"),)


def test_what_one_told_hours_ago_is_meant_by_who_names_it_only() -> None:
    earlier = replace(WATER, own=True, earlier=True)
    assert decided(named(Intent.RESTORED, "来水了", issue("water")), earlier).join == ((2, "restored"),)
    assert decided(heard(intent=Intent.RESTORED), earlier).join == ()
