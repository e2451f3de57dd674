"""Stories about an official with his phone: what waits for him, and doing it in three touches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.bootstrap import import_tree
from storage import outbox
from storage.database import Database
from storage.outbox import OutboxRow
from tests.phone_fakes import GROUP, Phone, labels, served_town
from tests.web_fakes import Browser, ServedTown

CHIEF = "court-jxhy"


@pytest.fixture
def served(sqlite: Database, tmp_path: Path) -> ServedTown:
    """A district in which a resident has reported that the heating is cold."""
    return served_town(sqlite, tmp_path)


@pytest.fixture
def phone(served: ServedTown) -> Phone:
    """The courtyard chief's phone."""
    return Phone(served, CHIEF)


# --- the lists ---


def test_what_waits_stands_first_with_the_time_left_in_words(phone: Phone) -> None:
    page = phone.get("/m").text
    for words in (
        "王秀英", "等我办 <b>1</b>", "供暖 · 锦绣花园3号楼2单元501", "还剩2小时", "今天11:00前接单", "待接单",
    ):  # fmt: skip
        assert words in page
    assert "<script" not in page


def test_what_runs_out_first_stands_above_whatever_came_last(served: ServedTown, phone: Phone) -> None:
    first = served.number()
    phone.does(first, "accept")
    served.advance(timedelta(hours=1))
    served.says("老张", "锦绣花园5号楼停水了", GROUP)
    second = served.number()
    page = phone.get("/m").text
    assert page.index(second) < page.index(first)
    served.clock.move_to(served.now() + timedelta(hours=3))
    late = phone.get("/m").text
    assert 'class="is-late"' in late
    assert "已超时1小时" in late


def test_a_ticket_somebody_else_took_is_followed_and_one_that_was_done_stands_below(
    served: ServedTown, phone: Phone
) -> None:
    number, grid = served.number(), Phone(served, "grid-jx-1")
    phone.does(number, "accept")
    followed = grid.get("/m").text.split("我关注的")[1].split("今天办完的")[0]
    assert number in followed
    phone.does(number, "resolve", text="已放气，室温21度")
    page = phone.get("/m").text
    assert "现在没有要您办的" in page
    assert number in page.split("今天办完的")[1]
    served.advance(timedelta(days=1))
    assert number not in phone.get("/m").text.split("今天办完的")[1]


# --- a ticket ---


def on_card(served: ServedTown, channel: str) -> list[str]:
    """The buttons of the newest card the courtyard chief got."""
    with served.database.read() as conn:
        sent = [row.card for row in outbox.of_recipient(conn, "demo", channel, CHIEF) if row.card]
    return [button["label"] for button in sent[-1]["buttons"]]


def test_a_ticket_has_the_buttons_of_its_card(served: ServedTown, phone: Phone) -> None:
    number = served.number()
    assert labels(phone.page(number)) == on_card(served, "sim")
    phone.does(number, "accept")
    card = on_card(served, "m")
    assert "办结" in card
    # The page has room for what the card has not.
    assert labels(phone.page(number))[: len(card)] == card
    phone.does(number, "resolve", text="已放气，室温21度")
    assert labels(phone.page(number)) == []


def test_from_the_list_it_is_three_touches_to_done(served: ServedTown, phone: Phone) -> None:
    assert f'<a href="/m/t/{served.number()}"' in phone.get("/m").text
    page = phone.page(served.number())
    assert '<summary class="button big">办结</summary>' in page
    assert "至少4个字，居民会看到" in page
    assert 'name="action" value="resolve">确认办结</button>' in page
    done = phone.does(served.number(), "resolve", text="已放气，室温21度")
    assert '<p class="answer" role="status">已办结，系统会回访居民</p>' in done
    message = served.accepted[-1]
    assert (message.channel, message.sender, message.press) == ("m", CHIEF, "resolve")
    assert any("已放气，室温21度" in row.text for row in served_to(served, "李姐"))


def served_to(served: ServedTown, account: str) -> list[OutboxRow]:
    """What a resident was sent."""
    with served.database.read() as conn:
        return outbox.of_recipient(conn, "demo", "sim", account)


def test_the_page_tells_what_was_said_who_has_it_and_what_happened(served: ServedTown, phone: Phone) -> None:
    served.says("老张", "我家也是，5号楼", GROUP)
    page = phone.page(served.number())
    for words in (
        "居民 李姐", "3号楼2单元501暖气不热", "我家也是", "诉求已登记", "派给院长王秀英", "tel:13900000009",
        "另有1户邻居",
    ):  # fmt: skip
        assert words in page


def test_every_form_that_asks_for_words_says_what_the_policy_wants(served: ServedTown, phone: Phone) -> None:
    number = served.number()
    phone.does(number, "accept")
    page = phone.page(number)
    for words in ("最多延期1次，已经延了0次", "为什么不该由您办", "现在进行到哪一步", "接手的人", "供热值班"):
        assert words in page
    assert "延期申请已交给" in phone.does(number, "extend", text="要等配件")
    assert "延期" not in labels(phone.page(number))


def test_a_request_for_more_time_waits_for_the_one_above(served: ServedTown, phone: Phone) -> None:
    number, above = served.number(), Phone(served, "chief-jxhy")
    phone.does(number, "accept")
    phone.does(number, "extend", text="要等配件")
    waiting = above.get("/m").text.split("我关注的")[0]
    assert number in waiting
    assert "申请延期，等您答复" in waiting
    assert labels(above.page(number))[:2] == ["同意", "不同意"]
    assert above.press(number, "decline").status_code == 422
    assert "已同意" in above.does(number, "approve")
    assert "延期到" in phone.page(number)
    assert number not in above.get("/m").text.split("我关注的")[0]


def test_a_ticket_is_passed_on_by_the_list_or_by_a_name(served: ServedTown, phone: Phone) -> None:
    number = served.number()
    refused = phone.press(number, "transfer", text="管网问题")
    assert refused.status_code == 422
    assert "请选接手的人" in refused.text
    assert ">管网问题</textarea>" in refused.text
    assert "已转派给" in phone.does(number, "transfer", whom="heat-duty", text="管网问题")
    assert number in phone.get("/m").text.split("我关注的")[1]


# --- what goes wrong ---


@pytest.mark.parametrize("words", ["好了", "。。。。。。", ""])
def test_too_few_words_are_not_lost_and_one_is_told_how_many(served: ServedTown, phone: Phone, words: str) -> None:
    before = len(served.accepted)
    answer = phone.press(served.number(), "resolve", text=words)
    assert answer.status_code == 422
    assert "至少4个字" in answer.text
    assert f">{words}</textarea>" in answer.text
    assert '<details name="deed" open>' in answer.text
    assert len(served.accepted) == before


def test_a_double_touch_counts_once(served: ServedTown, phone: Phone) -> None:
    number = served.number()
    phone.does(number, "accept")
    nonce = phone.nonce(number)
    for _ in range(2):
        answer = phone.press(number, "progress", nonce, text="下午上门")
        assert answer.status_code == 303
    assert "刚才已经收到了" in phone.get(answer.headers["location"]).text
    assert phone.page(number).count("报告进展") == 1


def test_other_words_from_a_page_one_went_back_to_are_another_report(served: ServedTown, phone: Phone) -> None:
    number, nonce = served.number(), phone.nonce(served.number())
    for words in ("下午上门", "已经上门"):
        phone.press(number, "progress", nonce, text=words)
    assert phone.page(number).count("报告进展") == 2


def test_a_page_that_is_older_than_its_ticket_gets_one_sentence_and_keeps_the_words(
    served: ServedTown, phone: Phone
) -> None:
    number, grid = served.number(), Phone(served, "grid-jx-1")
    nonce = grid.nonce(number)
    phone.does(number, "resolve", text="已放气，室温21度")
    late = grid.press(number, "resolve", nonce, text="我也去看过了，已经热了")
    assert late.status_code == 409
    assert f"{number}现在是“已办结·待回访”，由院长王秀英负责，这一步不用做了。" in late.text
    assert "<blockquote>我也去看过了，已经热了</blockquote>" in late.text


@pytest.mark.parametrize("wrong", [{"action": "rate:5"}, {"action": "register"}, {"nonce": "x"}, {"text": "长" * 2001}])
def test_a_crooked_form_changes_nothing(served: ServedTown, phone: Phone, wrong: dict[str, str]) -> None:
    before = len(served.accepted)
    form = {"action": "accept", "nonce": "nonce-0001"} | wrong
    assert phone.post(f"/m/t/{served.number()}", form).status_code == 422
    assert len(served.accepted) == before


def test_a_form_of_another_site_is_turned_away(served: ServedTown, phone: Phone) -> None:
    form = {"action": "accept", "nonce": "nonce-0001"}
    answer = phone.post(f"/m/t/{served.number()}", form, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
    assert 'href="/m"' in answer.text


# --- who sees what ---


def test_a_ticket_of_another_unit_is_neither_seen_nor_pressed(served: ServedTown) -> None:
    number, stranger = served.number(), Phone(served, "court-tlxy")
    assert number not in stranger.get("/m").text
    assert stranger.get(f"/m/t/{number}").status_code == 404
    assert "没有派给您" in stranger.page(number)
    answer = stranger.post(f"/m/t/{number}", {"action": "progress", "nonce": "nonce-0001", "text": "我来看看"})
    assert answer.status_code == 404
    assert "我来看看" in answer.text
    assert served.accepted[-1].press is None


def test_whoever_the_policy_keeps_it_from_does_not_learn_who_complained(served: ServedTown, phone: Phone) -> None:
    number = served.number()
    phone.does(number, "transfer", whom="prop-jxhy", text="请看看李姐家，501室")
    manager = Phone(served, "prop-jxhy")
    page = manager.page(number) + manager.get("/m").text
    assert "暖气不热" in page
    for secret in ("李姐", "501", "13912345678"):
        assert secret not in page
    assert "501" in phone.page(number)


def test_of_a_complaint_about_himself_he_reads_nothing(served: ServedTown) -> None:
    served.says("李姐", "锦绣花园8号楼物业不管事，骂人", GROUP)
    number = served.number()
    Phone(served, CHIEF).does(number, "transfer", whom="prop-jxhy", text="请说明")
    page = Phone(served, "prop-jxhy").page(number)
    assert "内容不便显示" in page
    assert "骂人" not in page
    assert "8号楼" not in page


def test_after_his_duties_he_sees_nothing_any_more(served: ServedTown, phone: Phone) -> None:
    number = served.number()
    tree = served.org().tree
    ended = [replace(d, ends_on=date(2026, 11, 15)) if d.person == CHIEF else d for d in tree.duties]
    import_tree(served.database, replace(tree, duties=ended))
    served.inner.forget_org()
    for path in ("/m", f"/m/t/{number}"):
        answer = phone.get(path)
        assert answer.status_code == 403
        assert "现在没有职务" in answer.text
        assert number not in answer.text
    assert phone.post(f"/m/t/{number}", {"action": "accept", "nonce": "nonce-0001"}).status_code == 403


def test_without_data_the_page_says_so(sqlite: Database, tmp_path: Path) -> None:
    assert "还没有数据" in Browser(ServedTown(sqlite, tmp_path, loaded=False)).get("/m").text
