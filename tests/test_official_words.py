"""An official types about his work instead of pressing: he is asked back, and nothing goes out without his tap."""

from __future__ import annotations

import pytest

from storage import tickets
from tests.fakes import Town
from tests.life_fakes import kinds, sent
from tests.life_fakes import said_back as last

ASKS = "要告诉居民吗？"


@pytest.fixture
def two(heating: Town) -> Town:
    """李姐's radiators in house 3, and no water in house 5; both with 院长李秀英."""
    heating.says("王哥", "锦园5号楼停水了")
    return heating


def tap(town: Town, who: str, label: str) -> None:
    """Somebody presses the button of this name on the newest card he was sent."""
    card = next(row.card for row in reversed(town.received(who)) if row.card and row.card["buttons"])
    (button,) = [one for one in card["buttons"] if one["label"] == label]
    town.says(who, press=button["action"], button=button["id"])


def labels(town: Town, who: str) -> list[str]:
    """The buttons of the newest message."""
    card = town.received(who)[-1].card
    return [button["label"] for button in card["buttons"]] if card else []


@pytest.mark.parametrize("words", ["已经派人去了", "明天上午修", "我今天开会 让小张去", "等配件三天"])
def test_words_about_the_only_one_in_hand_are_asked_back_and_told_by_a_tap(heating: Town, words: str) -> None:
    before = len(heating.received("李姐"))
    heating.says("yuan", words)
    assert last(heating, "yuan").startswith(f"【{ASKS}】\n编号：261116-0001\n事情：锦园小区3号楼暖气不热")
    assert f"您说的：{words}" in last(heating, "yuan")
    assert len(heating.received("李姐")) == before
    tap(heating, "yuan", "告诉居民")
    assert f"进展：{words}" in last(heating, "李姐")
    assert "已告诉居民（3号楼暖气不热，261116-0001）" in last(heating, "yuan")
    assert "progress" in kinds(heating, heating.ticket())


@pytest.mark.parametrize("answer", ["1", "对", "告诉居民"])
def test_a_number_a_nod_or_the_name_of_the_button_is_as_good_as_a_tap(heating: Town, answer: str) -> None:
    heating.says("yuan", "电工明天上午过去修")
    heating.says("yuan", answer)
    assert "进展：电工明天上午过去修" in last(heating, "李姐")


def test_a_second_tap_sends_nothing_again(heating: Town) -> None:
    heating.says("yuan", "电工明天上午过去修")
    card = heating.received("yuan")[-1].card
    assert card is not None
    for _ in range(2):
        heating.says("yuan", press=card["buttons"][0]["action"], button=card["buttons"][0]["id"])
    assert len(sent(heating, "李姐", "progress")) == 1
    assert "已经办过了" in last(heating, "yuan")


def test_a_platform_without_ids_of_buttons_carries_the_same(two: Town) -> None:
    two.says("yuan", "3号楼明天上午去")
    card = two.received("yuan")[-1].card
    assert card is not None
    two.says("yuan", press=card["buttons"][0]["action"])
    assert "进展：3号楼明天上午去" in last(two, "李姐")


def test_nobody_presses_another_ones_words(heating: Town) -> None:
    heating.says("yuan", "电工明天上午过去修")
    card = heating.received("yuan")[-1].card
    assert card is not None
    heating.says("wang", press=card["buttons"][0]["action"])
    assert sent(heating, "李姐", "progress") == []


@pytest.mark.parametrize(
    ("words", "number", "told"),
    [
        ("261116-0001 已经让师傅去了，明天上午修", "261116-0001", "已经让师傅去了，明天上午修"),
        ("0001 已经让师傅去了", "261116-0001", "已经让师傅去了"),
        ("联系不上居民 261116-0002", "261116-0002", "联系不上居民"),
        ("0002已经找到阀门了", "261116-0002", "已经找到阀门了"),
        ("3号楼明天上午去", "261116-0001", "3号楼明天上午去"),
        ("5号楼那个我约了楼上下午看", "261116-0002", "5号楼那个我约了楼上下午看"),
        ("水管明天到", "261116-0002", "水管明天到"),
        ("热力公司的人下午到", "261116-0001", "热力公司的人下午到"),
    ],
)
def test_which_of_two_is_meant_is_told_by_number_place_and_subject(
    two: Town, words: str, number: str, told: str
) -> None:
    two.says("yuan", words)
    assert f"编号：{number}" in last(two, "yuan")
    assert f"您说的：{told}\n" in last(two, "yuan")


def test_a_thing_that_only_one_of_them_is_about_tells_it(town: Town) -> None:
    town.says("李姐", "锦园3号楼楼道灯坏了没人管，物业不管")
    town.says("王哥", "锦园5号楼围墙要倒了，物业不管")
    town.says("yuan", "灯换好了")
    assert "编号：261116-0001" in last(town, "yuan")
    town.says("yuan", "那个围墙怎么回事，我去看看")
    assert "编号：261116-0002" in last(town, "yuan")


def test_a_number_nobody_knows_asks_which(two: Town) -> None:
    two.says("yuan", "0099 已经修好了")
    assert "是说手上的哪件" in last(two, "yuan")


def test_without_a_hint_the_order_whose_card_came_last_is_meant_and_another_is_one_tap_away(two: Town) -> None:
    two.says("yuan", "接单 261116-0001")
    two.says("yuan", "明天上午修")
    assert "编号：261116-0001" in last(two, "yuan")
    tap(two, "yuan", "都不是")
    assert labels(two, "yuan") == ["0002 5号楼", "是新问题", "都不是"]
    tap(two, "yuan", "0002 5号楼")
    tap(two, "yuan", "告诉居民")
    assert "进展：明天上午修" in last(two, "王哥")


@pytest.mark.parametrize("answer", ["0001", "261116-0001", "3号楼那个", "1"])
def test_which_of_several_is_asked_and_answered_in_words(two: Town, answer: str) -> None:
    two.says("yuan", "锦园的明天上午都去看看")
    assert last(two, "yuan").startswith("【是说手上的哪件？还是要新登记？】\n0002：5号楼停水了\n0001：3号楼暖气不热")
    two.says("yuan", "2" if answer == "1" else answer)
    assert "编号：261116-0001" in last(two, "yuan")
    tap(two, "yuan", "告诉居民")
    assert "进展：锦园的明天上午都去看看" in last(two, "李姐")


@pytest.mark.parametrize("words", ["修好了", "换了阀门，热了", "0001 已经疏通好了"])
def test_words_that_it_is_done_offer_that_first(heating: Town, words: str) -> None:
    heating.says("yuan", words)
    assert labels(heating, "yuan")[:2] == ["已办好", "告诉居民"]


def test_done_in_a_word_asks_for_the_rest_and_keeps_it(heating: Town) -> None:
    heating.says("yuan", "修好了")
    tap(heating, "yuan", "已办好")
    assert heating.ticket().status == "dispatched"
    heating.says("yuan", "换了3号楼总阀")
    assert (heating.ticket().status, heating.ticket().resolution) == ("resolved", "换了3号楼总阀 修好了")


def test_a_photo_sent_before_the_words_belongs_to_what_was_done(heating: Town) -> None:
    heating.says("yuan", images=("done.jpg",))
    assert "是手上哪张工单的" in last(heating, "yuan")
    heating.says("yuan", "换了阀门，热了")
    tap(heating, "yuan", "已办好")
    assert (len(heating.tickets()), heating.ticket().status) == (1, "resolved")
    with heating.product.database.read() as conn:
        assert [row.sender for row in tickets.messages_of(conn, heating.ticket()) if row.part == "photo"] == ["yuan"]


def test_a_photo_with_words_goes_along(heating: Town) -> None:
    heating.says("yuan", "换了阀门，热了", images=("done.jpg",))
    tap(heating, "yuan", "已办好")
    with heating.product.database.read() as conn:
        assert [row.sender for row in tickets.messages_of(conn, heating.ticket()) if row.part == "photo"] == ["yuan"]


def test_what_is_not_his_is_passed_on_with_his_reason(heating: Town) -> None:
    heating.says("yuan", "这不归我管 261116-0001")
    tap(heating, "yuan", "转给别人")
    assert "物业赵管家" in labels(heating, "yuan")
    tap(heating, "yuan", "物业赵管家")
    assert heating.assignees(heating.ticket()) == ["wuye"]
    (moved,) = [event for event in heating.history(heating.ticket()) if event.kind == "transferred"]
    assert moved.data["reason"] == "这不归我管"


def test_good_news_after_a_plan_is_no_part_of_it(heating: Town) -> None:
    heating.says("yuan", "明天上午修")
    heating.says("yuan", "换了阀门，热了")
    assert "您说的：换了阀门，热了\n" in last(heating, "yuan")


@pytest.mark.parametrize("words", ["好的", "收到", "辛苦了"])
def test_a_nod_to_anything_sends_nothing(heating: Town, words: str) -> None:
    heating.says("yuan", "明天上午修")
    heating.says("yuan", words)
    assert sent(heating, "李姐", "progress") == []
    assert "没有办理" in last(heating, "yuan")


@pytest.mark.parametrize("answer", ["都不是", "不用了"])
def test_none_of_it_sends_and_opens_nothing(heating: Town, answer: str) -> None:
    heating.says("yuan", "今天下雪了真好看")
    heating.says("yuan", answer)
    assert last(heating, "yuan") == "好的，这句话没有发给居民，也没有登记。"
    assert kinds(heating, heating.ticket()).count("progress") == 0
    assert len(heating.tickets()) == 1


def test_two_lines_typed_one_after_the_other_go_out_as_one(heating: Town) -> None:
    heating.says("yuan", "已经派人去了")
    heating.says("yuan", "下午到")
    assert "您说的：已经派人去了，下午到" in last(heating, "yuan")
    tap(heating, "yuan", "告诉居民")
    assert "进展：已经派人去了，下午到" in last(heating, "李姐")


def test_who_never_taps_is_told_once_that_nothing_went_out(heating: Town) -> None:
    heating.says("yuan", "已经派人去了")
    heating.later(hours=2)
    (notice,) = [text for text in sent(heating, "yuan", "notice") if "没有发给居民" in text]
    assert "已经派人去了" in notice
    assert sent(heating, "李姐", "progress") == []


def test_who_did_something_with_it_meanwhile_is_not_reminded(heating: Town) -> None:
    heating.says("yuan", "已经派人去了")
    heating.says("yuan", "接单 261116-0001")
    heating.later(hours=2)
    assert not any("没有发给居民" in text for text in sent(heating, "yuan", "notice"))


# --- what opens a ticket ---


@pytest.mark.parametrize(
    "words", ["暖气没钱修 要动维修基金", "物业钱经理", "锦园3号楼哪一户暖气不热", "楼上有人困在电梯 敲门不开"]
)
def test_trouble_without_a_place_of_its_own_is_asked_back_and_opens_nothing(heating: Town, words: str) -> None:
    heating.says("yuan", words)
    assert len(heating.tickets()) == 1
    assert "261116-0001" in last(heating, "yuan")


def test_what_he_calls_new_is_his_own_report(heating: Town) -> None:
    heating.says("yuan", "楼道里占车位")
    tap(heating, "yuan", "是新问题")
    assert (heating.tickets()[1].category, heating.tickets()[1].reporter) == ("parking", "yuan")
    assert "已登记" in "".join(row.text for row in heating.received("yuan")[-2:])


@pytest.mark.parametrize("words", ["锦园9号楼停水了", "和园停水了"])
def test_trouble_at_a_place_where_he_has_nothing_is_a_report(heating: Town, words: str) -> None:
    heating.says("yuan", words)
    assert heating.tickets()[1].category == "water"


@pytest.mark.parametrize("words", ["锦园9号楼有人困在电梯", "3号楼有人困在电梯", "锦园3号楼有煤气味"])
def test_danger_told_with_a_place_goes_out_at_once(heating: Town, words: str) -> None:
    heating.says("yuan", words)
    assert heating.tickets()[1].urgency == "emergency"
    assert any(row.kind == "emergency" for row in heating.received("fwz"))


def test_words_about_the_danger_in_hand_are_no_second_one(town: Town) -> None:
    town.says("李姐", "锦园3号楼有人困在电梯")
    town.says("yuan", "3号楼困在电梯的人联系上了，维保马上到")
    assert len(town.tickets()) == 1
    tap(town, "yuan", "告诉居民")
    assert "维保马上到" in last(town, "李姐")


def test_a_number_is_about_the_work_though_a_report_of_his_own_is_open(heating: Town) -> None:
    heating.says("yuan", "锦园9号楼停水了")
    heating.says("yuan", "补充 261116-0001 约了下午")
    assert "编号：261116-0001" in last(heating, "yuan")
    heating.says("yuan", "1")
    assert "进展：补充 约了下午" in last(heating, "李姐")


def test_his_own_report_done_is_still_his_to_judge(heating: Town) -> None:
    heating.says("yuan", "锦园9号楼停水了")
    heating.presses("wang", "resolve", "换了水泵，来水了")
    heating.says("yuan", "很满意")
    assert heating.tickets()[1].rating == 5


# --- lists, cards, commands ---


@pytest.mark.parametrize("words", ["今天有几个单", "哪几个超时了", "我手上还有什么单子"])
def test_questions_for_his_list_show_it(heating: Town, words: str) -> None:
    heating.says("yuan", words)
    assert "261116-0001 锦园小区3号楼暖气不热（供暖：待接单）" in last(heating, "yuan")


def test_what_is_late_stands_in_the_list(heating: Town) -> None:
    heating.says("yuan", "接单")
    heating.later(days=9)
    heating.says("yuan", "待办")
    assert "（已超时）" in last(heating, "yuan")


@pytest.mark.parametrize(
    ("words", "heading"), [("261116-0001 是几零几", "您问的这张单"), ("0001居民电话多少", "没有居民电话")]
)
def test_a_question_about_a_number_shows_its_card(heating: Town, words: str, heading: str) -> None:
    heating.says("yuan", words)
    assert heading in last(heating, "yuan")
    assert "地点：锦园小区3号楼" in last(heating, "yuan")


def test_a_number_that_is_not_his_is_not_shown_to_him(two: Town) -> None:
    two.says("李姐", "和园2号楼停水了")
    two.says("wuye", f"{two.tickets()[0].number} 是几零几")
    assert "暖气" not in last(two, "wuye")
    two.says("yuan", "261116-0999 是几零几")
    assert "没有261116-0999这张工单" in last(two, "yuan")


@pytest.mark.parametrize(
    "words", ["进展 261116-0001 师傅买阀门去了", "进度：0001 师傅买阀门去了", "报进展 0001 师傅买阀门去了"]
)
def test_progress_said_with_a_number_is_told(two: Town, words: str) -> None:
    two.says("yuan", words)
    assert "进展：师傅买阀门去了" in last(two, "李姐")


def test_progress_without_a_number_asks_which_and_keeps_the_words(two: Town) -> None:
    two.says("yuan", "进展 3号楼师傅买阀门去了")
    assert "您说的：3号楼师傅买阀门去了\n" in last(two, "yuan")


@pytest.mark.parametrize("words", ["0001 接单", "接单 0001", "261116-0001 接单"])
def test_the_end_of_a_number_is_enough_for_a_command(two: Town, words: str) -> None:
    two.says("yuan", words)
    assert two.tickets()[0].status == "accepted"
    assert two.tickets()[1].status == "dispatched"


# --- words that a button waits for ---


def test_the_property_manager_reads_the_number_as_well(heating: Town) -> None:
    heating.presses("yuan", "transfer", "赵管家 请看看")
    heating.says("wuye", "报进展 明天上午修")
    assert "已告诉居民（3号楼暖气不热，261116-0001）" in last(heating, "wuye")


def test_words_for_another_order_are_not_taken_for_the_one_asked_about(two: Town) -> None:
    two.says("yuan", "报进展 261116-0001")
    two.says("yuan", "261116-0002 水泵在路上")
    assert sent(two, "李姐", "progress") == []
    assert "编号：261116-0002" in last(two, "yuan")
    two.says("yuan", "热力公司下午到")
    assert "进展：热力公司下午到" in last(two, "李姐")


@pytest.mark.parametrize(
    ("said", "code"), [("物业", "wuye"), ("网格员 我不在", "wang"), ("服务长", "fwz"), ("赵管家", "wuye")]
)
def test_passing_on_names_people_and_knows_them_by_their_duty(heating: Town, said: str, code: str) -> None:
    heating.presses("yuan", "transfer")
    assert "网格员张伟" in last(heating, "yuan")
    heating.says("yuan", said)
    assert heating.assignees(heating.ticket()) == [code]


def test_a_name_nobody_bears_keeps_the_question_open(heating: Town) -> None:
    heating.presses("yuan", "transfer")
    heating.says("yuan", "孙悟空 他会飞")
    assert "找不到“孙悟空”" in last(heating, "yuan")
    heating.says("yuan", "张伟 他在附近")
    assert heating.assignees(heating.ticket()) == ["wang"]
