"""Stories about the page of a living group: what it shows, what can be put right there, and the demo's story."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo import story
from handlers.unsure import exporting
from handlers.work import Work
from nlu.conversation import corpus
from storage import corrections, groups, heard, inbox, tickets
from storage.batch import Batch
from storage.database import Database
from storage.heard import Heard
from storage.tickets import Ticket
from storage.types import Ids
from tests.fakes import MONDAY
from tests.learning_fakes import DoubtingEngine
from tests.web_fakes import Browser, ServedTown

GROUP = "group-jxhy"
HERE = f"/desk/group/sim/{GROUP}"
DESK = "desk-demo"


@pytest.fixture
def served(sqlite: Database, tmp_path: Path) -> ServedTown:
    """A group in which two troubles are spoken of in between."""
    served = ServedTown(sqlite, tmp_path)
    served.inner.engine = DoubtingEngine()
    served.says("李姐", "3号楼2单元1602暖气不热", GROUP, sender_name="李<b>姐")
    served.says("阿芳", "橙子到了，下午三点西门自提", GROUP)
    served.says("老周", "门口有人占车位", GROUP)
    served.says("铁军", "我家也是，2单元1402", GROUP, reply_to="s0")
    return served


def messages(served: ServedTown) -> dict[str, int]:
    """Ids of the group's messages by the platform's."""
    with served.database.read() as conn:
        return {row.message_id: row.id for row in inbox.talk(conn, "demo", "sim", GROUP)}


def parts(served: ServedTown) -> dict[str, list[tuple[str, str]]]:
    """What belongs to which ticket: message and what it is to it."""
    names = {key: name for name, key in messages(served).items()}
    with served.database.read() as conn:
        found: dict[str, list[tuple[str, str]]] = {}
        for row in groups.belonging(conn, "demo", list(names)):
            ticket = tickets.get(conn, "demo", row.ticket_id)
            assert ticket is not None
            found.setdefault(ticket.number, []).append((names[row.inbox_id], row.part))
    return found


def listed(served: ServedTown) -> list[Ticket]:
    """The appeals, oldest first."""
    with served.database.read() as conn:
        return [ticket for ticket in tickets.listed(conn, "demo")[::-1] if ticket.form == "appeal"]


def decide(browser: Browser, action: str, nonce: str = "nonce-0001", **form: object) -> str:
    """Send one of the page's forms; returns the page one lands on."""
    answer = browser.post(HERE, {"person": DESK, "nonce": nonce, "action": action} | form)
    assert answer.status_code == 303, answer.text
    return browser.get(answer.headers["location"].partition("#")[0]).text


def undone(browser: Browser, page: str) -> str:
    """Press 撤销 beside the answer."""
    deed = re.search(r'name="deed" value="(\d+)"', page)
    assert deed is not None, page
    return decide(browser, "undo", "nonce-undo", deed=deed[1])


def test_every_message_wears_what_it_was_taken_for(browser: Browser) -> None:
    page = browser.get(HERE).text
    assert "锦绣花园居民群" in page
    assert "李&lt;b&gt;姐" in page
    assert re.search(r"0001 供暖 · 开头.*0002 停车管理 · 开头.*0001 供暖 · \+1", page, re.DOTALL)
    assert "闲聊" in page
    assert "<b>2户</b>有这个问题" in page


def test_the_list_of_groups_says_where_something_waits(browser: Browser, served: ServedTown) -> None:
    served.says("老陈", "铁蛤蟆又不张嘴了", GROUP)
    page = browser.get("/desk/groups").text
    first = page.index("锦绣花园居民群")
    assert first < page.index("桃林新苑居民群")
    assert "拿不准 1" in page
    assert "在办 2" in page
    assert "告知：" in page
    assert f'href="{HERE}"' in page


def test_the_reasons_are_told_in_words_with_their_chances(browser: Browser, served: ServedTown) -> None:
    ticket, ids, batch = listed(served)[0], messages(served), Batch()
    choice = {"options": [[ticket.id, 0.61], [-1, 0.3], [-2, 0.09]], "because": ["quotes_it", "me_too"]}
    heard.add(batch, Heard("demo", ids["s3"], MONDAY, 0.4, {}, None, None, choice))
    with served.database.begin() as conn:
        batch.flush(conn)
    page = browser.get(HERE).text
    assert f"<b>61%</b> {ticket.number} 供暖" in page
    assert "<b>30%</b> 闲聊，不是诉求" in page
    assert "<b>9%</b> 新的诉求" in page
    assert "因为：引用了这件事里的消息、说自己家也这样" in page


def test_a_message_is_moved_and_moved_back(browser: Browser, served: ServedTown) -> None:
    heat, parking = (ticket.number for ticket in listed(served))
    ids = messages(served)
    page = decide(browser, "move", number=heat, message=ids["s3"], other=parking)
    assert f"已移到{parking}" in page
    assert ("s3", "me_too") in parts(served)[parking]
    page = undone(browser, page)
    assert "已撤销，恢复原样" in page
    assert ("s3", "me_too") in parts(served)[heat]
    assert 'name="deed"' not in page


def test_a_wrong_merge_is_split_by_ticking(browser: Browser, served: ServedTown) -> None:
    heat = listed(served)[0].number
    served.says("云姐", "我家也看见路灯不亮", GROUP, reply_to="s0")
    page = decide(browser, "split", number=heat, message=messages(served)["s4"], category="public_facilities")
    assert "已拆成新工单" in page
    new = listed(served)[-1]
    assert new.category == "public_facilities"
    assert parts(served)[new.number] == [("s4", "opening")]
    undone(browser, page)
    assert ("s4", "opening") in parts(served)[new.number]
    assert "s4" in dict(parts(served)[heat])
    assert listed(served)[-1].status == "merged"


def test_a_message_is_set_aside_put_to_another_and_opens_its_own(browser: Browser, served: ServedTown) -> None:
    heat = listed(served)[0].number
    ids = messages(served)
    undone(browser, decide(browser, "set_aside", number=heat, message=ids["s3"]))
    assert "s3" in dict(parts(served)[heat])
    page = decide(browser, "attach", "nonce-0002", message=ids["s1"], other=heat)
    assert f"已归到{heat}" in page
    undone(browser, page)
    assert "s1" not in dict(parts(served)[heat])
    page = decide(browser, "register", "nonce-0003", message=ids["s1"], category="sanitation")
    assert "已登记" in page
    assert listed(served)[-1].category == "sanitation"


def test_two_tickets_become_one_and_two_again(browser: Browser, served: ServedTown) -> None:
    heat, parking = (ticket.number for ticket in listed(served))
    page = decide(browser, "merge", number=parking, other=heat)
    assert f"已并到{heat}" in page
    undone(browser, page)
    assert [ticket.status for ticket in listed(served)] == ["dispatched", "dispatched"]


def test_a_trouble_that_is_none_is_ended(browser: Browser, served: ServedTown) -> None:
    parking = listed(served)[1].number
    decide(browser, "no_appeal", number=parking)
    assert [ticket.status for ticket in listed(served)] == ["dispatched", "out_of_scope"]


def test_only_one_trouble_or_only_what_is_unsure_can_be_looked_at(browser: Browser, served: ServedTown) -> None:
    served.says("老陈", "铁蛤蟆又不张嘴了", GROUP)
    heat = listed(served)[0].number
    page = browser.get(f"{HERE}?only={heat}").text
    assert "1402" in page
    assert "橙子到了" not in page
    page = browser.get(f"{HERE}?only=unsure").text
    assert "铁蛤蟆" in page
    assert "橙子到了" not in page


def test_what_nobody_could_have_pressed_is_refused(browser: Browser, served: ServedTown) -> None:
    heat = listed(served)[0].number
    for form in ({"action": "accept"}, {"action": "move", "number": heat, "other": heat}, {"person": "nobody"}):
        whole = {"person": DESK, "nonce": "nonce-0001", "action": "merge"} | form
        assert browser.post(HERE, whole).status_code == 422
    answer = browser.post(HERE, {"person": DESK, "nonce": "n" * 12, "action": "merge"}, headers={"Origin": "http://x"})
    assert answer.status_code == 403
    assert browser.get("/desk/group/sim/nowhere").status_code == 404
    page = decide(browser, "merge", number=heat, other="999999-9999")
    assert "没有编号999999-9999的工单" in page


def test_the_property_company_does_nothing_here(browser: Browser, served: ServedTown) -> None:
    heat, parking = (ticket.number for ticket in listed(served))
    form = {"person": "prop-jxhy", "nonce": "nonce-0009", "action": "merge", "number": heat, "other": parking}
    browser.post(HERE, form)
    assert [ticket.status for ticket in listed(served)] == ["dispatched", "dispatched"]


def test_without_the_demo_nobody_speaks_as_somebody_else(sqlite: Database, tmp_path: Path) -> None:
    served = ServedTown(sqlite, tmp_path, demo=False)
    browser = Browser(served)
    assert browser.post("/sim/story", {"run": "a"}).status_code == 404
    assert browser.post("/sim/group", {"sender": "x", "chat": GROUP, "text": "y"}).status_code == 404
    assert "播放示例" not in browser.get("/desk/group/sim/group-tlxy").text


def test_the_story_forms_threads_joins_neighbours_and_puts_one_message_wrongly(served: ServedTown) -> None:
    browser = Browser(served)
    here, step, run = f"/desk/group/{'/'.join(story.PLACE)}", 0, "run-1"
    assert "播放示例" in browser.get(here).text
    while step < len(story.LINES):
        answer = browser.post("/sim/story", {"run": run, "step": str(step), "next": here})
        step += 1
        assert answer.headers["location"] == f"{here}?run={run}&step={step}"
    page = browser.get(answer.headers["location"]).text
    assert "再放一遍示例" in page
    assert story.LINES[-1].note in page
    with served.database.read() as conn:
        said = inbox.talk(conn, "demo", *story.PLACE)
    assert [row.sender for row in said] == [line.sender for line in story.LINES if line.moves is None]


def test_somebody_says_something_in_the_demos_group_without_a_script(browser: Browser, served: ServedTown) -> None:
    form = {"sender": "王姨", "chat": GROUP, "text": "5号楼停水了", "next": HERE}
    answer = browser.post("/sim/group", form)
    assert answer.headers["location"] == HERE
    assert "5号楼停水了" in browser.get(HERE).text
    assert browser.post("/sim/group", form | {"chat": "nowhere"}).status_code == 422


def test_what_people_put_right_is_written_down_to_learn_from(
    browser: Browser, served: ServedTown, tmp_path: Path
) -> None:
    heat, parking = (ticket.number for ticket in listed(served))
    decide(browser, "move", number=heat, message=messages(served)["s3"], other=parking)
    with served.database.read() as conn:
        work = Work(conn, served.org(), served.policy(), served.now(), Ids(), "test")
        (talk,), (put,) = exporting.talks(work), exporting.put_right(work)
        (row,) = corrections.standing(conn, "demo")
    assert (put.was, put.now, row.deed) == (heat, parking, "move")
    assert "李" not in talk.text
    file = tmp_path / "talk.txt"
    file.write_text(talk.text, encoding="utf-8")
    found = corpus.read(file)
    assert [trouble.categories for trouble in found.troubles.values()] == [("heating",), ("parking",)]
    assert [line.belongs for line in found.lines] == [("a",), (), ("b",), ("b",)]
    assert found.lines[3].joins == ("b",)
    assert found.lines[3].quotes == 0


def test_the_chief_answers_on_his_phone_without_a_script(browser: Browser, served: ServedTown) -> None:
    served.says("老陈", "5号楼铁蛤蟆又不张嘴了", GROUP)
    served.advance(timedelta(minutes=6))
    browser.post("/sim/phone", {"person": "court-jxhy", "target": "/m/unsure"})
    assert "群里有 1 句话拿不准" in browser.get("/m").text
    page = browser.get("/m/unsure").text
    press = re.search(r'value="(register:\d+)"', page)
    assert press is not None
    answer = browser.post("/m/unsure", {"nonce": "nonce-0001", "press": press[1]})
    page = browser.get(answer.headers["location"]).text
    assert "已登记" in page
    assert "都看完了" in page
    assert listed(served)[-1].category == "sanitation"
    assert browser.post("/m/unsure", {"nonce": "nonce-0001", "press": "accept:1"}).status_code == 422
    other = Browser(served)
    other.post("/sim/phone", {"person": "prop-jxhy", "target": "/m"})
    assert "拿不准" not in other.get("/m").text
