"""The channels: whether their settings are whole, and what each platform itself says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from bot.channels import registry
from bot.channels.base import DeliveryError, Platform, Trouble
from bot.channels.kit import Kit, Note
from bot.channels.registry import SectionError
from bot.channels.section import Section
from bot.doctor import kept
from bot.doctor.findings import Finding, fail, ok, warn
from bot.doctor.kept import Known
from bot.settings import Settings
from handlers.messages import Inbound
from storage.types import CHINA

T = TypeVar("T")

LATELY = timedelta(days=7)
PATIENCE = 20.0  # seconds a platform may take for all its answers


class _Borrowed:
    """What the running product remembers of a channel, and what this examination adds for itself: nothing is kept."""

    def __init__(self, remembered: Callable[[str], Any]) -> None:
        self._remembered = remembered
        self._notes: dict[str, Any] = {}

    def get(self, name: str) -> Any:
        return self._notes[name] if name in self._notes else self._remembered(name)

    def put(self, *notes: Note) -> Future[None]:
        self._notes |= {note.name: note.value for note in notes}
        return _done(None)

    def claim(self, name: str, until: datetime, value: Any = True) -> Future[bool]:
        # Only within this examination: whoever looks takes nothing away from the running product.
        free = self._notes.get(name) is None
        if free:
            self._notes[name] = value
        return _done(free)

    def forget(self, name: str) -> Future[None]:
        self._notes[name] = None
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
    with kept.opened(settings) as known:
        for name, section in sections.items():
            yield from _one(name, section, (settings.public_url or "").rstrip("/"), known)
        yield from _failures(known)
    if sections and not settings.public_url:
        yield warn("外网地址", "没有设置", "设置 MINHU_PUBLIC_URL，平台回调和二维码都要用它")


def names_on() -> Sequence[str]:
    """The platforms that are on; none where their settings are not whole."""
    try:
        return list(registry.sections())
    except SectionError:
        return []


def _one(name: str, section: Section, public_url: str, known: Known) -> Iterator[Finding]:
    about = f"渠道 {section.label}"
    memory = _Borrowed(partial(known.note, name))
    kit = Kit(lambda: datetime.now(UTC), memory, _refuse, public_url, partial(known.bound, name))
    try:
        platform = registry.connect(name, section, kit)
    except (ValueError, ImportError) as error:
        yield fail(about, f"不能启动：{error}", "检查这个渠道的设置")
        return
    found = asyncio.run(_examined(platform))
    for trouble in found:
        yield (fail if trouble.fatal else warn)(about, trouble.sentence, trouble.remedy)
    if not found:
        yield ok(about, "平台回答正常")


def _failures(known: Known) -> Iterator[Finding]:
    """What the running product noted last, also of channels that were on then."""
    for one in known.failing(datetime.now(UTC) - LATELY):
        if failure := one.failure:
            at = failure.at.astimezone(CHINA)
            since = "，之后又正常收发过" if one.mended else ""
            found = f"最近一次出错在 {at:%m-%d %H:%M}：{failure.why}{since}"
            about = f"渠道 {one.channel}"
            yield ok(about, found) if one.mended else warn(about, found, failure.remedy)


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


def _refuse(_messages: Sequence[Inbound], *_notes: Note) -> Future[int]:
    raise AssertionError("doctor takes no messages")
