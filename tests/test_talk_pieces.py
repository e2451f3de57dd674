"""A trouble told in pieces, each of which says nothing: it is understood from all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from handlers import phrases
from nlu.understanding import USUAL_BOUNDS, Bounds, EstateName, Intent, Issue, Kind, Understanding, Urgency
from storage import tickets
from tests.fakes import FakeEngine, Town
from tests.life_fakes import said_back as last

# What an engine takes for something else where it stands alone.
ALONE = {"不亮了": Intent.RESTORED, "东门那个垃圾": Intent.FOLLOW_UP}
APPEALS = {"关不上": "elevator", "臭死了": "environment", "东门那个垃圾臭死了": "sanitation"}


class PiecesEngine(FakeEngine):
    """Takes pieces for what a real engine takes them for."""

    def understand(self, text: str, estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS) -> Understanding:
        """The longest of the known endings decides."""
        said = super().understand(text, estates, bounds)
        if text == "楼下那个大门":
            topic = Issue("property", Kind.REQUEST, Urgency.NORMAL, 0.9, (0, len(text)))
            return replace(said, intent=Intent.FOLLOW_UP, topic=topic)
        ends = [words for words in APPEALS if text.endswith(words)]
        if ends:
            category = APPEALS[max(ends, key=len)]
            issue = Issue(category, Kind.COMPLAINT, Urgency.NORMAL, 0.9, (0, len(text)))
            return replace(said, intent=Intent.APPEAL, appeal_score=0.9, issues=(issue,))
        return replace(said, intent=ALONE.get(text, said.intent))


@pytest.fixture
def pieces(town: Town) -> Town:
    """A town whose engine understands pieces as a real one does."""
    town.product.engine = PiecesEngine()
    return town


def messages(town: Town) -> int:
    """How many messages belong to the only ticket."""
    with town.product.database.read() as conn:
        return len(tickets.messages_of(conn, town.ticket()))


def test_a_lamp_and_what_is_wrong_with_it_are_one_ticket(pieces: Town) -> None:
    pieces.says("李姐", "灯")
    assert last(pieces, "李姐") == "灯怎么了？在哪里？"
    pieces.says("李姐", "不亮了")
    assert "哪个小区" in last(pieces, "李姐")
    pieces.says("李姐", "锦园 一栋")
    ticket = pieces.ticket()
    assert (ticket.category, ticket.unit, ticket.building, ticket.status) == ("maintenance", "jy", "1", "dispatched")
    assert "灯，不亮了" in pieces.received("yuan")[-1].text
    assert messages(pieces) == 3


def test_a_thing_named_after_what_is_wrong_with_it_says_what_it_is_about(pieces: Town) -> None:
    for words in ("门", "关不上", "楼下那个大门", "锦园二号楼一单元"):
        pieces.says("李姐", words)
    ticket = pieces.ticket()
    assert (ticket.category, ticket.building, ticket.entrance) == ("property", "2", "1")
    shown = "".join(row.text for row in pieces.received("yuan"))
    assert "门，关不上" in shown
    assert "楼下那个大门" in shown
    assert messages(pieces) == 4


def test_the_place_may_be_in_the_first_piece(pieces: Town) -> None:
    pieces.says("李姐", "锦园3号楼2单元")
    pieces.says("李姐", "东门那个垃圾")
    assert last(pieces, "李姐") == "东门那个垃圾怎么了？在哪里？"
    pieces.says("李姐", "臭死了")
    ticket = pieces.ticket()
    assert (ticket.category, ticket.unit, ticket.building) == ("sanitation", "jy", "3")
    assert "东门那个垃圾，臭死了" in pieces.received("yuan")[-1].text


def test_a_thing_elsewhere_than_home_is_where_the_piece_says(pieces: Town) -> None:
    pieces.says("李姐", "锦园3号楼2单元")
    pieces.later(minutes=20)
    pieces.says("李姐", "和园小区那个垃圾")
    assert last(pieces, "李姐") == "和园小区那个垃圾怎么了？"
    pieces.says("李姐", "臭死了")
    assert pieces.ticket().unit == "hy"


def test_words_that_tell_their_own_trouble_keep_it_and_take_along_what_was_said_before(pieces: Town) -> None:
    pieces.says("李姐", "楼下那个大门")
    pieces.says("李姐", "锦园3号楼暖气不热")
    assert pieces.ticket().category == "heating"
    assert messages(pieces) == 2
    assert "楼下那个大门，锦园3号楼暖气不热" in pieces.received("yuan")[-1].text


def test_mere_talk_before_a_plain_trouble_stays_out_of_it(pieces: Town) -> None:
    pieces.says("李姐", "我孙子考上大学了")
    pieces.says("李姐", "锦园3号楼暖气不热")
    assert pieces.ticket().summary == "锦园3号楼暖气不热"
    assert messages(pieces) == 1


def test_a_single_word_that_sounds_like_a_trouble_is_asked_about_and_then_told(pieces: Town) -> None:
    pieces.says("李姐", "暖气")
    assert last(pieces, "李姐") == "暖气怎么了？在哪里？"
    pieces.says("李姐", "锦园3号楼不热")
    assert (pieces.ticket().category, pieces.ticket().building) == ("heating", "3")
    assert "暖气，锦园3号楼不热" in pieces.received("yuan")[-1].text


@pytest.mark.parametrize("between", [["好的"], ["谢谢"], ["你好"]])
def test_nods_and_thanks_are_no_pieces(pieces: Town, between: list[str]) -> None:
    for words in (*between, "锦园3号楼暖气不热"):
        pieces.says("李姐", words)
    assert pieces.ticket().summary == "锦园3号楼暖气不热"


def test_what_was_said_long_ago_or_by_somebody_else_is_no_piece(pieces: Town) -> None:
    pieces.says("李姐", "灯")
    pieces.says("老张", "不亮了")
    assert last(pieces, "老张") == phrases.WHICH
    pieces.later(minutes=11)
    pieces.says("李姐", "不亮了")
    assert pieces.tickets() == []


def test_talk_that_tells_no_trouble_together_either_opens_nothing(pieces: Town) -> None:
    for words in ("今儿个天不错", "我孙子考上大学", "哩哩啦啦"):
        pieces.says("李姐", words)
    assert pieces.tickets() == []


def test_what_a_ticket_was_opened_from_is_not_used_again(pieces: Town) -> None:
    for words in ("锦园3号楼", "灯", "不亮了"):
        pieces.says("李姐", words)
    pieces.says("李姐", "停水了")
    assert [ticket.summary for ticket in pieces.tickets()] == ["锦园3号楼，灯，不亮了", "停水了"]


def test_a_place_and_a_thing_still_want_a_word_of_what_is_wrong(pieces: Town) -> None:
    pieces.says("李姐", "锦园3号楼")
    pieces.says("李姐", "暖气")
    assert last(pieces, "李姐") == "暖气怎么了？在哪里？"
    pieces.says("李姐", "不热")
    assert pieces.ticket().summary == "锦园3号楼，暖气，不热"


@pytest.mark.parametrize("words", ["楼下那个大门", "电梯", "路灯。", "3号楼的水管"])
def test_a_bare_thing_is_asked_about(pieces: Town, words: str) -> None:
    pieces.says("李姐", words)
    assert last(pieces, "李姐").endswith("怎么了？在哪里？")
    assert pieces.tickets() == []


def test_in_a_group_nothing_is_pieced_together(pieces: Town) -> None:
    for words in ("灯", "不亮了"):
        pieces.says("李姐", words, group="g-jy")
    assert pieces.tickets() == []
