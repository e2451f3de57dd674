"""What a group says, heard with the real ear: bursts, strands that cross, neighbours, quotations, half-sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.listening.memory import remark_of, sketch_of
from nlu.conversation import ear
from nlu.conversation.remarks import RECENT, Remark
from nlu.engines.embedded import EmbeddedEngine
from storage import heard, inbox, sketches, supporters, twins
from storage.database import Database
from tests.fakes import Town
from tests.life_fakes import packed

GROUP = "g-jy"


@pytest.fixture
def group(database: Database, tmp_path: Path, mind: EmbeddedEngine) -> Town:
    town = Town(database, tmp_path)
    town.product.engine = mind
    return town


def say(town: Town, who: str, text: str = "", **more: object) -> str | None:
    """Somebody says something; returns the number of the ticket it went to, and a little time passes."""
    outcome = town.says(who, text, group=GROUP, **more)
    town.later(seconds=25)
    found = None if outcome is None else outcome.ticket_id
    return next((ticket.number for ticket in town.tickets() if ticket.id == found), None)


def messages(town: Town, ticket_id: int) -> list[str]:
    """The words that belong to a ticket."""
    with town.product.database.read() as conn:
        rows = inbox.talk(conn, town.product.district, "sim", GROUP)
    return [str(row.payload["text"]) for row in rows if row.ticket_id == ticket_id]


def test_half_sentences_of_one_person_are_one_ticket(group: Town) -> None:
    for words in ("有人没", "咱5号楼电梯又卡住不动了", "三楼和四楼中间", "按哪个都没反应"):
        say(group, "老陶", words)
    ticket = group.ticket()
    assert ticket.category == "elevator"
    assert {"咱5号楼电梯又卡住不动了", "按哪个都没反应"} <= set(messages(group, ticket.id))


def test_a_lift_that_stands_still_becomes_an_emergency_once_somebody_is_in_it(group: Town) -> None:
    say(group, "老陶", "3号楼电梯停了，按了没反应")
    assert group.ticket().urgency != "emergency"
    assert not alarms(group, "yuan")
    say(group, "月月", "我在里头，电梯门打不开，被困住了")
    assert alarms(group, "yuan")
    assert any(ticket.urgency == "emergency" for ticket in group.tickets())


def test_a_neighbour_who_knows_more_puts_right_what_it_is_about(group: Town) -> None:
    say(group, "老陶", "楼下又吵起来了")
    assert group.ticket().category == "dispute"
    say(group, "月月", "不是打架，是广场舞的音响，天天放到十点")
    assert group.ticket().category == "noise"


def test_who_cannot_get_out_has_a_ticket_until_the_car_is_moved(group: Town) -> None:
    say(group, "老陶", "晚上吃啥好")
    say(group, "王婶", "谁的灰面包横在我车头前面，我要送娃")
    ticket = group.ticket()
    assert ticket.category == "parking"
    say(group, "小杜", "我的我的，马上下来")
    say(group, "王婶", "挪走了，谢谢")
    with group.product.database.read() as conn:
        place = (group.product.district, ("sim", GROUP))
        ((row, _, _),) = sketches.lately(conn, *place, group.clock.now() - timedelta(hours=1), [], 5)
    assert (sketch_of(row).calmed, len(group.tickets())) == (True, 1)
    assert "restored" in [event.kind for event in group.history(ticket)]


def alarms(town: Town, account: str) -> list[str]:
    """What somebody was called to."""
    return [row.text for row in town.received(account) if row.kind == "emergency"]


def test_strands_that_cross_are_kept_apart(group: Town) -> None:
    cold = say(group, "王婶", "2号楼暖气一点都不热，屋里才14度")
    say(group, "小毕", "周末有人打羽毛球不")
    car = say(group, "赵工", "消防通道又让一辆白车堵死了，谁管管")
    say(group, "小毕", "算我一个")
    more = say(group, "王婶", "摸着暖气片是冰的，娃都冻感冒了")
    assert None not in (cold, car)
    assert more == cold != car
    assert len(group.tickets()) == 2


def test_a_neighbour_who_has_it_too_joins_and_is_counted(group: Town) -> None:
    say(group, "王婶", "2号楼暖气一点都不热，屋里才14度")
    say(group, "2-1-602刘姐", "我家也不热")
    ticket = group.ticket()
    with group.product.database.read() as conn:
        assert [account for _, account in supporters.of_ticket(conn, ticket)] == ["2-1-602刘姐"]


def test_a_quotation_finds_its_trouble_after_others_were_spoken_of(group: Town) -> None:
    first = say(group, "王婶", "2号楼暖气一点都不热，屋里才14度", id="cold")
    say(group, "赵工", "消防通道又让一辆白车堵死了，谁管管")
    group.later(minutes=40)
    assert say(group, "2-1-602刘姐", "我们这边也一样", reply_to="cold") == first


def test_talk_opens_nothing(group: Town) -> None:
    for who, words in (
        ("甜橙", "今天韭菜鸡蛋馅的饺子，谁要"), ("老陶", "来半斤"), ("A修锁小丁", "开锁换锁 通下水 随叫随到"),
        ("小毕", "哈哈哈笑死我了"), ("甜橙", "收到"), ("王婶", "快递柜几点锁"), ("老陶", "十点"),
    ):  # fmt: skip
        assert say(group, who, words) is None
    assert group.tickets() == []


def test_every_decision_is_kept_with_its_reasons(group: Town) -> None:
    say(group, "王婶", "2号楼暖气一点都不热，屋里才14度")
    with group.product.database.read() as conn:
        (row,) = inbox.talk(conn, group.product.district, "sim", GROUP)
        kept = heard.get(conn, group.product.district, row.id)
    assert kept is not None
    assert kept.choice["because"]
    assert [thread for thread, _ in kept.choice["options"]][:2] == [-2, -1], "a new one, or none"
    assert row.reason is not None
    assert row.reason.startswith("新的诉求（")


def test_a_trouble_nobody_spoke_of_for_long_is_known_again_by_how_it_began(group: Town) -> None:
    first = say(group, "老陶", "咱5号楼电梯又卡住不动了")
    for number in range(RECENT + 1):
        assert say(group, f"邻居{number}", f"接龙 {number + 1} 草莓一箱") is None
    with group.product.database.read() as conn:
        place = (group.product.district, ("sim", GROUP))
        ((row, _, _),) = sketches.lately(conn, *place, group.clock.now() - timedelta(hours=1), [], 5)
        began = heard.recent(conn, *place, 2**62, 2 * RECENT)[0]
    assert sketch_of(row).trace == pytest.approx(remark_of(began).trace)
    assert say(group, "月月", "5号楼电梯还停着没动") == first


def test_what_the_ear_remembers_is_there_for_a_process_that_starts_anew(group: Town) -> None:
    for who, words in (("小毕", "谁有多余的电池"), ("老陶", "咱5号楼电梯又卡住不动了"), ("老陶", "三楼和四楼中间")):
        say(group, who, words)
    with group.product.database.read() as conn:
        kept = [remark_of(one) for one in heard.recent(conn, group.product.district, ("sim", GROUP), 2**62, RECENT)]
    said: list[Remark] = []
    for remark in kept:
        sense = group.product.engine.listen_many([remark.text])[0].sense
        again = ear.load().hear(replace(remark, sense=sense), said)
        assert again is not None
        assert remark.trace == pytest.approx(again.trace, abs=0.02)
        said.append(replace(remark, trace=again.trace))
    assert kept[-1].subject["elevator"] > 0.5


def test_a_ticket_is_kept_beside_those_its_words_may_have_belonged_to(
    database: Database, tmp_path: Path, mind: EmbeddedEngine
) -> None:
    town = packed(database, tmp_path, "name: own\ntitle: 都问\nextends: default\nduplicates: {heard: 0.00001}\n")
    town.product.engine = mind
    say(town, "李姐", "3号楼电梯停了，上不去楼")
    say(town, "老张", "5号楼停水了，一滴都没有")
    first, second = town.tickets()
    with town.product.database.read() as conn:
        (twin,) = twins.of_ticket(conn, town.product.district, second.id)
    assert (twin.older_id, twin.state) == (first.id, "suggested")
    assert 0 <= twin.evidence["heard"] < 0.19


def test_who_told_of_his_own_before_it_was_plain_is_counted_as_well(group: Town) -> None:
    say(group, "李姐", "3号楼暖气冰凉 昨晚开始的")
    say(group, "王哥", "我们7号楼也不热")
    say(group, "赵姨", "9号楼也没暖气")
    say(group, "老张", "俺家也是 15度")
    ticket, incident = group.tickets()
    with group.product.database.read() as conn:
        joined = {account for _, account in supporters.of_ticket(conn, ticket)}
    assert {ticket.reporter} | joined == {"李姐", "王哥", "赵姨", "老张"}
    assert (ticket.parent, incident.form) == (incident.id, "incident"), "three households within the hour"
