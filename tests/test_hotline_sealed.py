"""Callers' numbers at rest: sealed where the district has a key for it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from bot.web.numbers import UNREADABLE, Numbers
from storage.database import Database
from storage.tables import metadata
from tests.fakes import MONDAY
from tests.hotline_fakes import PHONE, Seat
from tests.web_fakes import ServedTown


def test_with_a_key_no_number_lies_in_the_database_and_who_has_to_call_sees_it(
    database: Database, tmp_path: Path
) -> None:
    seat = Seat(ServedTown(database, tmp_path, demo=False, seal_key="另外保存的钥匙-01"))
    page = seat.after("锦绣花园3号楼暖气不热", name="王女士")
    seat.after("进度")
    (ticket,) = seat.tickets()
    assert "王女士 ****5678" in page
    assert f'value="{PHONE}"' in seat.page(
        re.findall(r'href="(/desk/hotline[^"]*again=1)', page)[0].replace("&amp;", "&")
    )
    assert f"<dt>来电号码</dt><dd>{PHONE}</dd>" in seat.page(f"/desk/tickets/{ticket.number}")
    seat.works("resolve", "换了阀门，室温21度，用户认可")
    seat.served.advance(timedelta(days=4))
    assert f'<a href="tel:{PHONE}">' in seat.page()
    seat.calls_back("solved", "5")
    with database.read() as conn:
        rows = [str(row) for table in metadata.sorted_tables for row in conn.execute(table.select())]
    assert [row for row in rows if PHONE in row] == []
    assert [row for row in rows if ticket.reporter in row]


def test_who_called_before_there_was_a_key_is_known_again(sqlite: Database, tmp_path: Path) -> None:
    Seat(ServedTown(sqlite, tmp_path, demo=False)).takes("锦绣花园3号楼暖气不热")
    served = ServedTown(sqlite, tmp_path, demo=False, seal_key="另外保存的钥匙-01")
    # Within the same millisecond two processes do not know whose message came first.
    served.clock.move_to(MONDAY + timedelta(minutes=1))
    assert "还没接手" in Seat(served).after("进度", nonce="another-call")


def test_a_number_sealed_with_another_key_is_said_to_be_unreadable() -> None:
    account = Numbers("第一把钥匙").account(PHONE)
    assert Numbers("第一把钥匙").number(account) == PHONE
    assert account == Numbers("第一把钥匙").account(PHONE) != Numbers("第一把钥匙").account("13900005678")
    for other in (Numbers("第二把钥匙"), Numbers()):
        assert other.number(account) == UNREADABLE
    assert Numbers("第一把钥匙").number("tel-5678-乱写的") == UNREADABLE
