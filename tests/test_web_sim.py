"""Stories about the simulator: both phones and the list beside them."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.web.pages_sim import next_morning
from storage.database import Database
from tests.fakes import MONDAY
from tests.web_fakes import Browser, ServedTown

GROUP = "group-jxhy"
COLD = "3号楼2单元暖气不热"


def panes(browser: Browser, **look: str) -> dict[str, str]:
    """Every pane of a window."""
    answer = browser.get("/sim/panes", params=look).json()
    return {name: pane["html"] for name, pane in answer["panes"].items()}


def button(html: str, action: str) -> str:
    """The id of the last button with this action."""
    return str(re.findall(rf'data-press="{action}"[^>]*?data-button="(\w+)"', html, re.DOTALL)[-1])


def test_what_a_resident_says_in_the_group_is_seen_on_every_phone_and_in_the_list(
    served: ServedTown, browser: Browser
) -> None:
    assert browser.post("/sim/say", {"sender": "李姐", "chat": GROUP, "text": COLD}).status_code == 200
    (message,) = served.accepted
    assert (message.channel, message.sender, message.chat, message.text) == ("sim", "李姐", GROUP, COLD)
    mine = panes(browser, me="李姐", chat=GROUP, official="court-jxhy")
    assert "line own" in mine["resident"]
    assert "供暖问题已登记" in mine["resident"]
    assert 'data-press="accept"' in mine["official"]
    assert "锦绣花园3号楼2单元" in mine["board"]
    neighbour = panes(browser, me="老张", chat=GROUP)["resident"]
    assert "line other" in neighbour
    assert "line own" not in neighbour


def test_the_whole_round_from_accepting_to_five_stars(served: ServedTown, browser: Browser) -> None:
    served.says("李姐", COLD, GROUP)
    card = panes(browser, official="court-jxhy")["official"]
    press = {"sender": "court-jxhy", "action": "accept", "button": button(card, "accept")}
    assert browser.post("/sim/press", press).status_code == 200
    card = panes(browser, official="court-jxhy")["official"]
    done = {"action": "resolve", "button": button(card, "resolve"), "text": "已放气，室温21度"}
    browser.post("/sim/press", {"sender": "court-jxhy"} | done)
    assert "已办结·待回访" in panes(browser)["board"]
    browser.post("/sim/advance", {"step": "3d"})
    asked = panes(browser, me="李姐", chat="bot")["resident"]
    browser.post("/sim/press", {"sender": "李姐", "action": "rate:5", "button": button(asked, "rate:5")})
    rated = panes(browser, me="李姐", chat="bot")["resident"]
    assert "star chosen" in rated
    assert "您点了“5分”" in rated
    assert "已归档" in panes(browser)["board"]


def test_buttons_of_a_ticket_that_moved_on_are_grey(served: ServedTown, browser: Browser) -> None:
    served.says("李姐", COLD, GROUP)
    before = panes(browser, official="grid-jx-1")["official"]
    card = panes(browser, official="court-jxhy")["official"]
    browser.post("/sim/press", {"sender": "court-jxhy", "action": "accept", "button": button(card, "accept")})
    after = panes(browser, official="grid-jx-1")["official"]
    assert "disabled" not in before
    assert re.search(r'data-press="accept"[^>]*disabled', after, re.DOTALL)


def test_an_action_that_needs_words_carries_its_form(served: ServedTown, browser: Browser) -> None:
    served.says("李姐", COLD, GROUP)
    card = panes(browser, official="court-jxhy")["official"]
    assert re.search(r'data-press="return"[^>]*data-title="退单"[^>]*data-required', card, re.DOTALL)
    assert re.search(r'data-press="transfer"[^>]*data-whom', card, re.DOTALL)
    assert not re.search(r'data-press="accept"[^>]*data-title', card, re.DOTALL)


def test_what_an_official_is_asked_back_can_be_tapped_and_is_no_score(served: ServedTown, browser: Browser) -> None:
    browser.post("/sim/say", {"sender": "李姐", "chat": GROUP, "text": COLD})
    browser.post("/sim/say", {"sender": "court-jxhy", "text": "明天上午修"})
    html = panes(browser, official="court-jxhy")["official"]
    (tell,) = re.findall(r'<button[^>]*data-press="said:tell:\d+".*?</button>', html, re.DOTALL)
    assert "告诉居民" in tell
    assert "star" not in tell
    assert "disabled" not in tell


def test_only_changed_panes_are_sent_again(served: ServedTown, browser: Browser) -> None:
    first = browser.get("/sim/panes").json()["panes"]
    have = ",".join(f"{name}:{pane['mark']}" for name, pane in first.items())
    assert set(first) == {"residents", "resident", "officials", "official", "board"}
    assert browser.get("/sim/panes", params={"have": have}).json()["panes"] == {}
    served.says("李姐", "谁是我的服务长", None)
    changed = browser.get("/sim/panes", params={"have": have}).json()["panes"]
    assert set(changed) == {"residents"}


def test_a_photo_is_sent_without_words(served: ServedTown, browser: Browser) -> None:
    browser.post("/sim/say", {"sender": "李姐", "chat": GROUP, "photo": "true"})
    (message,) = served.accepted
    assert len(message.images) == 1
    assert message.images[0].startswith("photo-")
    assert "photo" in panes(browser, me="李姐", chat=GROUP)["resident"]


@pytest.mark.parametrize("text", ["", "   \n"])
def test_nothing_said_is_not_sent(served: ServedTown, browser: Browser, text: str) -> None:
    answer = browser.post("/sim/say", {"sender": "李姐", "text": text}, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json() == {"error": "请先写点什么再发送。"}
    assert served.accepted == []


def test_an_unknown_group_means_in_private(served: ServedTown, browser: Browser) -> None:
    browser.post("/sim/say", {"sender": "李姐", "chat": "no-such-group", "text": "你好"})
    assert served.accepted[0].chat is None


def test_hostile_words_and_names_stay_words(served: ServedTown, browser: Browser) -> None:
    script = '<script>alert("x")</script>"\'>'
    browser.post("/sim/say", {"sender": script, "chat": GROUP, "text": f"{script}暖气不热{{{{7*7}}}}"})
    for html in [*panes(browser, me=script, chat=GROUP).values(), browser.get("/sim", params={"me": script}).text]:
        assert "<script>alert" not in html
        assert "7*7" in html or script not in html
    page = browser.get("/sim", params={"me": script, "chat": script, "ticket": script, "status": script})
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_time_is_moved_and_what_falls_due_happens(served: ServedTown, browser: Browser) -> None:
    served.says("李姐", COLD, GROUP)
    browser.post("/sim/advance", {"step": "morning"})
    assert served.now() == next_morning(MONDAY)
    assert "超时未接单，上报" in panes(browser, ticket=served.number())["board"]
    assert browser.post("/sim/advance", {"step": "year"}).status_code == 422


def test_nine_o_clock_is_today_before_and_tomorrow_after() -> None:
    assert next_morning(MONDAY) == MONDAY + timedelta(days=1)
    assert next_morning(MONDAY - timedelta(hours=2)) == MONDAY


def test_the_window_starts_with_a_group_an_official_and_hints(browser: Browser) -> None:
    page = browser.get("/sim").text
    assert "锦绣花园业主群" in page
    assert "谁是我的服务长？" in page
    assert "11月16日 09:00" in page
    assert "style=" not in page
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=", page)


def test_a_list_of_chats_is_shown_when_none_is_open(browser: Browser) -> None:
    shown = panes(browser, me="李姐", chat="")["resident"]
    assert "桃林新苑业主群" in shown
    assert "民呼我行" in shown


def test_there_is_no_simulator_outside_the_demo(sqlite: Database, tmp_path: Path) -> None:
    browser = Browser(ServedTown(sqlite, tmp_path, demo=False))
    assert browser.get("/sim").status_code == 404
    assert browser.post("/sim/say", {"sender": "李姐", "text": "你好"}).status_code == 404
