"""Stories of what we send on 微信客服: five messages in two days, each once, and none that is lost in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.base import Trouble
from bot.channels.wecom_kf.encode import encode
from bot.channels.wecom_kf.following import LEASE
from handlers.messages import Button, Card, Kind, Outbound
from storage import health
from storage.database import Database
from tests.memory_fakes import Dying
from tests.plays import Mishap
from tests.wecom_kf_stories import KfTown, kf_town
from tests.wire import wait

LONG = "。".join(f"第{number}段暖气情况说明" for number in range(150))  # three pieces
WHO = "yuan"  # has written lately, and was told nothing yet


@pytest.fixture
def kf(sqlite: Database, tmp_path: Path) -> Iterator[KfTown]:
    with kf_town(sqlite, tmp_path) as found:
        yield found


def tell(kf: KfTown, *texts: str, to: str = WHO) -> None:
    for text in texts:
        kf.owes(text, to)
    kf.wire.settle()


def again(kf: KfTown) -> None:
    """What failed for now is tried again."""
    kf.wire.town.later(minutes=10)


def sends(kf: KfTown) -> int:
    return kf.server.calls["kf/send_msg"]


def examined(kf: KfTown) -> list[Trouble]:
    return kf.run(kf.play.platform.examine())


# --- the window ---


def test_five_are_sent_and_the_sixth_is_given_up_with_a_sentence(kf: KfTown) -> None:
    tell(kf, *(f"通知{number}" for number in range(6)))
    assert kf.shown(WHO) == [f"通知{number}" for number in range(5)]
    (reason,) = kf.wire.given_up()
    assert "5 条" in (reason or "")
    assert sends(kf) == 5


def test_whoever_writes_again_can_be_told_five_more(kf: KfTown) -> None:
    tell(kf, *(f"通知{number}" for number in range(5)))
    kf.server.says(kf.play.account(WHO), voice={"media_id": "v1"})
    kf.play.told()
    tell(kf, "来水了")
    assert "来水了" in kf.shown(WHO)[5:]
    assert kf.wire.given_up() == []


def test_after_two_days_nobody_is_asked_in_vain(kf: KfTown) -> None:
    kf.wire.town.later(hours=49)
    before = sends(kf)
    tell(kf, "来水了")
    assert any("48 小时" in (reason or "") for reason in kf.wire.given_up())
    assert sends(kf) == before


def test_the_platform_knows_better_how_many_are_left(kf: KfTown) -> None:
    kf.server.sendings.use_up(kf.play.account(WHO))
    tell(kf, "来水了", "来电了")
    assert len(kf.wire.given_up()) == 2
    assert sends(kf) == 1


def test_who_never_wrote_cannot_be_written_to(kf: KfTown) -> None:
    tell(kf, "来水了", to="王叔")
    (reason,) = kf.wire.given_up()
    assert "没有在微信客服里说过话" in (reason or "")
    assert sends(kf) == 0


def test_what_was_refused_has_used_up_nothing(kf: KfTown) -> None:
    kf.play.fails(Mishap.GONE)
    tell(kf, "发不出去", *(f"通知{number}" for number in range(5)))
    assert len(kf.shown(WHO)) == 5


# --- once ---


def test_a_message_whose_answer_was_lost_is_there_once_and_counts_once(kf: KfTown) -> None:
    kf.server.sendings.lost = 1
    tell(kf, "来水了")
    again(kf)
    assert kf.shown(WHO) == ["来水了"]
    assert kf.wire.given_up() == []
    tell(kf, *(f"通知{number}" for number in range(4)))
    assert len(kf.shown(WHO)) == 5
    assert kf.wire.given_up() == []


def test_a_refusal_after_a_clear_answer_is_a_refusal(kf: KfTown) -> None:
    kf.server.sendings.mishaps = [Mishap.BUSY, 95098]  # a code nobody has heard of
    tell(kf, "来水了")
    again(kf)
    assert kf.shown(WHO) == []
    assert len(kf.wire.given_up()) == 1


def test_pieces_that_were_taken_are_not_sent_again_even_by_another_process(kf: KfTown) -> None:
    kf.server.sendings.mishaps = [None, Mishap.DOWN]
    tell(kf, LONG)
    assert len(kf.shown(WHO)) == 1
    kf.restarts()
    again(kf)
    assert "".join(kf.shown(WHO)) == LONG
    assert len(kf.shown(WHO)) == 3
    assert sends(kf) == 4
    tell(kf, "还有两条", "最后一条", "多出的一条")
    assert len(kf.shown(WHO)) == 5


# --- whatever happens to us ---


def test_a_message_we_died_over_has_used_up_nothing(kf: KfTown) -> None:
    dying = Dying(kf.kit, "piece:")
    kf.restarts(dying.kit)
    tell(kf, "来水了")
    assert dying.happened
    assert sends(kf) == 0
    kf.restarts()
    again(kf)
    tell(kf, *(f"通知{number}" for number in range(4)))
    assert len(kf.shown(WHO)) == 5
    assert kf.wire.given_up() == []


def test_a_greeting_we_died_over_is_sent_all_the_same(kf: KfTown) -> None:
    dying = Dying(kf.kit, "piece:")
    kf.server.comes(kf.play.account("李姐"), scene="minhu", scene_param="jy/3")
    kf.play.told()
    kf.restarts(dying.kit)
    kf.wire.settle()
    assert dying.happened
    assert kf.shown() == []
    kf.restarts()
    kf.wire.town.later(seconds=10)
    assert len(kf.shown()) == 1


def test_a_refusal_we_died_over_has_used_up_nothing(kf: KfTown) -> None:
    kf.server.sendings.mishaps = [Mishap.GONE]
    dying = Dying(kf.kit, "window:")
    dying.after(1)  # it has its place in the window, and was refused
    kf.restarts(dying.kit)
    tell(kf, "发不出去")
    assert dying.happened
    kf.restarts()
    again(kf)
    tell(kf, *(f"通知{number}" for number in range(4)))
    assert len(kf.shown(WHO)) == 5


# --- who answers ---


def test_a_conversation_that_waits_for_people_is_taken_over(kf: KfTown) -> None:
    kf.server.sendings.answered_by(kf.play.account(WHO), 2)
    tell(kf, "来水了", "来电了")
    assert kf.shown(WHO) == ["来水了", "来电了"]
    assert kf.server.calls["kf/service_state/trans"] == 1


@pytest.mark.parametrize("state", [3, 4])
def test_a_conversation_people_lead_or_have_ended_is_left_alone(kf: KfTown, state: int) -> None:
    kf.server.sendings.answered_by(kf.play.account(WHO), state)
    tell(kf, "来水了")
    (reason,) = kf.wire.given_up()
    assert "人工" in (reason or "")
    assert kf.server.calls["kf/service_state/trans"] == 1
    assert kf.shown(WHO) == []


# --- what did not arrive ---


def test_a_message_that_did_not_arrive_is_told_to_the_doctor(kf: KfTown, caplog: pytest.LogCaptureFixture) -> None:
    assert examined(kf) == []
    kf.server.sendings.fails = [10]
    tell(kf, "来水了")
    kf.play.told()
    (trouble,) = examined(kf)
    assert "1 条" in trouble.sentence
    assert "拒收" in trouble.sentence
    assert "test:1:1" in trouble.remedy  # which one
    assert not trouble.fatal
    assert "did not deliver" in caplog.text
    with kf.wire.town.product.database.read() as conn:
        kept = health.failures(conn, "yb")["wecom_kf"]
    assert "拒收" in kept.why
    assert "test:1:1" in kept.remedy
    assert "来水了" not in caplog.text


def test_a_failure_that_is_told_twice_counts_once(kf: KfTown) -> None:
    kf.server.sendings.fails = [10]
    tell(kf, "来水了")
    kf.play.told()
    kf.server.items.forget_cursors()  # everything comes again
    kf.play.told()
    assert "1 条" in examined(kf)[0].sentence


def test_a_failure_we_died_over_is_told_to_the_doctor_all_the_same(kf: KfTown) -> None:
    kf.server.sendings.fails = [10]
    tell(kf, "来水了")
    dying = Dying(kf.kit, "send_failed")
    kf.restarts(dying.kit)
    kf.play.send(kf.play.callback())
    wait(lambda: dying.happened)
    kf.restarts()
    kf.wire.town.clock.move_to(kf.wire.town.clock.now() + LEASE)  # of the process that died
    kf.play.told()
    assert "1 条" in examined(kf)[0].sentence


def test_a_window_that_was_closed_before_we_knew_is_closed_for_the_next(kf: KfTown) -> None:
    kf.server.sendings.fails = [4]
    tell(kf, "来水了")
    kf.play.told()
    before = sends(kf)
    tell(kf, "来电了")
    assert sends(kf) == before
    assert len(kf.wire.given_up()) == 1


# --- cards ---


def card(*labels: str, note: str = "") -> Card:
    buttons = tuple(Button(f"rate:{label}", label, f"{number:012d}") for number, label in enumerate(labels, 1))
    return Card("请您打分", (("编号", "NO1"), ("地点", "锦园小区")), note, buttons)


def written(card: Card | None, text: str = "回复数字办理：1 满意") -> list[dict[str, object]]:
    return [piece.content for piece in encode(Outbound("key", "wecom_kf", "wm1", Kind.SURVEY, text, card))]


def test_a_card_is_a_menu_with_its_rows_above() -> None:
    assert written(card("5 很满意", "1 很不满意", note="暖气不热")) == [
        {
            "msgtype": "msgmenu",
            "msgmenu": {
                "head_content": "【请您打分】\n编号：NO1\n地点：锦园小区\n暖气不热",
                "list": [
                    {"type": "click", "click": {"id": "000000000001", "content": "5 很满意"}},
                    {"type": "click", "click": {"id": "000000000002", "content": "1 很不满意"}},
                ],
            },
        }
    ]


@pytest.mark.parametrize("found", [None, card(), card(*"abcdefghijk"), Card("题", (), "", (Button("accept", "接单"),))])
def test_what_cannot_be_a_menu_is_text_with_codes(found: Card | None) -> None:
    assert written(found) == [{"msgtype": "text", "text": {"content": "回复数字办理：1 满意"}}]


def test_a_card_too_long_for_a_menu_goes_before_it(kf: KfTown) -> None:
    long = card("😀" * 40, note="暖气不热，" * 200)
    kf.owes("打分", WHO, card=long)
    kf.wire.settle()
    *texts, menu = kf.play.shown(kf.play.account(WHO))
    assert "".join(shown.text for shown in texts).count("暖气不热") == 200
    assert menu.text == "请您打分"
    assert menu.buttons == ("😀" * 31 + "…",)


def test_a_message_has_the_same_ids_each_time_and_another_has_others() -> None:
    def ids(key: str) -> list[str]:
        return [piece.msgid for piece in encode(Outbound(key, "wecom_kf", "wm1", Kind.ANSWER, LONG))]

    assert ids("in:1:1") == ids("in:1:1")
    assert len({*ids("in:1:1"), *ids("in:1:2")}) == 6
    assert all(re.fullmatch("[0-9a-zA-Z_-]{1,32}", msgid) for msgid in ids("in:1:1"))
