"""Stories of the residents' page when much comes, and comes again: nothing twice, no flood, and only one's own news."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import anyio

from bot.place_codes import district_key
from bot.web.devices import COOKIE, Devices
from bot.web.pacing import ADDRESS, DEVICE
from bot.web.resident_view import Mine
from handlers.messages import Inbound
from tests import resident_fakes as phones
from tests.resident_fakes import Phone
from tests.web_fakes import Browser, FakeNews, ServedTown

served, quick = phones.served, phones.quick


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
