"""Stories about what residents photographed: for who was given the ticket, and never for whom it is kept from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.wecom import encode
from bot.worker import Worker
from handlers.messages import Button, Card, Inbound, Kind, Outbound
from storage.database import Database
from tests.phone_fakes import Phone
from tests.pictures_fakes import FilePlatform, photo, size_of
from tests.web_fakes import ServedTown

CARD = Card("新工单", (("编号", "261116-0001"),), page="/m/t/261116-0001")


@pytest.fixture
def served(sqlite: Database, tmp_path: Path) -> Iterator[ServedTown]:
    """A town in which somebody has sent a photo of his radiator."""
    served = ServedTown(sqlite, tmp_path)
    platform = FilePlatform()
    platform.files = {"a": photo()}
    served.inner.channels["album"] = platform
    served.worker = Worker(served.inner)
    served.accept(Inbound("album", "1", served.now(), "李姐", text="锦绣花园3号楼暖气不热", images=("a",)))
    served.settle()
    served.worker.run_files()
    yield served
    served.inner.wires.close()


def test_whoever_has_the_ticket_sees_the_photo(served: ServedTown) -> None:
    number, phone = served.number(), Phone(served, "court-jxhy")
    source = phone.page(number).split('<img src="/m/t/')[1].split('"')[0]
    small, whole = phone.get(f"/m/t/{source}"), phone.get(f"/m/t/{source}".removesuffix("/small"))
    assert size_of(small.content) == (320, 240)
    assert size_of(whole.content) == (800, 600)
    assert "sandbox" in small.headers["content-security-policy"]
    assert small.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("person", ["court-tlxy", "prop-jxhy", ""])
def test_nobody_else_sees_it_by_its_address_either(served: ServedTown, person: str) -> None:
    number, chief = served.number(), Phone(served, "court-jxhy")
    source = "/m/" + chief.page(number).split('<img src="/m/')[1].split('"')[0]
    if person == "prop-jxhy":
        chief.does(number, "transfer", whom=person, text="请看看")
    other = Phone(served, person)
    assert other.get(source).status_code == (404 if person else 401)
    assert '<img src="/m/' not in other.page(number)


def test_a_photo_is_found_under_its_own_ticket_only(served: ServedTown) -> None:
    first, chief = served.number(), Phone(served, "court-jxhy")
    source = "/m/" + chief.page(first).split('<img src="/m/')[1].split('"')[0]
    served.says("老张", "锦绣花园5号楼停水了", "group-jxhy")
    assert chief.get(source.replace(first, served.number())).status_code == 404


def test_a_card_without_buttons_names_the_page_in_a_line() -> None:
    message = Outbound("k", "wecom", "yuan", Kind.NOTIFY, "【新工单】", CARD)
    (body,) = encode.for_member(message, 1, "https://example.cn")
    assert body["text"]["content"] == "【新工单】\n打开工单：https://example.cn/m/t/261116-0001"
    (plain,) = encode.for_member(message, 1)
    assert plain["text"]["content"] == "【新工单】"


def test_a_card_comes_back_from_the_outbox_with_its_page() -> None:
    assert Card.of_json(CARD.as_json()) == CARD
    residents = Card("请您确认", buttons=(Button("confirm", "已解决"),))
    assert "page" not in residents.as_json()
    assert Card.of_json(residents.as_json()) == residents
