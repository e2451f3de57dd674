"""Stories of 微信客服: what happened there is fetched once and in order, whatever happens to us meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.base import Call
from bot.channels.wecom_kf import channel
from bot.channels.wecom_kf.channel import WecomKf
from bot.channels.wecom_kf.following import LEASE
from storage.database import Database
from tests.plays_wecom_kf import start
from tests.wecom_kf_rules import KF
from tests.wecom_kf_stories import KfTown, PowerCut, Stuck, Watched, kf_town
from tests.wire import Wire, wait

BACKLOG = 2500


@pytest.fixture
def kf(sqlite: Database, tmp_path: Path) -> Iterator[KfTown]:
    with kf_town(sqlite, tmp_path) as found:
        yield found


@pytest.fixture
def any_kf(database: Database, tmp_path: Path) -> Iterator[KfTown]:
    """On either database."""
    with kf_town(database, tmp_path) as found:
        yield found


def pile_up(kf: KfTown, count: int, first: int = 0) -> list[str]:
    """So many messages nobody was told of; returns their ids."""
    ids = [f"b{number}" for number in range(first, first + count)]
    for number, message_id in enumerate(ids):
        kf.server.says(kf.play.account(f"居民{number % 7}"), message_id, text={"content": f"第{number}条"})
    return ids


# --- once, and in order ---


def test_a_backlog_arrives_once_and_in_order_though_we_die_in_the_middle(any_kf: KfTown) -> None:
    ids = pile_up(any_kf, BACKLOG)
    cut, kit = PowerCut.of(any_kf.kit, page=3)
    any_kf.restarts(kit)
    any_kf.play.send(any_kf.play.callback())
    wait(lambda: cut.happened)
    any_kf.restarts()
    assert any_kf.ids() == ids[:1000]
    any_kf.play.told()
    assert any_kf.ids() == ids
    fetched = [sync.items for sync in any_kf.server.items.syncs if sync.items]
    assert fetched == [500] * 6  # the third page came twice; none of those before


def test_what_comes_after_a_restart_follows_where_the_last_page_ended(kf: KfTown) -> None:
    ids = pile_up(kf, 20)
    kf.play.told()
    kf.restarts()
    ids += pile_up(kf, 20, first=20)
    kf.play.told()
    assert kf.ids() == ids
    assert kf.server.items.syncs[-1].items == 20


def test_eight_calls_at_once_fetch_each_message_once_and_hardly_more_than_once(kf: KfTown) -> None:
    before = len(kf.server.items.syncs)
    kf.server.items.gate = threading.Event()
    ids = pile_up(kf, 5)
    hooks = [kf.play.callback() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = [*pool.map(kf.play.send, hooks)]
    # Answered though nothing could be fetched yet: a call never waits for that.
    assert [(answer.status_code, answer.text) for answer in answers] == [(200, "")] * 8
    kf.server.items.gate.set()
    assert kf.ids() == ids
    assert len(kf.server.items.syncs) - before <= 2


def test_two_processes_fetch_one_after_the_other(any_kf: KfTown) -> None:
    ids = pile_up(any_kf, 30)
    any_kf.server.items.page = 10
    any_kf.server.items.gate = threading.Event()
    before = len(any_kf.server.items.syncs)
    any_kf.play.send(any_kf.play.callback())
    wait(lambda: len(any_kf.server.items.syncs) > before)
    watched = Watched(any_kf.kit)
    other = any_kf.process(replace(any_kf.kit, memory=watched))
    hears(any_kf, other)
    wait(lambda: watched.claims)
    any_kf.server.items.gate.set()
    wait(lambda: not other.busy)
    assert any_kf.ids() == ids
    assert any_kf.server.items.together == 1


def hears(kf: KfTown, process: WecomKf) -> None:
    """A process gets a call."""
    hook = kf.play.callback()
    call = Call(hook.method, hook.query, hook.headers, hook.body)
    told = kf.wire.town.product.wires.submit(process, process.hook(call))
    assert told.result(timeout=10).status == 200


@pytest.mark.parametrize("elsewhere", [False, True])
def test_what_happens_while_a_page_is_stored_is_fetched_after_it(kf: KfTown, *, elsewhere: bool) -> None:
    stuck = Stuck(kf.kit)
    kf.restarts(replace(kf.kit, take=stuck))
    ids = pile_up(kf, 2)
    kf.play.send(kf.play.callback())
    wait(stuck.fetched.is_set)
    ids += pile_up(kf, 2, first=2)
    watched = Watched(kf.kit)
    other = kf.process(replace(kf.kit, memory=watched)) if elsewhere else kf.play.platform
    hears(kf, other)
    wait(lambda: watched.claims or not elsewhere)
    stuck.free.set()
    wait(lambda: not other.busy)
    assert kf.ids() == ids


def test_the_lease_of_a_process_that_was_killed_ends(kf: KfTown) -> None:
    kf.run(kf.kit.put(f"turn:{KF}", True, LEASE))
    ids, before = pile_up(kf, 3), len(kf.server.items.syncs)
    kf.play.send(kf.play.callback())
    kf.wire.town.clock.move_to(kf.wire.town.clock.now() + LEASE - timedelta(seconds=1))
    assert len(kf.server.items.syncs) == before
    kf.wire.town.clock.move_to(kf.wire.town.clock.now() + timedelta(seconds=2))
    assert kf.ids() == ids


def test_a_page_without_messages_is_not_the_end(kf: KfTown) -> None:
    kf.restarts()
    kf.server.items.hollow = True
    ids = pile_up(kf, 3)
    kf.play.told()
    assert kf.ids() == ids


def test_a_page_longer_than_we_read_is_fetched_in_shorter_ones(kf: KfTown) -> None:
    for number in range(300):
        kf.server.says(kf.play.account("李姐"), f"l{number}", text={"content": "冷" * 2000})
    kf.play.told()
    assert kf.ids() == [f"l{number}" for number in range(300)]


def test_a_cursor_that_is_not_taken_any_more_costs_nothing(kf: KfTown, caplog: pytest.LogCaptureFixture) -> None:
    ids = pile_up(kf, 10)
    kf.play.told()
    kf.server.items.forget_cursors()
    ids += pile_up(kf, 10, first=10)
    kf.play.told()
    assert kf.ids() == ids
    assert "cursor" in caplog.text


def test_one_message_nobody_can_store_holds_up_no_other(kf: KfTown) -> None:
    pile_up(kf, 2)
    kf.server.says(kf.play.account("李姐"), "x" * 300, text={"content": "编号太长"})
    pile_up(kf, 2, first=2)
    kf.play.told()
    assert kf.ids() == ["b0", "b1", "b2", "b3"]
    kf.play.told()
    assert kf.server.items.syncs[-1].items == 0


# --- tokens, and doing without them ---


def test_a_token_that_ended_early_is_done_without(kf: KfTown) -> None:
    hook, ids = kf.play.callback(), pile_up(kf, 2)
    kf.server.items.revoke_tokens()
    kf.play.send(hook)
    assert kf.ids() == ids
    assert kf.server.items.syncs[-1].token == ""


def test_an_access_token_that_ended_early_is_fetched_anew(kf: KfTown) -> None:
    before = kf.server.calls["gettoken"]
    kf.server.revoke_access()
    ids = pile_up(kf, 2)
    kf.play.told()
    assert kf.ids() == ids
    assert kf.server.calls["gettoken"] == before + 1


def test_too_many_calls_without_a_token_wait_and_one_with_a_token_does_not(kf: KfTown) -> None:
    hook, ids = kf.play.callback(), pile_up(kf, 2)
    kf.server.items.revoke_tokens()
    kf.server.items.use_up()
    before = kf.server.calls["kf/sync_msg"]
    kf.play.send(hook)
    wait(lambda: kf.server.calls["kf/sync_msg"] == before + 2)  # with the token that ended, and without
    assert kf.ids() == []
    kf.play.told()
    assert kf.ids() == ids


def test_what_was_missed_while_we_were_down_is_fetched_at_the_start(sqlite: Database, tmp_path: Path) -> None:
    with start() as play:
        play.server.clock = (wire := Wire(sqlite, tmp_path, play)).town.clock.now
        play.server.says(play.account("李姐"), "m-1", text={"content": "暖气不热"})
        with wire.up():
            wait(wire.accepted)
            assert play.server.items.syncs[0].token == ""


def test_what_no_call_told_is_fetched_after_some_minutes(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "_LOOK", 0.01)
    with kf_town(sqlite, tmp_path) as kf:
        ids = pile_up(kf, 2)
        kf.wire.town.clock.move_to(kf.wire.town.clock.now() + channel.EVERY)
        wait(kf.wire.accepted)
        assert kf.ids() == ids


def test_three_days_come_again_at_the_first_start_and_no_more(sqlite: Database, tmp_path: Path) -> None:
    with start() as play:
        play.server.clock = (wire := Wire(sqlite, tmp_path, play)).town.clock.now
        for days, message_id in ((4, "too-old"), (2, "old"), (0, "new")):
            at = int((wire.town.clock.now() - timedelta(days=days)).timestamp())
            play.server.items.add(KF, _said(play.account("李姐"), msgid=message_id, send_time=at))
        with wire.up():
            wait(wire.accepted)
            assert [row.message_id for row in wire.accepted()] == ["old", "new"]


def _said(customer: str, **more: object) -> dict[str, object]:
    """An item without `open_kfid`."""
    return {"external_userid": customer, "origin": 3, "msgtype": "text", "text": {"content": "停水了"}} | more
