"""The channels: whether their settings are whole, and what each platform itself says."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any, TypeVar

from bot.channels import registry
from bot.channels.base import DeliveryError, Platform, Trouble
from bot.channels.kit import Kit, Note
from bot.channels.registry import SectionError
from bot.channels.section import Section
from bot.doctor.findings import Finding, fail, ok, warn
from bot.settings import Settings
from handlers.messages import Inbound

T = TypeVar("T")

PATIENCE = 20.0  # seconds a platform may take for all its answers


class _Forgetful:
    """A memory for the length of one examination: doctor changes nothing."""

    def __init__(self) -> None:
        self._notes: dict[str, Any] = {}

    def get(self, name: str) -> Any:
        return self._notes.get(name)

    def put(self, note: Note) -> Future[None]:
        self._notes[note.name] = note.value
        return _done(None)

    def claim(self, name: str, until: datetime, value: Any = True) -> Future[bool]:
        return _done(self._notes.setdefault(name, value) is value)

    def forget(self, name: str) -> Future[None]:
        self._notes.pop(name, None)
        return _done(None)


def look(settings: Settings) -> Iterator[Finding]:
    """Ask every platform that is on."""
    try:
        sections = registry.sections()
    except SectionError as error:
        yield fail("渠道", str(error), "补齐或删掉这个渠道的设置；每个渠道怎样填见 docs/channels.md")
        return
    if not sections:
        yield ok("渠道", "没有接平台，只用网页")
    for name, section in sections.items():
        yield from _one(name, section, (settings.public_url or "").rstrip("/"))
    if sections and not settings.public_url:
        yield warn("外网地址", "没有设置", "设置 MINHU_PUBLIC_URL，平台回调和二维码都要用它")


def names_on() -> Sequence[str]:
    """The platforms that are on; none where their settings are not whole."""
    try:
        return list(registry.sections())
    except SectionError:
        return []


def _one(name: str, section: Section, public_url: str) -> Iterator[Finding]:
    about = f"渠道 {section.label}"
    try:
        platform = registry.connect(name, section, Kit(lambda: datetime.now(UTC), _Forgetful(), _refuse, public_url))
    except (ValueError, ImportError) as error:
        yield fail(about, f"不能启动：{error}", "检查这个渠道的设置")
        return
    found = asyncio.run(_examined(platform))
    for trouble in found:
        yield (fail if trouble.fatal else warn)(about, trouble.sentence, trouble.remedy)
    if not found:
        yield ok(about, "平台回答正常")


async def _examined(platform: Platform) -> list[Trouble]:
    try:
        async with asyncio.timeout(PATIENCE):
            return await platform.examine()
    except DeliveryError as error:
        return [Trouble(str(error), "检查网络、防火墙和 API_BASE")]
    except TimeoutError:
        return [Trouble(f"{PATIENCE:.0f} 秒内没有回答", "检查网络、防火墙和 API_BASE")]
    finally:
        await platform.close()


def _done(result: T) -> Future[T]:
    future: Future[T] = Future()
    future.set_result(result)
    return future


def _refuse(_messages: Sequence[Inbound], _note: Note | None = None) -> Future[int]:
    raise AssertionError("doctor takes no messages")
