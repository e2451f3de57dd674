"""Stories told on the residents' page: any phone, no sign-in, no script needed, and nobody sees another one's talk."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import anyio
import httpx
import pytest

from bot.place_codes import PlaceCodes, district_key
from bot.web import uploads
from bot.web.devices import COOKIE, Devices
from bot.web.pacing import ADDRESS, DEVICE
from bot.web.resident_view import Mine
from handlers.messages import Inbound
from storage import export, residents
from storage.database import Database
from storage.tickets import Ticket
from tests.pictures_fakes import photo, size_of
from tests.web_fakes import HERE, Browser, FakeNews, ServedTown

KEY = "一把很长的钥匙-7f3a"
JSON = {"Accept": "application/json"}


class Phone:
    """A resident's telephone."""

    def __init__(self, served: ServedTown, base: str = HERE) -> None:
        self.served = served
        self.browser = Browser(served, base)

    def opens(self, path: str = "/r") -> str:
        """Open a page, following redirects."""
        answer = self.browser.get(path)
        while answer.is_redirect:
            answer = self.browser.get(answer.headers["location"].partition("#")[0])
        return answer.text

    def says(self, text: str = "", *photos: bytes, **more: str) -> httpx.Response:
        """Fill the form in and send it."""
        nonce = re.findall(r'name="nonce" value="([^"]+)"', self.opens())[-1]
        files = [("photos", (f"p{n}.jpg", body, "image/jpeg")) for n, body in enumerate(photos)]
        return self.browser.post("/r/say", {"nonce": nonce, "text": text} | more, files=files or None)

    def presses(self, label: str) -> httpx.Response:
        """Press the newest button of this name."""
        page = self.opens()
        nonce = re.findall(r'name="nonce" value="([^"]+)"', page)[0]
        found = [id_ for id_, inner in re.findall(r'name="button" value="([^"]+)"[^>]*>(.*?)</button>', page, re.S)
                 if label in inner]  # fmt: skip
        return self.browser.post("/r/press", {"nonce": nonce, "button": found[-1]})


@pytest.fixture
def served(database: Database, tmp_path: Path) -> ServedTown:
    """An installation with a key, on either database."""
    return ServedTown(database, tmp_path, demo=False, secret_key=KEY)


@pytest.fixture
def quick(sqlite: Database, tmp_path: Path) -> ServedTown:
    """The same on SQLite only, for what is not stored."""
    return ServedTown(sqlite, tmp_path, demo=False, secret_key=KEY)


def tickets(served: ServedTown) -> list[Ticket]:
    with served.database.read() as conn:
        return export.tickets(conn, "demo")


def code(served: ServedTown, building: str | None = "3") -> str:
    return PlaceCodes(district_key(served.database, "demo")).code("jxhy", building)


def test_a_trouble_is_told_and_answered_without_signing_in(served: ServedTown) -> None:
    phone = Phone(served)
    assert "您好！" in phone.opens()
    answer = phone.says("锦绣花园3号楼暖气不热")
    assert (answer.status_code, answer.headers["location"]) == (303, "/r#end")
    page = phone.opens()
    assert "锦绣花园3号楼暖气不热" in page
    assert "已登记" in page
    (ticket,) = tickets(served)
    assert (ticket.channel, ticket.estate, ticket.building, ticket.status) == ("web", "jxhy", "3", "dispatched")
    assert ticket.reporter.startswith("w-")


def test_everything_else_still_asks_for_the_key(quick: ServedTown) -> None:
    browser = Browser(quick)
    for path in ("/desk", "/sim", "/live", "/files/1", "/rx", "/r/../desk", "//r"):
        assert browser.get(path).status_code in (303, 404), path
        assert browser.get(path, headers=JSON).status_code in (401, 404), path


def test_the_cookie_is_signed_lasts_a_year_and_no_script_reads_it(quick: ServedTown) -> None:
    cookie = Browser(quick).get("/r").headers["set-cookie"]
    for part in ("HttpOnly", "SameSite=lax", "Max-Age=31536000", "Path=/r"):
        assert part in cookie
    assert "Secure" not in cookie
    forged = {"Cookie": "minhu_device=eyJpZCI6InctYWJjIn0.x.y"}
    assert "已登记" not in Browser(quick).get("/r", headers=forged).text


def test_behind_https_the_cookie_never_goes_in_the_clear(sqlite: Database, tmp_path: Path) -> None:
    served = ServedTown(sqlite, tmp_path, secret_key=KEY, public_url="https://minhu.example")
    assert "Secure" in Browser(served, "https://minhu.example").get("/r").headers["set-cookie"]


def test_one_phone_never_sees_the_talk_or_the_photos_of_another(quick: ServedTown) -> None:
    mine, other = Phone(quick), Phone(quick)
    mine.says("锦绣花园3号楼暖气不热", photo())
    assert "暖气不热</p>" not in other.opens()
    (address,) = re.findall(r'href="(/r/photos/\d+)"', mine.opens())
    assert size_of(mine.browser.get(address).content) == (800, 600)
    assert size_of(mine.browser.get(f"{address}/small").content) == (320, 240)
    assert other.browser.get(address).status_code == 404
    assert mine.browser.get(address).headers["x-content-type-options"] == "nosniff"


def test_a_changed_key_of_the_desk_changes_nothing_for_residents(quick: ServedTown, tmp_path: Path) -> None:
    phone = Phone(quick)
    phone.says("锦绣花园3号楼暖气不热")
    quick.settings = quick.inner.settings = quick.settings.model_copy(update={"secret_key": "another long key"})
    again = Browser(quick)
    again._cookies = phone.browser._cookies
    assert "已登记" in again.get("/r").text


# --- where one is ---


def test_a_scanned_code_greets_with_the_place_and_is_told_once(served: ServedTown) -> None:
    phone = Phone(served)
    assert "您在 <b>锦绣花园3号楼</b>" in phone.opens(f"/r/{code(served)}")
    phone.says("暖气不热")
    (ticket,) = tickets(served)
    assert (ticket.estate, ticket.building) == ("jxhy", "3")
    phone.says("进度")
    assert [message.scene for message in served.accepted] == ["jxhy/3", None]
    assert "您在 <b>锦绣花园3号楼</b>" in phone.opens()


def test_a_place_told_in_words_is_shown_from_then_on(quick: ServedTown) -> None:
    phone = Phone(quick)
    phone.opens(f"/r/{code(quick)}")
    phone.says("你好")
    phone.says("我搬到滨溪家园2号楼了")
    with quick.database.read() as conn:
        known = residents.get(conn, "demo", "web", quick.accepted[-1].sender)
    assert known is not None
    assert "您在 <b>滨溪家园2号楼</b>" in phone.opens()


@pytest.mark.parametrize("code", ["jxhy-3-aaaaaaaa", "x", "🏠", "%00", "a" * 3000])
def test_a_code_that_is_none_is_a_sentence_and_the_chat_goes_on(quick: ServedTown, code: str) -> None:
    page = Phone(quick).opens(f"/r/{code}")
    assert "这个二维码认不出来了" in page
    assert 'action="/r/say"' in page


# --- photos ---


def test_photos_are_kept_with_the_message_and_seen_at_the_desk(served: ServedTown) -> None:
    phone = Phone(served)
    phone.says("锦绣花园3号楼暖气不热", photo(), photo(400, 300))
    assert phone.opens().count('src="/r/photos/') == 2
    desk = Browser(served)
    desk.post("/login", {"key": KEY})
    page = desk.get(f"/desk/tickets/{tickets(served)[0].number}").text
    assert page.count('<img src="/files/') == 2
    assert "拍摄于" in page


def test_a_photo_alone_is_asked_about(quick: ServedTown) -> None:
    phone = Phone(quick)
    phone.says("", photo())
    assert "照片收到了" in phone.opens()


@pytest.mark.parametrize(
    ("photos", "status", "sentence"),
    [
        ([photo()] * 4, 422, "一次最多发3张照片"),
        ([b"MZ" + b"\0" * 100], 422, "不是能保存的类型"),
        ([b"OggS" + b"\0" * 100], 422, "这里只能发照片"),
        ([photo()[:900]], 422, "照片打不开"),
        ([photo() + b"\0" * uploads.MAX_SIZE], 413, "照片太大了"),
    ],
)
def test_a_photo_that_cannot_be_taken_is_one_sentence_and_the_words_stay(
    quick: ServedTown, photos: list[bytes], status: int, sentence: str
) -> None:
    answer = Phone(quick).says("锦绣花园3号楼<暖气>不热", *photos)
    assert answer.status_code == status
    assert sentence in answer.text
    assert "锦绣花园3号楼&lt;暖气&gt;不热</textarea>" in answer.text
    assert quick.accepted == []


def test_a_body_beyond_three_photos_is_turned_away_while_it_comes(quick: ServedTown) -> None:
    answer = Phone(quick).says("看", *[photo() + b"\0" * 7_000_000] * 4)
    assert answer.status_code == 413
    assert "照片太大了" in answer.text
    assert "回到对话" in answer.text
    assert quick.accepted == []


def test_a_body_that_says_nothing_of_its_length_is_counted(quick: ServedTown) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"x" * 1_000_000

    headers = {"Origin": HERE, "Content-Type": "multipart/form-data; boundary=b"}
    answer = Browser(quick).request("POST", "/r/say", content=endless(), headers=headers)
    assert answer.status_code in (400, 413)
    assert quick.accepted == []


def test_forms_of_other_sites_are_turned_away_here_as_well(quick: ServedTown) -> None:
    answer = Browser(quick).post("/r/say", {"text": "暖气不热"}, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
    assert quick.accepted == []


def test_nothing_at_all_is_one_sentence(quick: ServedTown) -> None:
    answer = Phone(quick).says("  ")
    assert answer.status_code == 422
    assert "请先写一句话" in answer.text


# --- buttons ---


def test_the_buttons_cancel_and_rate(served: ServedTown) -> None:
    phone = Phone(served)
    phone.says("锦绣花园3号楼暖气不热")
    phone.presses("撤销")
    assert tickets(served)[0].outcome == "cancelled"
    assert "您点了“撤销”" in phone.opens()
    phone.says("锦绣花园3号楼停水了")
    ticket = tickets(served)[-1]
    desk = Browser(served)
    desk.post("/login", {"key": KEY})
    for action, words in (("accept", ""), ("resolve", "换了阀门，来水了，压力正常")):
        form = {"person": "desk-demo", "action": action, "nonce": f"nonce-{action}", "text": words}
        assert desk.post(f"/desk/tickets/{ticket.number}", form).status_code == 303
    served.advance(timedelta(days=4))
    phone.presses("非常满意")
    (found,) = [one for one in tickets(served) if one.id == ticket.id]
    assert (found.status, found.rating) == ("closed", 5)
    assert "chosen" in phone.opens()


def test_a_button_of_somebody_else_does_nothing(quick: ServedTown) -> None:
    phone, thief = Phone(quick), Phone(quick)
    phone.says("锦绣花园3号楼暖气不热")
    button = re.findall(r'name="button" value="([^"]+)"', phone.opens())[0]
    thief.opens()
    answer = thief.browser.post("/r/press", {"nonce": "n", "button": button})
    assert answer.status_code == 404
    assert tickets(quick)[0].outcome is None


# --- pace ---


def test_the_same_words_sent_twice_from_one_form_are_one_message(quick: ServedTown) -> None:
    phone = Phone(quick)
    phone.opens()
    for _ in range(3):
        phone.browser.post("/r/say", {"nonce": "same-form", "text": "锦绣花园3号楼暖气不热"})
    phone.browser.post("/r/say", {"nonce": "same-form", "text": "水也停了"})
    with quick.database.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM inbox").scalar() == 2


def test_who_sends_too_much_is_taken_but_waits(served: ServedTown) -> None:
    phone = Phone(served)
    for number in range(DEVICE[0] + 2):
        assert phone.says(f"锦绣花园3号楼暖气不热，第{number}遍").status_code == 303
    assert "已收到，排队处理中" in phone.opens()
    served.advance(timedelta(hours=1))
    assert "排队处理中" not in phone.opens()
    with served.database.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM inbox").scalar() == DEVICE[0] + 2


def test_who_sends_far_too_much_is_told_and_an_emergency_goes_through_at_once(quick: ServedTown) -> None:
    phone = Phone(quick)
    for number in range(DEVICE[1]):
        phone.browser.app.state.pacing.look(_id(phone), f"somewhere-{number}")
    refused = phone.says("锦绣花园3号楼暖气不热")
    assert refused.status_code == 429
    assert "没有收下" in refused.text
    assert "锦绣花园3号楼暖气不热</textarea>" in refused.text
    assert quick.accepted == []
    assert phone.says("锦绣花园3号楼有煤气味").status_code == 303
    assert "【紧急】" in phone.opens()
    for _ in range(5):
        phone.says("锦绣花园3号楼有煤气味")
    with quick.database.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM inbox").scalar() == 1


def _id(phone: Phone) -> str:
    """The device's id: from its first message."""
    phone.opens()
    return _sender(phone)


def test_new_cookies_do_not_help_who_floods_from_one_address(quick: ServedTown) -> None:
    browser = Browser(quick)
    for number in range(ADDRESS[1]):
        browser.app.state.pacing.look(f"w-{number}", "127.0.0.1")
    assert browser.post("/r/say", {"text": "锦绣花园3号楼暖气不热"}).status_code == 429
    assert browser.post("/r/say", {"text": "锦绣花园3号楼有煤气味"}).status_code == 303


# --- with a script ---


def test_a_script_is_answered_in_json_and_fetches_only_what_changed(quick: ServedTown) -> None:
    phone = Phone(quick)
    phone.opens()
    first = phone.browser.get("/r/talk", headers=JSON).json()
    assert "您好！" in first["html"]
    assert phone.browser.get(f"/r/talk?have={first['mark']}", headers=JSON).json() == {"mark": first["mark"]}
    answer = phone.browser.post("/r/say", {"nonce": "n1", "text": "锦绣花园3号楼暖气不热"}, headers=JSON)
    assert answer.json() == {"ok": True}
    assert "已登记" in phone.browser.get(f"/r/talk?have={first['mark']}", headers=JSON).json()["html"]
    assert phone.browser.post("/r/say", {"nonce": "n2"}, headers=JSON).json()["error"].startswith("请先写一句话")


def test_without_data_the_page_says_so(sqlite: Database, tmp_path: Path) -> None:
    browser = Browser(ServedTown(sqlite, tmp_path, loaded=False, secret_key=KEY))
    answer = browser.get("/r")
    assert answer.status_code == 404
    assert "还没有数据" in answer.text


def test_a_page_hears_of_its_own_answers_only(quick: ServedTown) -> None:
    phone = Phone(quick)
    phone.opens()
    news = FakeNews()
    mine = Mine(phone.browser.app.state.site, _id(phone), news)

    async def hear() -> tuple[int, bool, int]:
        news.tell(1)
        first = await mine.wait()
        waiting = asyncio.ensure_future(mine.wait())
        await asyncio.to_thread(quick.says, "李姐", "锦绣花园3号楼暖气不热")
        news.tell(2)
        await asyncio.sleep(0.05)
        silent = not waiting.done()
        quick.accept(Inbound("web", "m", quick.now(), _sender(phone), text="你好"))
        await asyncio.to_thread(quick.settle)
        news.tell(3)
        return first, silent, await waiting

    first, silent, second = anyio.run(hear)
    assert (first, silent) == (0, True)
    assert second > 0
    mine.close()
    assert news.closed


def _sender(phone: Phone) -> str:
    """The same without opening the page: there is one event loop already."""
    value = phone.browser._cookies.get(COOKIE)
    return str(Devices(district_key(phone.served.database, "demo"))._signer.loads(value or "")["id"])
