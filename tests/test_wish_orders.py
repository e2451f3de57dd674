"""M8: 三单 点单–派单–接单 – a wish is made, offered near by, claimed by one, done, thanked for."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier, Thread

import pytest

from bot import intake
from bot.worker import Worker
from handlers.messages import Inbound
from handlers.volunteering import ordering
from storage.database import Database
from tests.fakes import Town
from tests.life_fakes import at, clock_rows, did, kinds, said_back, sent, sound
from tests.wish_fakes import DONG_GROUP, JY_GROUP, cards_of, clean, town_of_volunteers, wish

WISH = "微心愿：锦园3号楼1单元1501想请人给我妈理个发，理发店远，电话13912345678"


@pytest.fixture
def wished(database: Database, tmp_path: Path) -> Town:
    """王婆婆 of 锦园 wishes for a haircut."""
    town = town_of_volunteers(database, tmp_path)
    town.says("王婆婆", WISH)
    return town


def test_m8_a_wish_is_offered_near_by_claimed_done_and_thanked_for(wished: Town) -> None:
    """M8: 点单, 派单 to volunteers by skill and place, 接单 by the first, 完成, thanks that reach him."""
    assert (wish(wished).form, wish(wished).category, wish(wished).track) == ("wish", "elderly_welfare", "微心愿")
    assert wished.assignees(wish(wished)) == ["sqz"]
    assert "微心愿记下了" in sent(wished, "王婆婆", "ack")[-1]
    assert [cards_of(wished, one) for one in ("hong", "lan", "xiu", "yuan2", "nan")] == [1, 1, 1, 0, 0]
    assert did(wished, "hong", "claim")
    assert wished.assignees(wish(wished)) == ["hong"]
    assert wish(wished).status == "accepted"
    assert "有人认领了：志愿者洪梅" in sent(wished, "王婆婆", "progress")[-1]
    assert "已由志愿者洪梅认领" in sent(wished, "sqz", "notice")[-1]
    assert "1501" in said_back(wished, "hong")
    assert "1 完成" in said_back(wished, "hong")
    assert did(wished, "hong", "resolve", "2小时 给老人理了发还洗了头")
    assert wish(wished).resolution == "给老人理了发还洗了头"
    assert wished.presses("王婆婆", "confirm", "姑娘手真巧，谢谢")
    assert (wish(wished).status, wish(wished).outcome) == ("closed", "solved")
    assert "姑娘手真巧" in sent(wished, "hong", "notice")[-1]
    sound(wished)
    clean(wished)


def test_groups_get_one_line_without_a_word_of_the_wisher_and_cards_no_door(wished: Town) -> None:
    (line,) = sent(wished, JY_GROUP)
    assert line == f"微心愿：锦园小区有居民需要“理发”。愿意帮忙的，私下回我“认领 {wish(wished).number}”。"
    assert sent(wished, DONG_GROUP) == []
    card = sent(wished, "lan", "notify")[-1]
    assert not any(secret in card for secret in ("1501", "13912345678", "王婆婆"))
    wished.later(hours=5)
    assert len(sent(wished, DONG_GROUP)) == 1
    assert did(wished, "hong", "claim")
    assert did(wished, "hong", "release", "这周出差")
    assert (len(sent(wished, JY_GROUP)), len(sent(wished, DONG_GROUP))) == (1, 1)


def test_while_nobody_claims_more_are_asked_and_at_night_nobody(wished: Town) -> None:
    wished.later(hours=5)
    assert [cards_of(wished, one) for one in ("hong", "yuan2", "nan")] == [1, 1, 0]
    wished.until(at("17 23:00"))
    wished.says("赵婶", "微心愿：锦园的，想要一本字典的书")
    assert cards_of(wished, "hong") == 1
    wished.until(at("18 08:30"))
    assert cards_of(wished, "hong") == 2


def test_of_two_who_claim_at_once_exactly_one_has_it(wished: Town) -> None:
    for number, person in enumerate(("hong", "lan")):
        message = Inbound("sim", f"race{number}", wished.clock.now(), person, press="claim")
        assert intake.accept(wished.product, message)
    gate = Barrier(2)

    def work() -> None:
        gate.wait()
        Worker(wished.product).run_inbox()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wished.worker.run_outbox()
    (winner,) = wished.assignees(wish(wished))
    loser = {"hong": "lan", "lan": "hong"}[winner]
    assert "已有人认领" in said_back(wished, loser)
    assert kinds(wished, wish(wished)).count("claimed") == 1
    clean(wished)


def test_who_gives_it_back_is_not_asked_again_but_the_others_are(wished: Town) -> None:
    did(wished, "hong", "claim")
    assert did(wished, "hong", "release")
    assert wish(wished).status == "dispatched"
    assert wish(wished).accepted_at is None
    assert wished.assignees(wish(wished)) == ["sqz"]
    assert [cards_of(wished, one) for one in ("hong", "lan")] == [1, 2]
    assert "另外请人" in sent(wished, "王婆婆", "progress")[-1]
    assert did(wished, "lan", "claim")
    assert did(wished, "lan", "resolve", "一个半小时 上门理了发")
    sound(wished)
    clean(wished)


def test_not_done_after_all_is_offered_anew_and_its_hours_do_not_count(wished: Town) -> None:
    did(wished, "hong", "claim")
    did(wished, "hong", "resolve", "1小时 去了一趟，没见到人")
    wished.presses("王婆婆", "reject", "没人来过")
    assert wish(wished).status == "dispatched"
    assert cards_of(wished, "lan") == 2
    assert "0次" in asked_for_hours(wished, "hong")
    assert did(wished, "hong", "claim")
    assert did(wished, "hong", "resolve", "1小时 今天理好了")
    assert "0次" in asked_for_hours(wished, "hong")
    wished.presses("王婆婆", "confirm")
    assert "1次，1小时" in asked_for_hours(wished, "hong")
    sound(wished)
    clean(wished)


def asked_for_hours(town: Town, person: str) -> str:
    """What a volunteer is told of his month."""
    town.says(person, "我的时长")
    return said_back(town, person)


def test_by_text_from_the_group_line_alone_and_only_by_those_near_by(wished: Town) -> None:
    number = wish(wished).number
    wished.says("nan", f"认领 {number}")
    assert "附近的志愿者" in said_back(wished, "nan")
    wished.says("yuan2", "微心愿")
    assert f"{number} 锦园小区 理发" in said_back(wished, "yuan2")
    wished.says("yuan2", f"认领 {number}")
    assert wished.assignees(wish(wished)) == ["yuan2"]
    wished.says("hong", f"认领 {number}")
    assert said_back(wished, "hong") == "已有人认领，谢谢您的热心。"
    wished.says("yuan2", "完成 给老人理了发")
    assert "做了多长时间" in said_back(wished, "yuan2")
    wished.presses("yuan2", "resolve:2小时")
    assert wish(wished).status == "resolved"


def test_the_community_declines_what_is_out_of_place_and_volunteers_cannot(wished: Town) -> None:
    did(wished, "hong", "claim")
    assert not did(wished, "hong", "refuse", "不想去")
    assert did(wished, "sqz", "refuse", "理发店可以上门，电话029-1234567，社区已帮您约好")
    assert wish(wished).status == "out_of_scope"
    assert "社区已帮您约好" in sent(wished, "王婆婆", "result")[-1]
    clean(wished)


def test_the_community_can_give_it_to_somebody_by_name(wished: Town) -> None:
    assert did(wished, "sqz", "transfer", "修师傅 您离得近")
    assert wished.assignees(wish(wished)) == ["xiu"]
    assert did(wished, "xiu", "claim")
    assert wish(wished).status == "accepted"


def test_unclaimed_for_a_week_its_community_hears_of_it_once(wished: Town) -> None:
    wished.later(days=8)
    assert sum("还没有人认领" in text for text in sent(wished, "sqz", "escalate")) == 1
    assert sent(wished, "jd") == []
    assert wished.assignees(wish(wished)) == ["sqz"]
    sound(wished)


def test_a_claimed_wish_that_is_late_is_told_to_the_community_and_stays_his(wished: Town) -> None:
    did(wished, "hong", "claim")
    wished.later(days=16)
    assert wished.assignees(wish(wished)) == ["hong"]
    assert "督办：超时未圆愿" in sent(wished, "sqz", "escalate")[-1]
    assert clock_rows(wished, wish(wished), "offer")[-1].next_at is None


@pytest.mark.parametrize("word", ["点单", "微心愿"])
def test_the_word_alone_asks_for_the_wish(town: Town, word: str) -> None:
    town.says("孙叔", word)
    assert "您有什么微心愿" in said_back(town, "孙叔")
    town.says("孙叔", "想请人陪我去医院复查")
    assert "小区、几号楼" in said_back(town, "孙叔")
    town.says("孙叔", "锦园2号楼")
    assert wish(town).unit == "jy"
    assert "微心愿记下了" in sent(town, "孙叔", "ack")[-1]


def test_an_emergency_is_no_wish_whatever_it_begins_with(town: Town) -> None:
    town.says("孙叔", "微心愿：锦园3号楼有煤气味")
    assert town.ticket().form == "appeal"
    assert town.ticket().urgency == "emergency"


def test_other_words_are_no_wish(town: Town) -> None:
    town.says("孙叔", "点单子的那个人是谁")
    town.says("孙叔", "锦园3号楼暖气不热")
    assert [ticket.form for ticket in town.tickets()] == ["appeal"]


def test_an_official_makes_one_for_a_resident_and_does_not_claim_his_own(database: Database, tmp_path: Path) -> None:
    town = town_of_volunteers(database, tmp_path)
    town.says("hong", "微心愿：锦园6号楼的独居老人想有人陪着说说话")
    assert (wish(town).source, wish(town).reporter) == ("official", "hong")
    assert (cards_of(town, "hong"), cards_of(town, "lan")) == (0, 1)
    town.says("hong", f"认领 {wish(town).number}")
    assert "不在名单里" in said_back(town, "hong")


def test_with_nobody_in_any_office_a_wish_can_still_be_claimed(database: Database, tmp_path: Path) -> None:
    pack = "volunteering: {wishes: {ladder: [{at: [village], roles: [owners_committee]}]}}\n"
    town = town_of_volunteers(database, tmp_path, pack)
    town.says("王婆婆", WISH)
    assert wish(town).status == "open"
    assert did(town, "hong", "claim")
    assert (wish(town).status, town.assignees(wish(town))) == ("accepted", ["hong"])
    sound(town)


def test_what_the_pack_hears_as_a_wish_is_no_appeal(database: Database, tmp_path: Path) -> None:
    town = town_of_volunteers(database, tmp_path, "volunteering: {wishes: {when: {category: [parking]}}}\n")
    town.says("王婆婆", "锦园3号楼老有人占车位")
    assert wish(town).category == "parking"
    assert cards_of(town, "lan") == 1


def test_taken_back_nobody_comes(wished: Town) -> None:
    did(wished, "hong", "claim")
    wished.presses("王婆婆", "cancel")
    assert wish(wished).outcome == "cancelled"
    assert "已撤销" in sent(wished, "hong", "notice")[-1]
    wished.later(days=3)
    assert cards_of(wished, "yuan2") == 0
    clean(wished)


@pytest.mark.parametrize(
    ("text", "wish_told"),
    [
        ("微心愿：想要一本字典", "想要一本字典"),
        ("我的微心愿是能有人陪我说说话", "能有人陪我说说话"),
        ("微心愿想请人理发", "想请人理发"),
        ("我想请志愿者帮我换个灯泡", "帮我换个灯泡"),
        ("点单", ""),
        ("点单了没有", None),
        ("微心愿墙在哪里", None),
        ("我想问问什么时候供暖", None),
    ],
)
def test_what_begins_a_wish(town: Town, text: str, wish_told: str | None) -> None:
    with town.product.work("look") as work:
        assert ordering.told(work, text) == wish_told
