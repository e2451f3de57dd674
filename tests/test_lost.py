"""M18: 发布寻人 – an official confirms, groups around hear it, sightings reach everybody at once, thanks end it."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage import broadcasts
from storage.broadcasts import Broadcast
from storage.database import Database
from tests.fakes import Town
from tests.knowledge_fakes import knowing_town
from tests.life_fakes import did, did_at_desk, kinds, said_back, sent, told_at_desk

WORDS = "东社区走失一位72岁老人，穿蓝棉袄，今早8点在锦园南门，联系13912345678，家住3单元501室"


@pytest.fixture
def missing(database: Database, tmp_path: Path) -> Town:
    """A town in which 李姐 has just told that her father is missing."""
    town = knowing_town(database, tmp_path)
    town.says("李姐", "锦园的，我爸走失了，72岁穿蓝棉袄")
    return town


def under_way(town: Town) -> list[Broadcast]:
    """Who is looked for now."""
    with town.product.database.read() as conn:
        return broadcasts.under_way(conn, town.product.district)


def published(town: Town) -> None:
    """周正 writes the words and confirms them."""
    assert did(town, "sqz", "broadcast", WORDS)
    assert did(town, "sqz", "broadcast:yes")


def test_nothing_is_sent_before_an_official_has_confirmed_it(missing: Town) -> None:
    """M18: never automatic."""
    assert missing.ticket().urgency == "emergency"
    missing.presses("sqz", "broadcast")
    assert "请直接回复要群发的话" in said_back(missing, "sqz")
    missing.says("sqz", WORDS)
    assert "确认发布吗" in said_back(missing, "sqz")
    missing.later(hours=2)
    everywhere = ("g-jy", "g-hy", "g-xy", "g-ny", "g-v")
    assert not any("帮忙找人" in text for group in everywhere for text in sent(missing, group))


def test_it_goes_to_the_groups_around_without_the_reporters_data(missing: Town) -> None:
    """M18: residents' and volunteers' groups of the community and its neighbours, with the duty phone."""
    published(missing)
    for group in ("g-jy", "g-hy", "g-xy", "g-v"):
        (text,) = [text for text in sent(missing, group) if "帮忙找人" in text]
        assert "72岁老人，穿蓝棉袄" in text
        assert "13912345678" not in text
        assert "501" not in text
        assert "李姐" not in text
        assert "或打139000000" in text
    assert not any("帮忙找人" in text for group in ("g-ny", "g-w") for text in sent(missing, group))
    assert "已发到4个群" in said_back(missing, "sqz")


def test_confirming_works_in_words_too(missing: Town) -> None:
    missing.says("sqz", f"发布寻人 {WORDS.partition('，联系')[0]}")
    missing.says("sqz", "确认")
    assert len(under_way(missing)) == 1


def test_who_saw_the_missing_person_is_heard_at_once_by_everybody_on_it(missing: Town) -> None:
    """M18: "看见了" in a group belongs to the ticket."""
    published(missing)
    missing.says("王哥", "刚才在西园门口看见一个穿蓝棉袄的大爷", group="g-xy", id="seen")
    ticket = missing.ticket()
    assert "sighted" in kinds(missing, ticket)
    for person in ("sqz", "yuan", "jd"):
        assert any("寻人有线索：西园小区群里王哥说" in text for text in sent(missing, person, "emergency"))
    missing.says("王哥", "今天菜价涨了", group="g-xy")
    missing.says("王哥", "看见了吗，停水了", group="g-jy")
    assert kinds(missing, missing.tickets()[0]).count("sighted") == 1


def test_who_finds_the_missing_person_in_danger_is_heard_too(missing: Town) -> None:
    published(missing)
    assert missing.says("王哥", "看见那个老人了，晕倒在河边，快来人", group="g-jy") is not None
    for person in ("sqz", "yuan"):
        assert any("寻人有线索" in text for text in sent(missing, person, "emergency"))


def test_found_ends_it_with_thanks_in_the_same_groups(missing: Town) -> None:
    published(missing)
    assert did(missing, "sqz", "found")
    for group in ("g-jy", "g-hy", "g-xy", "g-v"):
        assert "已经找到了，谢谢大家" in sent(missing, group)[-1]
    assert under_way(missing) == []
    missing.says("王哥", "刚才在西园门口看见一个大爷", group="g-xy")
    assert "sighted" not in kinds(missing, missing.ticket())


def test_who_may_not_is_told_so_and_others_have_no_such_button(missing: Town) -> None:
    assert not did_at_desk(missing, "yuan", "broadcast", WORDS)
    assert "社区以上" in told_at_desk(missing, "yuan")
    (card,) = [row.card for row in missing.received("yuan") if row.card][:1]
    assert card
    assert "broadcast" not in [button["action"] for button in card["buttons"]]
    (chief,) = [row.card for row in missing.received("sqz") if row.card and "broadcast" in str(row.card)][:1]
    assert chief


def test_another_emergency_is_no_search(town: Town) -> None:
    town.says("李姐", "锦园3号楼有煤气味")
    assert not did_at_desk(town, "sqz", "broadcast", WORDS)
    assert "不像是寻人" in told_at_desk(town, "sqz")


def test_a_broadcast_is_not_repeated(missing: Town) -> None:
    published(missing)
    assert not did(missing, "sqz", "broadcast", WORDS)
    assert "已经在寻人了" in said_back(missing, "sqz")


def test_the_scope_is_the_packs(missing: Town) -> None:
    rules = missing.product.policy()
    own = rules.model_copy(update={"lost": rules.lost.model_copy(update={"scope": "community", "phone": "029-110"})})
    missing.product.rules.current = lambda name, now: own  # type: ignore[method-assign]
    published(missing)
    assert not any("帮忙找人" in text for text in sent(missing, "g-xy"))
    assert "或打029-110" in sent(missing, "g-v")[-1]
    assert under_way(missing)[0].phone == "029-110"
