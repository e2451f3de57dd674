"""Stories about who gets in, what is turned away, and what machines are told."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import pytest

from bot.web import live
from bot.web.session import Tries, local
from storage.database import Database
from tests.web_fakes import HERE, Browser, FakeNews, ServedTown

KEY = "一把很长的钥匙-7f3a"
SECRET = "我家住3号楼，电话139"
JSON = {"Accept": "application/json"}


@pytest.fixture
def locked(sqlite: Database, tmp_path: Path) -> Browser:
    """A browser on an installation with a key."""
    return Browser(ServedTown(sqlite, tmp_path, secret_key=KEY))


def test_without_data_the_first_page_offers_the_demo(sqlite: Database, tmp_path: Path) -> None:
    served = ServedTown(sqlite, tmp_path, loaded=False)
    browser = Browser(served)
    page = browser.get("/").text
    assert "装入演示小区" in page
    assert "minhu import-org" in page
    assert "还没有数据" in browser.get("/desk").text
    assert "还没有数据" in browser.get("/sim").text
    assert browser.post("/demo").headers["location"] == "/"
    assert browser.get("/").headers["location"] == "/sim"
    assert browser.post("/demo").status_code == 409


def test_every_answer_carries_the_security_headers(served: ServedTown) -> None:
    browser = Browser(served)
    logo = browser.get("/sim").text.split('src="/static/')[1].split('"')[0]
    for path in ("/sim", "/desk", "/nope", "/healthz", f"/static/{logo}"):
        headers = browser.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'; img-src 'self' data:")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    assert browser.get("/sim").headers["cache-control"] == "no-store"
    assert "immutable" in browser.get(f"/static/{logo}").headers["cache-control"]
    assert browser.get("/static/old/base.css").headers["cache-control"] == "no-cache"
    assert browser.get("/static/x/..%2fapp.py").status_code == 404


def test_a_key_opens_the_pages_for_a_while(locked: Browser) -> None:
    turned_away = locked.get("/desk?status=open")
    assert turned_away.status_code == 303
    assert turned_away.headers["location"] == "/login?next=/desk%3Fstatus%3Dopen"
    assert locked.get("/desk", headers=JSON).status_code == 401
    assert locked.get("/live").status_code == 303
    assert "密钥不对" in locked.post("/login", {"key": "falsch"}).text
    answer = locked.post("/login", {"key": KEY, "next": "/desk?status=open"})
    assert answer.headers["location"] == "/desk?status=open"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=43200" in cookie
    assert locked.get("/desk").status_code == 200
    locked.post("/logout")
    assert locked.get("/desk").status_code == 303


def test_a_forged_or_foreign_cookie_does_not_open(locked: Browser, sqlite: Database, tmp_path: Path) -> None:
    assert locked.get("/desk", headers={"Cookie": "minhu_session=ImRlc2si.aaa.bbb"}).status_code == 303
    other = Browser(ServedTown(sqlite, tmp_path, secret_key="another key"))
    cookie = other.post("/login", {"key": "another key"}).headers["set-cookie"].split(";")[0]
    assert locked.get("/desk", headers={"Cookie": cookie}).status_code == 303


def test_after_five_wrong_keys_one_has_to_wait(locked: Browser) -> None:
    for _ in range(5):
        assert locked.post("/login", {"key": "falsch"}).status_code == 403
    answer = locked.post("/login", {"key": KEY})
    assert answer.status_code == 429
    assert "等一分钟" in answer.text


def test_a_minute_later_one_may_try_again() -> None:
    now = [0.0]
    tries = Tries(lambda: now[0])
    for _ in range(5):
        tries.failed("a")
    assert tries.too_many("a")
    assert not tries.too_many("b")
    now[0] = 61.0
    assert not tries.too_many("a")


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\nb"])
def test_signing_in_never_leads_elsewhere(target: str) -> None:
    assert local(target) == "/"


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999"])
def test_forms_of_other_sites_are_turned_away(served: ServedTown, origin: str) -> None:
    answer = Browser(served).post("/sim/say", {"sender": "李姐", "text": "你好"}, headers={"Origin": origin})
    assert answer.status_code == 403
    assert "不是从本站页面发出的" in answer.text
    assert served.accepted == []


def test_a_form_without_origin_is_judged_by_its_referer(served: ServedTown) -> None:
    browser = Browser(served)
    data = {"sender": "李姐", "text": "你好"}
    assert browser.request("POST", "/sim/say", data=data).status_code == 403
    good = {"Referer": f"{HERE}/sim"}
    assert browser.request("POST", "/sim/say", data=data, headers=good).status_code == 200


def test_without_a_key_only_this_machine_is_served(served: ServedTown, sqlite: Database, tmp_path: Path) -> None:
    assert Browser(served, "http://rebound.example").get("/desk").status_code == 403
    assert Browser(served, "http://localhost:8000").get("/desk").status_code == 200
    public = ServedTown(sqlite, tmp_path, public_url="https://demo.example/")
    assert Browser(public, "https://demo.example").get("/desk").status_code == 200


def test_a_body_that_is_too_long_is_turned_away_whatever_it_announces(served: ServedTown) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 10_000

    browser = Browser(served)
    whole = browser.post("/sim/say", {"sender": "李姐", "text": "长" * 300_000})
    assert whole.status_code == 413
    assert "内容太大了" in whole.text
    assert browser.request("POST", "/sim/say", content=pieces(), headers={"Origin": HERE}).status_code == 413
    assert served.accepted == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nope", 404),
        ("GET", "/desk/tickets/%00", 404),
        ("GET", "/desk?before=-1", 422),
        ("GET", f"/desk?before={2**70}", 422),
        ("POST", "/sim/say", 422),
        ("POST", "/desk", 405),
    ],
)
def test_every_error_is_one_chinese_sentence(served: ServedTown, method: str, path: str, status: int) -> None:
    answer = Browser(served).request(method, path, headers={"Origin": HERE})
    assert answer.status_code == status
    assert "回到首页" in answer.text
    assert "Traceback" not in answer.text
    as_json = Browser(served).request(method, path, headers=JSON | {"Origin": HERE})
    assert set(as_json.json()) == {"error"}


def test_a_fault_is_a_sentence_for_people_and_no_words_in_the_log(
    served: ServedTown, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(message: object) -> bool:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(served, "accept", broken)
    with caplog.at_level(logging.ERROR):
        answer = Browser(served).post("/sim/say", {"sender": "李姐", "text": SECRET})
    assert answer.status_code == 500
    assert "已经记下来了" in answer.text
    assert "RuntimeError in POST /sim/say" in caplog.text
    assert SECRET not in caplog.text + answer.text


def test_unusable_input_is_told_as_a_sentence(served: ServedTown, monkeypatch: pytest.MonkeyPatch) -> None:
    def picky(message: object) -> bool:
        raise ValueError("消息编号为空。")

    monkeypatch.setattr(served, "accept", picky)
    answer = Browser(served).post("/sim/say", {"sender": "李姐", "text": "你好"}, headers=JSON)
    assert (answer.status_code, answer.json()) == (422, {"error": "消息编号为空。"})


def test_machines_are_told_that_it_lives_and_is_ready(served: ServedTown, locked: Browser) -> None:
    assert locked.get("/healthz").text == "ok\n"
    assert locked.get("/readyz").json() == {"ready": True}


def test_a_database_without_tables_is_not_ready(served: ServedTown, tmp_path: Path) -> None:
    browser = Browser(served)
    served.database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    answer = browser.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["reason"].endswith("districts") or "minhu db upgrade" in answer.json()["reason"]
    assert browser.get("/desk").status_code == 503
    served.database.close()


def test_metrics_count_by_state(served: ServedTown) -> None:
    served.says("李姐", "3号楼暖气不热", "group-jxhy")
    served.clock.move_to(served.now().replace(hour=13))
    text = Browser(served).get("/metrics").text
    for line in (
        'minhu_inbox_messages{state="done"} 1',
        'minhu_tickets{status="dispatched"} 1',
        "minhu_tickets_overdue 1",
    ):
        assert line in text.splitlines()


def test_news_reach_an_open_page_and_a_beat_keeps_the_line() -> None:
    async def story() -> None:
        news = FakeNews()
        events = live.stream(news, beat=0.01)
        assert (await anext(events)).startswith("retry:")
        assert await anext(events) == ": ping\n\n"
        news.tell(7)
        told = await anext(events)
        while told == ": ping\n\n":
            told = await anext(events)
        assert told == "event: change\ndata: 7\n\n"
        await events.aclose()
        assert news.closed

    anyio.run(story)
