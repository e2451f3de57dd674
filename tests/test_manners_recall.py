"""撤回: the words are gone everywhere, what neighbours added stays, an emergency is looked after all the same."""

from __future__ import annotations

from pathlib import Path

from bot import events, intake
from bot.channels.bridge.decode import decode as bridged
from bot.channels.telegram.decode import CORRECTED
from handlers.workflow import ALLOWED
from storage import checks, inbox, outbox, readings, supporters, withdrawn
from storage.database import Database
from tests.fakes import MONDAY, Town
from tests.learning_fakes import at_desk, doubting
from tests.life_fakes import at, kinds, sent, sound
from tests.manners_fakes import aloud, everything, hears, real, recalls
from tests.test_unsure import SAID, cards, tapped

WORDS = "3号楼2单元1203暖气不热，我姓欧阳，电话13912345678"


def proven(town: Town) -> None:
    """The database keeps its promises: chains, states, rows."""
    allowed = {state.value: frozenset(one.value for one in found) for state, found in ALLOWED.items()}
    with town.product.database.read() as conn:
        assert checks.check(conn, town.product.district, allowed) == []
    sound(town)


def test_who_takes_his_only_words_back_takes_the_appeal_back(any_town: Town) -> None:
    town = any_town
    hears(town, "李姐", WORDS, id="x", sender_name="2-1203欧阳")
    town.later(minutes=5)
    outcome = recalls(town, "李姐", "x")
    assert outcome is not None
    assert outcome.reason == withdrawn.REASON
    ticket = town.ticket()
    assert (ticket.status, ticket.outcome, ticket.summary) == ("closed", "cancelled", "供暖问题（原话已撤回）")
    assert sent(town, "yuan")[-1] == f"{ticket.number}居民已撤销，无需办理。"
    assert sent(town, "李姐")[-1].startswith(f"{ticket.number}已撤销")
    assert kinds(town, ticket)[-2:] == ["erased", "cancelled"]
    found = everything(town)
    for gone in ("13912345678", "不热，", "我姓"):
        assert gone not in found
    # That something was said is known.
    with town.product.database.read() as conn:
        row = inbox.by_message(conn, town.product.district, "sim", "x")
    assert row is not None
    assert (row.payload["text"], row.reason, row.ticket_id) == ("", withdrawn.REASON, ticket.id)
    proven(town)
    assert len(aloud(town)) == 1


def test_what_is_not_sent_yet_goes_without_the_words(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    hears(town, "李姐", "补充：我家1203，孩子发烧，电话13912345678", id="y")
    town.later(minutes=1)
    recalls(town, "李姐", "y")
    town.later(minutes=10)
    assert all("13912345678" not in text and "发烧" not in text for text in sent(town, "yuan"))
    assert town.ticket().status == "dispatched"
    assert town.ticket().summary == "3号楼暖气不热"
    proven(town)


def test_what_neighbours_added_stays_and_one_of_them_is_asked_from_now_on(any_town: Town) -> None:
    town = any_town
    hears(town, "李姐", WORDS, id="x")
    hears(town, "王哥", "我家也是，5号楼", reply_to="x")
    town.later(minutes=20)
    recalls(town, "李姐", "x")
    ticket = town.ticket()
    assert (ticket.status, ticket.reporter) == ("dispatched", "王哥")
    assert "13912345678" not in everything(town)
    proven(town)


def test_a_neighbour_who_takes_it_back_is_counted_in_no_more(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    hears(town, "王哥", "我家也是，5号楼只有13度", reply_to="m1", id="y")
    hears(town, "赵姨", "我家也是", reply_to="m1", id="z")
    recalls(town, "王哥", "y")
    with town.product.database.read() as conn:
        assert supporters.of_ticket(conn, town.ticket()) == [("sim", "赵姨")]
        assert readings.of_ticket(conn, town.product.district, town.ticket().id) == []
    assert town.ticket().status == "dispatched"
    assert town.ticket().summary == "3号楼暖气不热"
    proven(town)


def test_an_emergency_is_looked_after_whatever_is_taken_back(any_town: Town) -> None:
    town = any_town
    hears(town, "李姐", "5号楼有人困在电梯里，我是1102的欧阳", id="x")
    recalls(town, "李姐", "x")
    ticket = town.ticket()
    assert (ticket.status, ticket.urgency, ticket.building) == ("dispatched", "emergency", "5")
    assert "撤回" in sent(town, "yuan")[-1]
    assert "1102的欧阳" not in everything(town)
    proven(town)


def test_two_troubles_of_one_message_go_together(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热，还有人占车位", id="x")
    assert len(town.tickets()) == 2
    recalls(town, "李姐", "x")
    assert {ticket.outcome for ticket in town.tickets()} == {"cancelled"}
    proven(town)


def test_who_said_more_keeps_his_ticket(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热", id="x")
    hears(town, "李姐", "补充：晚上最冷", id="y")
    recalls(town, "李姐", "x")
    assert (town.ticket().status, town.ticket().summary) == ("dispatched", "补充：晚上最冷")
    proven(town)


def test_talk_is_forgotten_and_an_unknown_message_changes_nothing(town: Town) -> None:
    hears(town, "李姐", "今天包了饺子，我家在1203", id="x")
    recalls(town, "李姐", "x")
    assert "饺子" not in everything(town)
    outcome = recalls(town, "李姐", "nothing")
    assert outcome is not None
    assert outcome.reason == "撤回了一条没有存过的消息"
    assert town.tickets() == []


def test_what_is_archived_stays_archived_without_the_words(town: Town) -> None:
    hears(town, "李姐", WORDS, id="x")
    town.presses("yuan", "accept")
    town.presses("yuan", "resolve", "阀门已经换好")
    town.says("李姐", "满意，5分")
    before = town.ticket().status
    recalls(town, "李姐", "x")
    assert (town.ticket().status, town.ticket().rating) == (before, 5)
    assert "13912345678" not in everything(town)
    proven(town)


def test_a_later_event_seals_what_is_left_and_nobody_else_can_change_it(sqlite: Database, tmp_path: Path) -> None:
    town = real(sqlite, tmp_path)
    hears(town, "李姐", WORDS, id="x")
    hears(town, "王哥", "我家也是", reply_to="x")
    recalls(town, "李姐", "x")
    proven(town)
    with sqlite.begin() as conn:
        conn.exec_driver_sql("UPDATE events SET data = replace(data, '原话', '假话') WHERE seq = 1")
    allowed = {state.value: frozenset(one.value for one in found) for state, found in ALLOWED.items()}
    with sqlite.read() as conn:
        assert [one.rule for one in checks.check(conn, town.product.district, allowed)] == ["chain"]


def test_a_recall_is_an_event_of_bridges_and_of_recordings() -> None:
    written = {"at": "2026-11-16T09:00:00+08:00", "chat": "g-jy", "recall": "m1"}
    assert events.decode(written, "f:1", "sim").recalls == "m1"
    (found,) = bridged(b'{"at": "2026-11-16T09:00:00+08:00", "chat": "g", "sender": "u", "recalls": "m1"}', "pingan")
    assert (found.recalls, found.sender) == ("pingan:m1", "u")


def test_a_channel_that_hears_of_it_hands_it_on(town: Town) -> None:
    hears(town, "李姐", WORDS, id="x")
    message = events.decode({"at": MONDAY.isoformat(), "chat": "g-jy", "recall": "x"}, "f:1", "sim")
    assert intake.accept(town.product, message)
    town.worker.run_inbox()
    assert town.ticket().outcome == "cancelled"
    with town.product.database.read() as conn:
        assert "13912345678" not in str(outbox.everything(conn, town.product.district))


def test_how_a_message_was_put_right_goes_with_it(any_town: Town) -> None:
    town = any_town
    hears(town, "李姐", "3号楼暖气不热", id="x")
    hears(town, "李姐", f"{CORRECTED}3号楼暖气不热，电话13912345678", id="e:1", reply_to="x")
    hears(town, "李姐", "我还想说：补充，孩子发烧", reply_to="x")
    recalls(town, "李姐", "x")
    assert (town.ticket().status, town.ticket().summary) == ("dispatched", "我还想说：补充，孩子发烧")
    found = everything(town)
    for gone in ("13912345678", "不热，"):
        assert gone not in found
    proven(town)


def test_a_correction_opens_no_second_life_for_what_was_all_he_said(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热", id="x")
    hears(town, "李姐", f"{CORRECTED}3号楼暖气不热，电话13912345678", id="e:1", reply_to="x")
    recalls(town, "李姐", "x")
    assert (town.ticket().outcome, town.ticket().summary) == ("cancelled", "供暖问题（原话已撤回）")
    proven(town)


def test_of_a_ticket_taken_back_at_night_the_morning_tells_nothing_but_that(any_town: Town) -> None:
    town = any_town
    town.until(at("16 23:30"))
    hears(town, "李姐", "3号楼暖气不热", id="x")
    town.later(minutes=5)
    recalls(town, "李姐", "x")
    town.until(at("17 12:00"))
    assert aloud(town) == []
    assert [text.partition("已")[2] for text in sent(town, "李姐")] == ["撤销。以后有问题随时告诉我。"]
    proven(town)


def test_what_was_put_together_at_night_is_not_told_twice_in_the_morning(town: Town) -> None:
    town.until(at("16 23:30"))
    hears(town, "李姐", "3号楼暖气不热")
    hears(town, "王姨", "5号楼暖气不热")
    first, second = town.tickets()
    at_desk(town, "merge", first.number, ticket=second.number)
    town.until(at("17 12:00"))
    assert len(aloud(town)) == 1
    assert not any("已登记" in text for text in sent(town, "王姨"))
    assert any("并到一起办" in text for text in sent(town, "王姨"))


def test_nobody_registers_what_was_taken_back(town: Town) -> None:
    doubting(town).says("李姐", SAID, group="g-jy", id="x")
    town.later(minutes=6)
    (card,) = cards(town)
    recalls(town, "李姐", "x")
    outcome = tapped(town, card, "register")
    assert (outcome.ok, town.tickets()) == (False, [])
    assert sent(town, "yuan")[-1] == "这句话发言人已经撤回，不能再登记。"
