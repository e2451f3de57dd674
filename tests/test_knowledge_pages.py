"""The knowledge file on the desk, and the open page of somebody who is looked for."""

from __future__ import annotations

import pytest

from storage import broadcasts, knowledge
from storage.broadcasts import Broadcast
from tests.fakes import MONDAY
from tests.web_fakes import Browser, ServedTown

FORM = {
    "entry": "new", "questions": "路灯几点亮\n路灯什么时候开", "answer": "日落后十分钟。", "source": "市政所",
    "valid_until": "2026-12-31",
}  # fmt: skip


def test_expired_entries_come_first_and_failures_are_counted(served: ServedTown) -> None:
    browser = Browser(served)
    browser.post("/desk/knowledge", FORM | {"entry": "old", "valid_until": "2026-01-31"})
    page = browser.get("/desk/knowledge").text
    assert page.index("已过期</span>") < page.index("居住证怎么办")
    served.says("李姐", "居住证怎么办")
    served.says("李姐", "没有解决")
    assert "回答 1 次，解决 0，没解决 1" in browser.get("/desk/knowledge").text


def test_an_entry_is_added_changed_and_removed_on_the_desk(served: ServedTown) -> None:
    browser = Browser(served)
    assert browser.post("/desk/knowledge", FORM).status_code == 303
    served.says("李姐", "路灯几点亮")
    assert _answer(served) == "new"
    browser.post("/desk/knowledge", FORM | {"answer": "天黑就亮。"})
    with served.database.read() as conn:
        entry = knowledge.get(conn, "demo", "new")
    assert entry
    assert (entry.answer, entry.questions) == ("天黑就亮。", ["路灯几点亮", "路灯什么时候开"])
    browser.post("/desk/knowledge/remove", {"entry": "new"})
    assert browser.post("/desk/knowledge/remove", {"entry": "new"}).status_code == 404


def _answer(served: ServedTown) -> str | None:
    with served.database.read() as conn:
        found = knowledge.newest(conn, "demo", "sim", "李姐")
    return found.entry if found else None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"entry": "a b"}, "编号只能用"), ({"questions": " \n"}, "种问法"), ({"answer": " "}, "请写答案"),
        ({"source": ""}, "请写来源"), ({"valid_until": "明年"}, "有效期请写成"), ({"link": "javascript:1"}, "链接要以"),
        ({"place": "nowhere"}, "没有这个单位"), ({"category": "x"}, "没有这个类别"),
    ],
)  # fmt: skip
def test_a_wrong_form_gets_one_sentence_and_changes_nothing(
    served: ServedTown, wrong: dict[str, str], said: str
) -> None:
    browser = Browser(served)
    answer = browser.post("/desk/knowledge", FORM | wrong)
    assert answer.status_code == 303
    assert said in browser.get(answer.headers["location"]).text
    with served.database.read() as conn:
        assert knowledge.get(conn, "demo", "new") is None


def test_the_page_of_a_search_is_open_to_all_and_empty_once_it_is_over(served: ServedTown) -> None:
    served.says("李姐", "锦绣花园暖气不热")
    row = Broadcast("demo", 7, _ticket(served), "token-abcdef", "zx", "72岁老人穿蓝棉袄", "110", [5], [], MONDAY)
    with served.database.begin() as conn:
        broadcasts.add(conn, row)
    browser = Browser(served)
    assert "72岁老人穿蓝棉袄" in browser.get("/r/lost/token-abcdef").text
    assert browser.get("/r/lost/token-abcdef/0").status_code == 404
    with served.database.begin() as conn:
        broadcasts.end(conn, row, MONDAY)
    page = browser.get("/r/lost/token-abcdef").text
    assert "已经找到了" in page
    assert "72岁" not in page
    assert browser.get("/r/lost/another-token").status_code == 404


def _ticket(served: ServedTown) -> int:
    with served.database.read() as conn:
        return int(conn.exec_driver_sql("SELECT id FROM tickets").scalar_one())
