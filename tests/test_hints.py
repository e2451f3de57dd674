"""抽查: what is odd about a completion is shown to inspectors, with its evidence, and changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channels.base import TemporaryError
from handlers.hints import figures
from handlers.workflow import ALLOWED
from storage import clocks, hints
from storage.checks import check
from tests.fakes import Town
from tests.hint_fakes import DONE, Inspected, shot
from tests.life_fakes import sound
from tests.photo_fakes import again, scene, sent_again

HOUR = timedelta(hours=1)


def test_an_honest_completion_hints_at_nothing(here: Inspected) -> None:
    ticket = here.reports(photo=shot(scene(1), here.town))
    here.finishes(photo=shot(again(1, 1), here.town))
    here.looked()
    here.town.later(days=2)
    assert here.kinds(ticket) == []
    sound(here.town)
    states = {before.value: frozenset(after.value for after in afters) for before, afters in ALLOWED.items()}
    with here.town.product.database.read() as conn:
        assert check(conn, "yb", states) == []


def test_a_photo_of_another_ticket_is_known_again(here: Inspected) -> None:
    first = here.reports("李姐", "锦园3号楼")
    here.finishes(photo=shot(scene(1)))
    here.town.later(days=3)
    second = here.reports("王哥", "锦园5号楼")
    here.finishes("已联系供热单位检修，五号楼立管已经疏通，温度正常", shot(sent_again(scene(1), "cropped")))
    here.looked()
    assert here.kinds(first) == []
    (hint,) = here.found(second)
    assert (hint.kind, hint.person) == ("photo_seen", "yuan")
    assert hint.evidence["ticket"] == first.number
    assert hint.evidence["distance"] <= 7
    assert hint.evidence["file"] != hint.evidence["other_file"]


def test_the_residents_own_photo_sent_back_as_proof_is_known_again(here: Inspected) -> None:
    ticket = here.reports(photo=shot(scene(2)))
    here.finishes(photo=shot(sent_again(scene(2), "smaller")))
    here.looked()
    (hint,) = here.found(ticket)
    assert (hint.kind, hint.evidence["ticket"]) == ("photo_seen", ticket.number)


def test_one_job_for_neighbours_may_have_one_photo_and_one_text(here: Inspected) -> None:
    here.reports("李姐", "锦园3号楼")
    here.town.later(hours=1)
    here.reports("王哥", "锦园3号楼")
    assert len(here.town.tickets()) == 2
    for ticket in here.town.tickets():
        assert here.town.presses("yuan", "accept", channel="m", ticket=ticket.number)
    here.town.later(hours=1)
    for ticket in here.town.tickets():
        here.platform.files[ticket.number] = shot(scene(3))
        here.town.says("yuan", f"办结 {ticket.number} {DONE}", channel="album", images=(ticket.number,))
        here.town.worker.run_files()
    here.looked()
    assert here.kinds() == []


def test_a_photo_taken_before_the_ticket_is_old(here: Inspected) -> None:
    ticket = here.reports()
    here.finishes(photo=shot(scene(4), here.town, ago=timedelta(days=2)))
    here.looked()
    (hint,) = here.found(ticket)
    assert hint.kind == "photo_old"
    assert set(hint.evidence) == {"file", "taken", "begun"}


def test_a_phone_whose_clock_is_a_little_wrong_is_believed(here: Inspected) -> None:
    ticket = here.reports()
    here.finishes(photo=shot(scene(4), here.town, ago=timedelta(minutes=40)))
    here.looked()
    assert here.kinds(ticket) == []


def test_a_reply_pasted_from_another_ticket_is_told_and_a_formula_is_not(here: Inspected) -> None:
    first = here.reports("李姐", "锦园3号楼")
    here.finishes(DONE)
    here.town.later(days=3)
    second = here.reports("王哥", "锦园5号楼")
    here.finishes(f"{DONE}。")
    here.looked()
    (hint,) = here.found(second)
    assert (hint.kind, hint.evidence["ticket"], hint.evidence["words"]) == ("reply_pasted", first.number, DONE)
    here.town.later(days=3)
    formula = "经核实，您反映的问题已经处理完毕，感谢您的监督"
    for who, where in (("赵姨", "锦园7号楼"), ("孙叔", "锦园8号楼")):
        last = here.reports(who, where)
        here.finishes(formula)
        here.town.later(days=3)
    assert here.kinds(last) == []


def test_the_same_work_elsewhere_has_other_numbers_and_is_no_paste(here: Inspected) -> None:
    here.reports("李姐", "锦园3号楼")
    here.finishes("3号楼2单元立管已放气排水，更换阀门1只，室温21度，居民在场")
    here.town.later(days=3)
    second = here.reports("王哥", "锦园5号楼")
    here.finishes("5号楼1单元立管已放气排水，更换阀门2只，室温20度，居民在场")
    here.looked()
    assert here.kinds(second) == []


def test_done_seconds_after_accepting_is_odd_unless_somebody_was_there(here: Inspected) -> None:
    odd = here.reports("李姐", "锦园3号楼")
    here.finishes(after=timedelta(seconds=20))
    here.looked()
    (hint,) = here.found(odd)
    assert (hint.kind, hint.evidence) == ("at_once", {"seconds": 20})
    seen = here.reports("王哥", "锦园5号楼")
    here.finishes("到场看过，阀门已经打开，五号楼恢复供热", shot(scene(5)), after=timedelta(seconds=20))
    here.looked()
    assert here.kinds(seen) == []


def test_calling_it_done_without_accepting_says_nothing_of_when_he_began(here: Inspected) -> None:
    ticket = here.reports()
    assert here.does("resolve", DONE)
    here.looked()
    assert here.kinds(ticket) == []


def test_minutes_before_the_deadline_once_is_nothing_and_again_and_again_is(here: Inspected) -> None:
    found = []
    for number, who in enumerate(("李姐", "王哥", "赵姨"), 3):
        ticket = here.reports(who, f"锦园{number}号楼")
        found.append(ticket)
        assert here.does("accept")
        assert here.does("on_site")
        here.town.until(_deadline(here.town, ticket.id) - timedelta(minutes=5))
        assert here.does("resolve", f"{'一二三'[number - 3]}号的事情已经办好，暖气恢复，室温正常，居民满意{number}")
        here.looked()
    assert [here.kinds(ticket) for ticket in found] == [[], [], ["last_minute"]]
    (hint,) = here.found(found[2])
    assert hint.evidence["tickets"] == [ticket.number for ticket in found[::-1]]


def _deadline(town: Town, ticket: int) -> datetime:
    with town.product.database.read() as conn:
        return next(clock.due_at for clock in clocks.of_ticket(conn, "yb", ticket) if clock.kind == "resolve")


def test_residents_who_say_that_it_is_not_solved_are_shown_beside_it(here: Inspected) -> None:
    ticket = here.reports()
    here.finishes()
    assert here.town.presses("李姐", "reject", "还是冰的", channel="album")
    here.town.later(days=2)
    (hint,) = here.found(ticket)
    assert (hint.kind, hint.evidence) == ("not_solved", {"residents": 1})


def test_a_hint_changes_nothing_and_nobody_is_told(here: Inspected) -> None:
    ticket = here.reports()
    here.finishes(after=timedelta(seconds=5))
    before = {who: len(here.town.received(who, "album")) for who in ("李姐", "yuan", "fwz", "zx")}
    history = len(here.town.history(ticket))
    here.looked()
    assert here.kinds(ticket) == ["at_once"]
    assert {who: len(here.town.received(who, "album")) for who in before} == before
    assert len(here.town.history(ticket)) == history
    assert here.town.ticket().status == "resolved"


def test_once_for_a_ticket_and_kind_and_the_last_verdict_counts(here: Inspected) -> None:
    ticket = here.reports()
    here.finishes(after=timedelta(seconds=5))
    here.town.later(days=3)
    (hint,) = here.found(ticket)
    now = here.town.clock.now()
    with here.town.product.database.begin() as conn:
        assert hints.judge(conn, "yb", hint.id, hints.REAL, "zx", now)
        assert hints.judge(conn, "yb", hint.id, hints.FALSE, "zx", now)
        assert not hints.judge(conn, "yb", 7, hints.REAL, "zx", now)
        assert hints.listed(conn, "yb", open_only=True, limit=9) == []
        (kind,) = figures.precision(hints.verdicts(conn, "yb"))
    assert (kind.kind, kind.real, kind.false, kind.n) == ("at_once", 0, 1, 1)


def test_a_photo_that_comes_later_is_waited_for(here: Inspected) -> None:
    here.reports("李姐", "锦园3号楼")
    here.finishes(photo=shot(scene(6)))
    here.town.later(days=3)
    second = here.reports("王哥", "锦园5号楼")
    assert here.does("accept")
    here.town.later(hours=1)
    here.platform.files["late"] = shot(scene(6))
    here.platform.failures = [TemporaryError("网络不通")] * 6
    late = f"办结 {second.number} 五号楼的立管已经疏通，阀门换新，现在热了"
    here.town.says("yuan", late, channel="album", images=("late",))
    here.looked()
    assert here.kinds(second) == []
    for _ in range(7):
        here.town.worker.run_files()
        here.town.later(minutes=30)
    assert here.kinds(second) == ["photo_seen"]


def test_what_is_old_is_forgotten(here: Inspected) -> None:
    ticket = here.reports()
    here.finishes(after=timedelta(seconds=5))
    here.town.later(days=120)
    with here.town.product.database.read() as conn:
        rows = conn.exec_driver_sql("SELECT count(*) FROM completions").scalar()
    assert rows == 0
    assert here.kinds(ticket) == ["at_once"]
