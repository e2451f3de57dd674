"""What keeps a bot from working, found by asking Telegram."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from telegram import User, WebhookInfo

from bot.channels.base import DeliveryError, Trouble
from bot.channels.kit import Kit
from bot.channels.telegram.client import Client
from bot.channels.telegram.decode import UPDATES
from bot.channels.telegram.errors import WrongTokenError
from bot.channels.telegram.settings import TelegramSection
from bot.channels.telegram.webhook import PATH

MANY = 100  # updates that wait at Telegram, from which on something is slow or broken
LATELY = timedelta(hours=1)
WRONG_CLOCK = timedelta(minutes=1)
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_PORTS = (None, 443, 80, 88, 8443)  # core.telegram.org/bots/webhooks
_RESTART = "重新启动 minhu serve，它会自己登记"


async def look(section: TelegramSection, kit: Kit, client: Client) -> list[Trouble]:
    """Everything that can be seen from here."""
    try:
        me, known = await client.me(), await client.webhook()
    except WrongTokenError as error:
        return [Trouble(str(error), "在 BotFather 里发 /mybots，选机器人，API Token，把它填进 MINHU_TELEGRAM__TOKEN")]
    except DeliveryError as error:
        return [Trouble(str(error), "检查这台机器能不能访问 MINHU_TELEGRAM__API_BASE 的网址")]
    found = [*groups(me), *clock(kit.now(), await client.moment()), *backlog(known)]
    if section.polling:
        return [*found, *asking(known)]
    return [*found, *secret(section.secret_token.get_secret_value()), *address(kit.public_url, known, kit.now())]


def groups(me: User) -> Iterator[Trouble]:
    """Whether groups are heard word for word."""
    if me.can_join_groups is False:
        yield Trouble("机器人不能被拉进群", "在 BotFather 里发 /setjoingroups，选 Enable", fatal=False)
    if not me.can_read_all_group_messages:
        yield Trouble(
            "机器人开着隐私模式，群里只听得到命令、@它和回复它的话",
            "在 BotFather 里发 /setprivacy，选 Disable，再把机器人移出群、重新拉进群；或者让它当群管理员",
            fatal=False,
        )


def clock(ours: datetime, theirs: datetime | None) -> Iterator[Trouble]:
    """Whether it is the same time here and at Telegram."""
    if theirs is not None and abs(ours - theirs) > WRONG_CLOCK:
        seconds = abs(ours - theirs).total_seconds()
        yield Trouble(f"这台机器的时间和 Telegram 差 {seconds:.0f} 秒", "校准系统时间（如打开 NTP）", fatal=False)


def backlog(known: WebhookInfo) -> Iterator[Trouble]:
    """Whether much waits."""
    if known.pending_update_count > MANY:
        said = f"Telegram 那边有 {known.pending_update_count} 条消息还没有送到，超过 24 小时会丢"
        yield Trouble(said, "看 minhu serve 是否在运行、日志里有没有错误", fatal=False)


def asking(known: WebhookInfo) -> Iterator[Trouble]:
    """Whether Telegram lets us ask."""
    if known.url:
        yield Trouble(
            "设置的是轮询，但 Telegram 那边还登记着回调地址，取不到消息", "重新启动 minhu serve，它会自己取消"
        )


def secret(given: str) -> Iterator[Trouble]:
    """Whether Telegram takes the secret."""
    if not _SECRET.fullmatch(given):
        yield Trouble(
            "SECRET_TOKEN 里有 Telegram 不收的字符，或超过 256 个",
            "只用字母、数字、_ 和 -，改 MINHU_TELEGRAM__SECRET_TOKEN",
        )


def address(public_url: str, known: WebhookInfo, now: datetime) -> Iterator[Trouble]:
    """Whether Telegram calls us, and gets through."""
    wanted = public_url + PATH
    if not public_url and not known.url:
        yield Trouble(
            "Telegram 不知道往哪里送消息",
            "设置 MINHU_PUBLIC_URL 为公网 https 地址；没有公网地址就设置 MINHU_TELEGRAM__MODE=polling",
        )
    elif public_url and not _callable(public_url):
        yield Trouble(
            f"Telegram 不会回调 {public_url}", "MINHU_PUBLIC_URL 要以 https:// 开头，端口只能是 443、80、88、8443"
        )
    elif public_url and known.url != wanted:
        yield Trouble(f"Telegram 那边登记的回调地址是“{known.url}”，应当是 {wanted}", _RESTART)
    elif not set(UPDATES) <= set(known.allowed_updates):
        yield Trouble("Telegram 那边登记的消息种类不全", _RESTART, fatal=False)
    if known.last_error_message and known.last_error_date and now - known.last_error_date < LATELY:
        yield Trouble(
            f"Telegram 最近一次回调失败：{known.last_error_message}",
            "403 是 SECRET_TOKEN 不一致；SSL 是证书问题；timeout 是公网到不了这台机器",
            fatal=False,
        )


def _callable(url: str) -> bool:
    """Whether Telegram calls such an address: https, on one of four ports."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and parts.port in _PORTS
    except ValueError:
        return False
