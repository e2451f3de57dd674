"""抽查: what looks odd and is honest work accuses nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot import bootstrap
from handlers.regrouping import shifting
from storage import tickets
from storage.tickets import Ticket
from storage.tree import Account
from tests.fakes import tree
from tests.hint_fakes import DONE, Inspected, shot
from tests.incident_fakes import beneath
from tests.photo_fakes import scene

THREE = (("李姐", 3), ("王哥", 5), ("赵姨", 8))


def done(here: Inspected, ticket: Ticket, photo: bytes, words: str = DONE) -> None:
    """李秀英 calls one of several done, with a photo."""
    here.platform.files[ticket.number] = photo
    here.town.says("yuan", f"办结 {ticket.number} {words}", channel="album", images=(ticket.number,))
    here.town.worker.run_files()


def test_tickets_of_one_incident_are_one_job_whatever_their_buildings(here: Inspected) -> None:
    for who, building in THREE:
        here.reports(who, f"锦园{building}号楼")
    for ticket in beneath(here.town):
        assert here.town.presses("yuan", "accept", channel="m", ticket=ticket.number)
    for ticket in beneath(here.town):
        here.town.later(days=2)
        done(here, ticket, shot(scene(3)))
    here.looked()
    assert here.kinds() == []


def test_what_comes_to_a_whole_estate_is_one_job_for_a_day(here: Inspected) -> None:
    first = here.reports("李姐", "锦园3号楼")
    here.finishes(photo=shot(scene(3)))
    second = here.reports("王哥", "锦园5号楼")
    here.finishes(photo=shot(scene(3)))
    here.town.later(days=2)
    third = here.reports("赵姨", "锦园8号楼")
    here.finishes(photo=shot(scene(3)))
    here.looked()
    assert [here.kinds(ticket) for ticket in (first, second)] == [[], []]
    assert here.kinds(third) == ["photo_seen", "reply_pasted"]


def test_a_photo_made_after_the_resident_wrote_is_not_old_though_the_ticket_was_split_off_later(
    here: Inspected,
) -> None:
    town = here.town
    town.says("李姐", "锦园3号楼暖气不热", channel="album")
    town.later(minutes=30)
    town.says("李姐", "补充 楼道灯也坏了", channel="album")
    whole = town.ticket()
    assert here.does("accept")
    town.later(hours=5)
    photo = shot(scene(4), town)
    town.later(hours=3)
    with town.product.work("test") as work:
        said = [message.inbox_id for message in tickets.messages_of(work.conn, whole)]
        case = work.case(whole.id)
        assert case is not None
        shifting.split(work, "zx", case, said[1:])
    new = next(ticket for ticket in town.tickets() if ticket.id != whole.id)
    assert town.presses("yuan", "accept", channel="m", ticket=new.number)
    town.later(minutes=10)
    done(here, new, photo, "楼道灯已经换新，拍照留存，现在亮了")
    here.looked()
    assert here.kinds() == []


def test_the_photo_of_whoever_had_it_before_is_work_on_it_and_no_fake_of_his_successor(here: Inspected) -> None:
    ticket = here.reports()
    assert here.does("accept")
    here.town.later(hours=1)
    assert here.does("progress", "已上门更换阀门，等放气", shot(scene(4)))
    assert here.does("transfer", "张伟 请接着放气")
    here.town.later(minutes=10)
    assert here.does("accept", person="wang")
    here.town.later(hours=1)
    assert here.does("resolve", "前面换的阀门，我放了气，现在热了", shot(scene(4)), person="wang")
    here.looked()
    assert here.kinds(ticket) == []


def test_nobody_answers_for_a_photo_that_a_colleague_sent_before_him(here: Inspected) -> None:
    here.reports("李姐", "锦园3号楼")
    here.finishes(photo=shot(scene(1)))
    here.town.later(days=3)
    second = here.reports("王哥", "锦园5号楼")
    assert here.does("accept")
    assert here.does("progress", "已上门更换阀门，等放气", shot(scene(1)))
    assert here.does("transfer", "张伟 请接着放气")
    here.town.later(minutes=10)
    assert here.does("accept", person="wang")
    here.town.later(hours=1)
    assert here.does("resolve", "放了气，各个房间都热了，室温二十二度", person="wang")
    here.looked()
    assert here.kinds(second) == []


def test_of_a_short_promise_the_last_minutes_are_few(here: Inspected) -> None:
    """滨州's small troubles have 40 minutes: the last 15 are no sign of anything, the last two are."""
    found = replace(tree(), policy="binzhou-54321")
    found = replace(found, accounts=[Account("album", one.account, one.person) for one in found.accounts])
    bootstrap.import_tree(here.town.product.database, found)
    here.town.product.forget_org()

    def parked(who: str, building: int, minutes: int) -> Ticket:
        here.town.says(who, f"锦园{building}号楼占车位", channel="album")
        ticket = here.town.tickets()[-1]
        assert here.does("accept", person="wuye")
        assert here.does("on_site", person="wuye")
        here.town.until(ticket.opened_at + timedelta(minutes=minutes))
        words = f"已联系车主把车挪走，{'甲乙丙丁戊己庚辛壬'[building - 1]}位腾空恢复正常"
        assert here.does("resolve", words, person="wuye")
        here.looked()
        here.town.later(days=1)
        return ticket

    early = [parked(who, building, 26) for who, building in THREE]
    late = [parked(who, building, 38) for who, building in THREE]
    assert [here.kinds(ticket) for ticket in early] == [[], [], []]
    assert [here.kinds(ticket) for ticket in late] == [[], [], ["last_minute"]]


def test_partly_solved_is_not_shown_as_unsolved(here: Inspected) -> None:
    ticket = here.reports()
    here.finishes()
    assert here.town.presses("李姐", "partly", "客厅热了卧室还凉", channel="album")
    here.town.later(days=2)
    assert here.kinds(ticket) == []
