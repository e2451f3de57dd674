"""Stories told on the residents' page: any phone, no sign-in, no script needed, and nobody sees another one's talk."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from storage import residents
from storage.database import Database
from tests import resident_fakes as phones
from tests.pictures_fakes import photo, size_of
from tests.resident_fakes import KEY, Phone, code, tickets
from tests.web_fakes import Browser, ServedTown

served, quick = phones.served, phones.quick


JSON = {"Accept": "application/json"}


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


# --- what is not taken ---


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


# --- with a script, and without data ---


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
