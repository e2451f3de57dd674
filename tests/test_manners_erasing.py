"""遗忘: nothing of somebody is left, the figures are, and every chain can still be proven."""

from __future__ import annotations

import pytest

from bot import orgfile
from handlers.entitled import RefusedError
from handlers.manners import erasing
from handlers.manners.words import GONE, Words
from storage import rollups, supporters, surveys
from storage import unrecorded as rows
from tests.cli_fakes import ORG, Minhu
from tests.closing_fakes import family, shared
from tests.fakes import Town
from tests.life_fakes import at, did, sent
from tests.manners_fakes import everything, hears
from tests.test_manners_recall import proven

SECRETS = ("欧阳", "13912345678", "1203", "wx-ou-77", "孩子发烧", "饺子")


def erased(town: Town, account: str) -> erasing.Erased:
    with town.product.work("forget") as work:
        return erasing.erase(work, "sim", account)


@pytest.fixture
def lived(any_town: Town) -> Town:
    """A year of 欧阳: he reported, joined, complained of others' trouble, was asked, rated, and chatted."""
    town = any_town
    he = {"sender_name": "3-1203欧阳"}
    hears(town, "wx-ou-77", "3号楼1单元1203暖气不热，我姓欧阳，电话13912345678，孩子发烧", id="a", **he)
    hears(town, "王哥", "我家也是，5号楼才15度", reply_to="a")
    hears(town, "wx-ou-77", "补充：1203室只有12度，孩子发烧", **he)
    town.later(minutes=10)
    assert did(town, "yuan", "accept")
    assert did(town, "yuan", "resolve", "已到1203欧阳家换阀门")
    town.says("wx-ou-77", "满意，5分，谢谢1203欧阳全家")
    town.until(at("20 10:00"))
    hears(town, "赵姨", "6号楼停水了", id="b")
    hears(town, "wx-ou-77", "我家也是，3号楼1203", reply_to="b", **he)
    hears(town, "wx-ou-77", "大家来我家1203吃饺子", **he)
    town.says("wx-ou-77", "锦园3号楼1单元1203有人占车位，电话13912345678")
    town.later(minutes=30)
    return town


def test_nothing_of_him_is_left_anywhere(lived: Town) -> None:
    before = everything(lived)
    assert all(secret in before for secret in SECRETS)
    told = erased(lived, "wx-ou-77")
    assert (told.messages >= 6, told.tickets) == (True, 3)
    after = everything(lived)
    for secret in SECRETS:
        assert secret not in after, secret
    proven(lived)


def test_what_was_wrong_stays_as_a_fact_with_its_figures(lived: Town) -> None:
    with lived.product.database.read() as conn:
        before = rollups.kept(conn, lived.product.district)
        joined = len(supporters.of_ticket(conn, lived.tickets()[1]))
    facts = [(t.category, t.building, t.status, t.rating, t.outcome, t.opened_at) for t in lived.tickets()]
    erased(lived, "wx-ou-77")
    assert [(t.category, t.building, t.status, t.rating, t.outcome, t.opened_at) for t in lived.tickets()] == facts
    first, second, third = lived.tickets()
    assert (first.summary, first.room, first.entrance) == (f"供暖问题{GONE}", None, None)
    assert rows.is_nobody(first.reporter)
    assert first.reporter == third.reporter
    assert (second.reporter, second.summary) == ("赵姨", "6号楼停水了")
    with lived.product.database.read() as conn:
        assert rollups.kept(conn, lived.product.district) == before
        assert len(supporters.of_ticket(conn, second)) == joined == 1


def test_what_others_said_stays(lived: Town) -> None:
    erased(lived, "wx-ou-77")
    found = everything(lived)
    for theirs in ("我家也是，5号楼才15度", "6号楼停水了", "王哥", "赵姨"):
        assert theirs in found


def test_life_goes_on_and_nobody_writes_to_him_any_more(lived: Town) -> None:
    erased(lived, "wx-ou-77")
    assert did(lived, "yuan", "accept")
    assert did(lived, "yuan", "resolve", "车已经挪走")
    lived.until(at("30 12:00"))
    assert sent(lived, "wx-ou-77") == []
    proven(lived)


def test_no_answer_of_his_family_leads_to_his_door(any_town: Town) -> None:
    family(any_town)
    with any_town.product.database.read() as conn:
        before = surveys.ratings_of(conn, any_town.product.district, shared(any_town).id)
    erased(any_town, "老张")
    with any_town.product.database.read() as conn:
        after = surveys.ratings_of(conn, any_town.product.district, shared(any_town).id)
    assert [one.household for one in before] == [None, before[0].id, None]
    assert [one.household for one in after] == [None, None, None]
    assert [one.result for one in after] == [one.result for one in before]


def test_an_open_question_to_him_is_over(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热")
    town.presses("yuan", "accept")
    town.presses("yuan", "resolve", "阀门换好了")
    erased(town, "李姐")
    town.until(at("30 12:00"))
    assert town.ticket().status == "closed"
    proven(town)


def test_an_official_is_not_erased_by_his_account(town: Town) -> None:
    with pytest.raises(RefusedError, match="工作人员"):
        erased(town, "yuan")


def test_twice_is_as_once(lived: Town) -> None:
    erased(lived, "wx-ou-77")
    again = erased(lived, "wx-ou-77")
    assert (again.messages, again.tickets) == (0, 0)
    proven(lived)


def test_everybodys_words_are_not_taken_out_of_everything() -> None:
    words = Words(["停水", "3号楼1203暖气不热，打13912345678"], ["欧阳"])
    assert words.out_of("停水") == GONE
    assert words.out_of("6号楼停水了") == "6号楼停水了"
    assert words.out_of("居民说：3号楼1203暖气…请看") == f"居民说：{GONE}请看"
    assert words.out_of("给欧阳修好") == "给（姓名已删除）修好"
    assert words.out_of_summary("3号楼1203暖气不热，打13912345678 / 6楼也停", "无") == "6楼也停"


def test_the_command_says_what_there_is_and_asks_before(minhu: Minhu) -> None:
    assert minhu("import-org", ORG).code == 0
    missing = minhu("forget", "--channel", "sim", "--account", "nobody-here", "--yes")
    assert missing.code == 0
    assert "没有找到" in missing.err
    held = next(one for one in orgfile.read(ORG)[0].accounts)
    refused = minhu("forget", "--channel", held.channel, "--account", held.account, "--yes")
    assert (refused.code, "工作人员" in refused.err) == (1, True)
    unsure = minhu("forget", "--channel", "sim", "--account", "nobody-here")
    assert (unsure.code, "--yes" in unsure.err) == (1, True)
