"""What may be heard in an archived group, and what is forgotten: consent, bound groups, things taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.base import RefusedError, TemporaryError
from bot.channels.kit import Note
from bot.channels.wecom_archive.client import Client
from bot.channels.wecom_archive.decode import Consent
from bot.channels.wecom_archive.settings import WecomArchiveSection
from handlers.messages import Inbound
from storage import withdrawn
from storage.database import Database
from tests.archive_fakes import GROUP, LI, OTHER_GROUP, WANG, ZHANG, Reading, picture, reading
from tests.wire import serving


@pytest.fixture
def life(sqlite: Database, tmp_path: Path) -> Iterator[Reading]:
    """A town whose residents' group is archived; 李姐 has agreed."""
    with reading(sqlite, tmp_path) as life:
        life.archive.agrees(LI)
        yield life


def test_who_has_not_agreed_is_not_heard_and_nothing_of_it_is_kept(life: Reading) -> None:
    life.archive.says(WANG, "4号楼电梯坏了，钥匙在门垫下")
    life.archive.add(WANG, "image", {"sdkfileid": "file-of-wang"})
    life.read()
    assert life.stored() == []
    assert "门垫" not in life.everything()
    assert "file-of-wang" not in life.everything()
    assert life.progress().counts["no_consent"] == 2
    assert "2 条因为说话的外部联系人没有同意" in life.troubles()


def test_consent_counts_from_then_on_until_it_is_taken_back(life: Reading) -> None:
    for text, agreed in (("一", None), ("二", True), ("三", False), ("四", True)):
        if agreed is not None:
            life.town.later(minutes=1)
            life.archive.agrees(WANG, agreed=agreed)
        life.town.later(minutes=1)
        life.archive.says(WANG, text)
    life.read()
    assert life.texts() == ["二", "四"]


def test_what_was_said_before_somebody_agreed_is_not_heard_afterwards(life: Reading) -> None:
    life.archive.says(WANG, "还没有同意时说的")
    life.town.later(minutes=1)
    life.archive.agrees(WANG)
    life.archive.rows.reverse()
    life.archive.rows[:] = [replace(row, seq=101 + place) for place, row in enumerate(life.archive.rows)]
    life.read()
    assert life.stored() == []


def test_what_was_said_before_somebody_withdrew_is_not_lost_by_a_restart(life: Reading) -> None:
    life.archive.agrees(WANG)
    life.town.later(minutes=1)
    life.archive.says(WANG, "同意时说的")
    life.town.later(minutes=1)
    life.archive.agrees(WANG, agreed=False)
    last, accept = life.archive.rows[-1].seq, life.kit.take

    def take(messages: Sequence[Inbound], /, *notes: Note) -> Future[int]:
        if any(note.value["seq"] == last for note in notes):
            raise ConnectionError
        return accept(messages, *notes)

    kit = life.kit
    life.kit = replace(kit, take=take)
    life.restart()
    with pytest.raises(ConnectionError):
        life.pull()
    life.kit = kit
    life.restart()
    life.read()
    assert life.texts() == ["同意时说的"]


def test_consent_in_one_group_is_none_in_another(life: Reading) -> None:
    life.archive.agrees(WANG, chat=OTHER_GROUP)
    life.archive.agrees(WANG, chat="")
    life.archive.says(WANG, "大家早")
    life.read()
    assert life.texts() == []


def test_colleagues_need_not_agree(life: Reading) -> None:
    life.archive.says(ZHANG, "今天下午停水")
    life.read()
    assert life.texts() == ["今天下午停水"]


def test_the_platform_is_asked_who_has_agreed_once_an_hour(sqlite: Database, tmp_path: Path) -> None:
    asked: list[str] = []
    answers: list[object] = [TemporaryError("系统繁忙"), [Consent(GROUP, WANG, True, datetime(2026, 1, 1, tzinfo=UTC))]]

    async def ask(chat: str) -> list[Consent]:
        asked.append(chat)
        answer = answers.pop(0) if answers else RefusedError("没有权限")
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[return-value]

    with reading(sqlite, tmp_path, ask=ask) as life:
        life.archive.says(WANG, "大家早")
        with pytest.raises(TemporaryError):
            life.pull()
        assert life.progress().seq == 0
        life.read()
        life.archive.says(LI, "早")
        life.archive.says(LI, "好")
        life.read()
        assert life.texts() == ["大家早"]
        assert len(asked) == 2
        life.town.later(hours=2)
        life.archive.says(LI, "再见")
        life.read()
        assert life.texts() == ["大家早"]
        assert len(asked) == 3


def test_only_groups_of_the_org_file_are_heard_others_are_counted(life: Reading) -> None:
    life.archive.agrees(LI, chat=OTHER_GROUP)
    life.archive.says(LI, "我们家的事，电梯坏了", chat=OTHER_GROUP)
    life.archive.says(LI, "单独和您说，电梯坏了", chat="")
    life.read()
    assert life.stored() == []
    assert "我们家的事" not in life.everything()
    assert "单独和您说" not in life.everything()
    progress = life.progress()
    assert (progress.counts["unbound"], progress.counts["private"], progress.unbound) == (1, 1, {OTHER_GROUP: 1})
    assert OTHER_GROUP in life.troubles()


def test_robots_and_our_own_accounts_are_not_heard_again(sqlite: Database, tmp_path: Path) -> None:
    with reading(sqlite, tmp_path, ignore=["minhu"]) as life:
        life.archive.says("wbRobot001", "3号楼暖气不热，已登记")
        life.archive.says("minhu", "3号楼暖气不热，已登记")
        life.read()
        assert life.stored() == []
        assert life.progress().counts == {"own": 2}


def test_what_is_taken_back_in_time_was_never_said(life: Reading) -> None:
    mistake = life.archive.says(LI, "身份证号是610103199001010000")
    life.archive.revokes(LI, mistake)
    life.read()
    assert life.stored() == []
    assert "610103199001010000" not in life.everything()


def test_what_is_taken_back_later_is_deleted_with_its_pictures(life: Reading) -> None:
    mistake = life.archive.add(
        LI, "mixed",
        {"item": [
            {"type": "text", "content": '{"content": "我的卡号6222000011112222，打错群了"}'},
            {"type": "image", "content": '{"sdkfileid": "card"}'},
        ]},
    )  # fmt: skip
    life.archive.pictures["card"] = picture()
    life.read()
    life.town.worker.run_files()
    assert "6222000011112222" in life.everything()
    kept = [*(tmp for tmp in (life.town.product.settings.data_dir / "files").rglob("*") if tmp.is_file())]
    assert kept
    life.archive.revokes(LI, mistake)
    life.read()
    life.town.worker.run_files()
    assert "6222000011112222" not in life.everything()
    assert [row.reason for row in life.stored()] == [withdrawn.REASON]
    assert not any(path.exists() for path in kept)
    # The row stays, so that the same message is not taken again.
    life.town.product.wires.submit(life.platform, life.platform.take_exported(life.archive.rows[:2])).result(timeout=10)
    assert life.texts() == [""]


def test_of_what_became_a_ticket_the_words_go_and_the_ticket_with_them(life: Reading) -> None:
    complaint = life.archive.says(LI, "3号楼暖气不热")
    life.read()
    life.archive.revokes(LI, complaint)
    life.archive.revokes(LI, "m-of-long-ago")
    life.read()
    # The message, and a row that says that it was taken back; of what was never stored there is none.
    assert life.texts() == ["", ""]
    assert (life.town.ticket().status, life.town.ticket().outcome) == ("closed", "cancelled")
    assert "不热" not in life.everything()


def test_the_platform_tells_who_has_agreed(sqlite: Database, tmp_path: Path) -> None:
    asked: list[tuple[str, str]] = []

    async def answer(request: Request) -> Response:
        said = json.loads(await request.body() or b"{}")
        asked.append((request.url.path.rpartition("/")[2], said.get("roomid", request.query_params.get("corpsecret"))))
        if request.url.path.endswith("gettoken"):
            return JSONResponse({"errcode": 0, "access_token": "token", "expires_in": 7200})
        people = [
            {"status_change_time": 1766325600, "exteranalopenid": LI, "agree_status": "Agree"},
            {"status_change_time": 1766325600, "exteranalopenid": WANG, "agree_status": "Disagree"},
            {"status_change_time": 0, "exteranalopenid": "wmOld", "agree_status": "Default_Agree"},
            {"exteranalopenid": 7},
        ]
        return JSONResponse({"errcode": 0, "errmsg": "ok", "agreeinfo": people})

    with serving(Starlette(routes=[Route("/cgi-bin/{rest:path}", answer, methods=["GET", "POST"])])) as url:
        given = {"corp_id": "ww1", "secret": "of-the-archive", "api_base": url}
        with reading(sqlite, tmp_path) as life:
            client = Client(WecomArchiveSection.model_validate(given), life.kit)
            wires = life.town.product.wires
            found = wires.submit(life.platform, client.agreed_in(GROUP)).result(timeout=10)
            wires.submit(life.platform, client.close()).result(timeout=10)
    assert [(one.person, one.agreed) for one in found] == [(LI, True), (WANG, False), ("wmOld", True)]
    assert found[0].at == datetime(2025, 12, 21, 14, tzinfo=UTC)
    assert asked == [("gettoken", "of-the-archive"), ("check_room_agree", GROUP)]
