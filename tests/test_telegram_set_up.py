"""Setting Telegram up: which settings are enough, what the bot tells Telegram, and what the doctor says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Call, RefusedError, TemporaryError, Trouble
from bot.channels.telegram.channel import Telegram, connect
from bot.channels.telegram.settings import TelegramSection
from bot.memory import kit_for
from storage.database import Database
from tests.plays_telegram import SECRET, TelegramPlay, start
from tests.telegram_fakes import BotApi, Webhook
from tests.wire import Wire

PUBLIC = "https://minhu.example.gov.cn"
ADDRESS = f"{PUBLIC}/hooks/telegram"


@pytest.fixture
def play() -> Iterator[TelegramPlay]:
    with start() as play:
        yield play


class Office:
    """A product with an address of its own, and what it does with its bot."""

    def __init__(self, wire: Wire, play: TelegramPlay) -> None:
        self.wire = wire
        self.play = play
        self.public_url = PUBLIC
        play.api.now = wire.town.clock.now
        play.api.webhook = Webhook()

    def bot(self, **changes: Any) -> Telegram:
        section = self.play.section().model_copy(update=changes)
        kit = replace(kit_for(self.wire.town.product, "telegram"), public_url=self.public_url)
        return connect(section, kit)

    def listens(self, **changes: Any) -> None:
        async def listening() -> None:
            bot = self.bot(**changes)
            try:
                await bot.listen()
            finally:
                await bot.close()

        asyncio.run(listening())

    def examined(self, **changes: Any) -> list[Trouble]:
        async def examining() -> list[Trouble]:
            bot = self.bot(**changes)
            try:
                return await bot.examine()
            finally:
                await bot.close()

        return asyncio.run(examining())


@pytest.fixture
def office(sqlite: Database, tmp_path: Path, play: TelegramPlay) -> Iterator[Office]:
    wire = Wire(sqlite, tmp_path, play)
    yield Office(wire, play)
    wire.town.product.wires.close()


def calls(play: TelegramPlay) -> list[str]:
    return [method for method, _ in play.api.calls]


@pytest.mark.parametrize(
    ("given", "on", "missing"),
    [
        ({}, False, []),
        ({"token": "1:a"}, False, ["secret_token"]),
        ({"secret_token": "s"}, False, ["token"]),
        ({"mode": "polling"}, False, ["token"]),
        ({"mode": "webhook"}, False, []),
        ({"token": "1:a", "secret_token": "s"}, True, []),
        ({"token": "1:a", "mode": "polling"}, True, []),
        ({"token": "1:a", "secret_token": "s", "mode": "polling"}, True, []),
    ],
)
def test_the_secret_is_needed_only_where_telegram_calls_us(given: dict[str, str], on: bool, missing: list[str]) -> None:
    section = TelegramSection.model_validate(given)
    assert (section.on, section.missing()) == (on, missing)


def test_telegram_is_told_our_address_once(office: Office, play: TelegramPlay) -> None:
    office.listens()
    office.listens()
    assert (play.api.webhook.url, play.api.webhook.secret) == (ADDRESS, SECRET)
    assert set(play.api.allowed) == {"message", "edited_message", "callback_query", "my_chat_member"}
    assert calls(play).count("setWebhook") == 1


def test_telegram_is_told_again_what_has_changed(office: Office, play: TelegramPlay) -> None:
    office.listens()
    office.listens(secret_token=TelegramSection.model_validate({"secret_token": "another-1"}).secret_token)
    assert play.api.webhook.secret == "another-1"
    office.public_url = "https://new.example.gov.cn"
    office.listens()
    assert play.api.webhook.url == "https://new.example.gov.cn/hooks/telegram"
    play.api.allowed = ("message",)
    office.listens()
    assert "callback_query" in play.api.allowed


def test_what_telegram_does_not_take_is_no_crash(office: Office, play: TelegramPlay) -> None:
    office.public_url = "http://10.0.0.5:8000"
    with pytest.raises(RefusedError):
        office.listens()


def test_without_an_address_nobody_is_told_anything(office: Office, play: TelegramPlay) -> None:
    office.public_url = ""
    office.listens()
    assert play.api.calls == []


def test_another_program_with_our_token_is_said_to_be_one(office: Office, play: TelegramPlay) -> None:
    async def asking_while_another_does() -> None:
        bots = [office.bot(mode="polling") for _ in range(2)]
        try:
            await asyncio.gather(*(bot._client.updates(None) for bot in bots))
        finally:
            for bot in bots:
                await bot.close()

    with pytest.raises(TemporaryError, match="别的程序"):
        asyncio.run(asking_while_another_does())


@pytest.mark.parametrize(
    ("method", "tail", "status"), [("GET", "", 405), ("POST", "x", 404), ("POST", "", 403), ("PUT", "", 405)]
)
def test_who_is_not_telegram_gets_nothing(office: Office, method: str, tail: str, status: int) -> None:
    answer = asyncio.run(office.bot().hook(Call(method, tail=tail)))
    assert answer.status == status


def test_a_healthy_bot_has_no_trouble(office: Office) -> None:
    office.listens()
    assert office.examined() == []


def _forget_privacy(api: BotApi) -> None:
    api.me["can_read_all_group_messages"] = False


def _no_groups(api: BotApi) -> None:
    api.me["can_join_groups"] = False


def _other_address(api: BotApi) -> None:
    api.webhook.url = "https://old.example.com/hooks/telegram"


def _failed(api: BotApi) -> None:
    api.webhook.error = "Wrong response from the webhook: 403 Forbidden"


def _backlog(api: BotApi) -> None:
    api.pending = [{"update_id": number} for number in range(101)]


def _few_kinds(api: BotApi) -> None:
    api.allowed = ("message",)


def _other_time(api: BotApi) -> None:
    now = api.now()
    api.now = lambda: now + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("spoil", "sentence", "remedy", "fatal"),
    [
        (_forget_privacy, "隐私模式", "/setprivacy", False),
        (_no_groups, "不能被拉进群", "/setjoingroups", False),
        (_other_address, "old.example.com", "重新启动", True),
        (_failed, "403 Forbidden", "SECRET_TOKEN", False),
        (_backlog, "101 条", "minhu serve", False),
        (_few_kinds, "种类", "重新启动", False),
        (_other_time, "300 秒", "NTP", False),
    ],
)
def test_the_doctor_says_what_is_wrong_and_how_to_mend_it(
    office: Office, play: TelegramPlay, spoil: Callable[[BotApi], None], sentence: str, remedy: str, fatal: bool
) -> None:
    office.listens()
    spoil(play.api)
    (trouble,) = office.examined()
    assert sentence in trouble.sentence
    assert remedy in trouble.remedy
    assert trouble.fatal is fatal


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"token": "9:wrong"}, "不认这个 TOKEN"),
        ({"api_base": "http://127.0.0.1:1"}, "连不上"),
        ({"secret_token": "有中文"}, "SECRET_TOKEN"),
        ({"mode": "polling"}, "轮询"),
    ],
)
def test_the_doctor_finds_wrong_settings(office: Office, changes: dict[str, str], sentence: str) -> None:
    office.listens()
    given = TelegramSection.model_validate(changes)
    (trouble,) = office.examined(**{name: getattr(given, name) for name in changes})
    assert sentence in trouble.sentence
    assert trouble.fatal


@pytest.mark.parametrize(
    ("public_url", "sentence"),
    [("", "往哪里"), ("http://minhu.example.gov.cn", "不会回调"), ("https://minhu.example.gov.cn:8000", "不会回调")],
)
def test_the_doctor_knows_which_addresses_telegram_calls(office: Office, public_url: str, sentence: str) -> None:
    office.public_url = public_url
    (trouble,) = office.examined()
    assert sentence in trouble.sentence
