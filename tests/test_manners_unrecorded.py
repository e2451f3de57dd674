"""不要记录我: nothing is kept in groups of whoever says so; who is in danger is helped, and not named."""

from __future__ import annotations

import pytest

from handlers.manners import unrecorded
from storage import heard, inbox, supporters
from storage import unrecorded as rows
from tests.fakes import Town
from tests.life_fakes import at, people, sent
from tests.manners_fakes import GROUP, aloud, everything, hears
from tests.test_manners_recall import proven

ASKS = (
    "不要记录我", "别记录我", "退出记录", "请不要记录我的话", "不要再记录我说的话了", "别记录我的消息！",
    "我不同意记录", "@民小呼 不要记录我", "取消记录我", "不想被记录", "停止记录我的发言", "不要收集我的信息",
    "不要记录我，谢谢", "请不要记录我的信息，谢谢", "不要记录我的聊天记录", "别记我", "请勿记录我", "不要录我",
    "我不希望被记录", "我不想被你们记录", "别把我说的记录下来", "不要把我的话记下来", "不要登记我的话",
    "不要采集我的信息", "别收集我的个人信息", "不允许记录我", "拒绝记录", "我不同意你们记录我的话", "我说的话别记录",
    "@民小呼不要记录我", "@民小呼\u2005不要记录我", "不要记录我🙏", "不要记录我[抱拳]", "不要记录我！！！！",
    "不要記錄我", "更正一下，不要记录我", "我要求不要记录我", "不要记录本人", "不要记录我们家", "不要记录 我",
)  # fmt: skip
NOT_ASKS = (
    "不要记录我的车牌，登记一下楼道灯", "物业有没有记录我报修", "可以看看监控记录吗", "别忘了记录一下水表", "记录",
    "维修记录给我看看", "物业不记录我们的意见，投诉", "物业不记录我的报修", "不要记录我的报修", "为什么不记录我的话",
    "不要记录", "取消记录", "不用记录了", "不用记我了", "不用登记我家了", "不要录我家门口",
)  # fmt: skip


def excluded(town: Town, who: str) -> bool:
    """Whether nothing is kept of somebody."""
    with town.product.database.read() as conn:
        return rows.holds(conn, town.product.district, "sim", who)


@pytest.mark.parametrize("words", ASKS)
def test_it_may_be_said_in_many_words(words: str, town: Town) -> None:
    outcome = hears(town, "王哥", words)
    assert outcome is not None
    assert outcome.reason == unrecorded.NOTED
    assert "不要" not in everything(town).replace("不要记录", "")


@pytest.mark.parametrize("words", NOT_ASKS)
def test_who_speaks_of_something_else_is_heard(words: str, town: Town) -> None:
    outcome = hears(town, "王哥", words)
    assert outcome is not None
    assert outcome.reason != unrecorded.NOTED


def test_from_then_on_is_only_known_that_somebody_spoke(any_town: Town) -> None:
    town = any_town
    hears(town, "王哥", "不要记录我")
    assert [text[:3] for text in sent(town, "王哥")] == ["好的，"]
    assert aloud(town) == []
    hears(town, "王哥", "3号楼1203暖气不热，电话13912345678", id="x", sender_name="3-1203王大锤", images=("p1",))
    hears(town, "李姐", "今天真冷")
    hears(town, "王哥", "我家也是")
    assert town.tickets() == []
    found = everything(town)
    for gone in ("1203", "1391", "王大锤", "不热", "p1"):
        assert gone not in found
    with town.product.database.read() as conn:
        row = inbox.by_message(conn, town.product.district, "sim", "x")
        assert row is not None
        assert rows.is_nobody(row.sender)
        assert (row.state, row.reason, row.intent) == ("done", unrecorded.SPOKE, None)
        assert heard.get(conn, town.product.district, row.id) is None
    assert len(sent(town, "王哥")) == 1
    proven(town)


def test_he_joins_nothing_and_a_neighbour_does(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    hears(town, "王哥", "别记录我")
    hears(town, "王哥", "我家也是", reply_to="m1")
    hears(town, "赵姨", "我家也是", reply_to="m1")
    assert "joined" in [event.kind for event in town.history(town.ticket())]
    assert sum(event.kind == "joined" for event in town.history(town.ticket())) == 1


def test_in_private_all_is_as_before(town: Town) -> None:
    outcome = town.says("王哥", "不要记录我")
    assert outcome is not None
    assert outcome.reason == unrecorded.NOTED
    town.says("王哥", "锦园3号楼暖气不热")
    assert town.ticket().reporter == "王哥"
    hears(town, "王哥", "5号楼停水了")
    assert len(town.tickets()) == 1


def test_what_he_said_before_stays_until_he_wants_it_erased(town: Town) -> None:
    hears(town, "王哥", "3号楼暖气不热")
    hears(town, "王哥", "不要记录我")
    assert (town.ticket().reporter, town.ticket().summary) == ("王哥", "3号楼暖气不热")


def test_a_danger_is_acted_upon_without_his_name(any_town: Town) -> None:
    town = any_town
    hears(town, "王哥", "不要记录我")
    hears(town, "王哥", "5号楼有人困在电梯里，我是王大锤13912345678", id="x", sender_name="王大锤", images=("p1",))
    ticket = town.ticket()
    assert (ticket.urgency, ticket.building, ticket.status) == ("emergency", "5", "dispatched")
    assert rows.is_nobody(ticket.reporter)
    assert "困在电梯" in ticket.summary
    assert {"yuan", "fwz", "sqz"} <= people(town, ticket).keys()
    assert [text[:4] for text in aloud(town)] == ["【紧急】"]
    found = everything(town)
    for gone in ("王大锤", "1391", "p1"):
        assert gone not in found
    # Nobody else is told anything in his place, not even at the very end.
    town.presses("yuan", "accept")
    town.presses("yuan", "resolve", "人已经出来，平安")
    town.until(at("30 12:00"))
    assert len(sent(town, "王哥")) == 1
    assert not any(row.recipient.startswith(rows.NOBODY) for row in town.received(GROUP))
    proven(town)


@pytest.mark.parametrize("words", ["不用记录了", "不要记录", "取消记录", "别记了"])
def test_who_may_mean_the_trouble_he_told_is_asked_and_either_answer_is_understood(words: str, town: Town) -> None:
    for who in ("李姐", "王哥"):
        town.says(who, "锦园3号楼暖气不热" if who == "李姐" else "锦园5号楼停水")
        town.says(who, words)
        assert sent(town, who)[-1].startswith("是不要记录您在群里说的话，还是撤销这件事？")
        assert not excluded(town, who)
    assert [ticket.status for ticket in town.tickets()] == ["dispatched", "dispatched"]
    town.says("李姐", "撤销")
    town.says("王哥", "不要记录我")
    assert [ticket.outcome for ticket in town.tickets()] == ["cancelled", None]
    assert [excluded(town, who) for who in ("李姐", "王哥")] == [False, True]


def test_an_official_who_says_it_in_private_speaks_of_his_work(town: Town) -> None:
    town.says("yuan", "不用记录了")
    assert not excluded(town, "yuan")
    assert "撤销这件事" not in "".join(sent(town, "yuan"))


def test_however_often_he_tells_of_a_danger_he_is_no_household_more(any_town: Town) -> None:
    town = any_town
    hears(town, "王哥", "不要记录我")
    for words in ("7号楼楼道煤气味很大", "7号楼煤气味，快来人", "7号楼煤气味越来越大了", "7号楼煤气味太大了"):
        hears(town, "王哥", words)
        town.later(minutes=1)
    ticket = town.ticket()
    with town.product.database.read() as conn:
        assert supporters.of_ticket(conn, ticket) == []
    town.later(minutes=10)
    told = " ".join(sent(town, "yuan"))
    assert "越来越大" in told
    assert "邻居" not in told
    proven(town)


def test_he_may_be_recorded_again(town: Town) -> None:
    hears(town, "王哥", "不要记录我")
    hears(town, "王哥", "可以记录我")
    assert "登记" in sent(town, "王哥")[-1]
    hears(town, "王哥", "3号楼暖气不热")
    assert town.ticket().reporter == "王哥"


def test_one_confirmation_however_often_it_is_said_in_the_group(town: Town) -> None:
    for _ in range(3):
        hears(town, "王哥", "不要记录我")
    assert len(sent(town, "王哥")) == 1


def test_at_night_the_confirmation_waits_for_the_morning(town: Town) -> None:
    town.until(at("16 23:00"))
    hears(town, "王哥", "不要记录我")
    assert sent(town, "王哥") == []
    town.until(at("17 08:01"))
    assert len(sent(town, "王哥")) == 1


def test_a_button_he_presses_in_a_group_still_works(town: Town) -> None:
    town.says("王哥", "锦园3号楼暖气不热")
    hears(town, "王哥", "不要记录我")
    town.presses("王哥", "cancel", group=GROUP)
    assert town.ticket().outcome == "cancelled"
