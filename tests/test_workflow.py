"""The table of states."""

from __future__ import annotations

import itertools

import pytest

from handlers.messages import Action
from handlers.workflow import ALLOWED, NAMES, OFFERED, UNDER_WAY, NotAllowedError, Status, check, may


def test_every_state_has_a_row_a_name_and_may_stay_what_it_is() -> None:
    assert set(ALLOWED) == set(NAMES) == set(Status)
    assert all(status in after for status, after in ALLOWED.items())


def test_every_action_says_when_it_is_offered() -> None:
    assert set(OFFERED) == set(Action)


def test_the_way_of_the_five_steps_and_back() -> None:
    way = ["open", "dispatched", "accepted", "waiting", "accepted", "resolved", "closed", "dispatched", "accepted",
           "returned", "dispatched", "resolved", "dispatched"]  # fmt: skip
    for before, after in itertools.pairwise(way):
        check(before, Status(after))


@pytest.mark.parametrize(("before", "after"), [
    ("open", "accepted"), ("open", "resolved"), ("resolved", "accepted"), ("closed", "accepted"),
    ("closed", "resolved"), ("merged", "resolved"), ("waiting", "returned"), ("resolved", "open"),
])  # fmt: skip
def test_what_the_table_does_not_allow_is_a_sentence(before: str, after: str) -> None:
    with pytest.raises(
        NotAllowedError, match=f"工单现在是“{NAMES[Status(before)]}”，不能改为“{NAMES[Status(after)]}”。"
    ):
        check(before, Status(after))


def test_every_ticket_can_go_on_and_what_was_merged_is_what_it_was_again() -> None:
    assert not [status for status, after in ALLOWED.items() if after == {status}]
    assert ALLOWED[Status.MERGED] == {Status.MERGED, Status.OPEN, Status.DISPATCHED, Status.RETURNED, Status.ACCEPTED}
    assert {Status.OPEN, Status.WAITING} < UNDER_WAY


@pytest.mark.parametrize(("action", "status", "fits"), [
    (Action.ACCEPT, "dispatched", True), (Action.ACCEPT, "accepted", False), (Action.RATE, "closed", True),
    (Action.RESUME, "accepted", False), (Action.CANCEL, "resolved", False), (Action.REJECT, "closed", True),
])  # fmt: skip
def test_which_button_fits(action: Action, status: str, fits: bool) -> None:
    assert may(action, status) is fits
