"""`minhu chat`: talk to the bot in the terminal, as a resident or as an official."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

import typer

from bot import bootstrap, settings
from bot.clocks import MachineTime
from bot.commands import engines, opening
from bot.commands.conversation import Conversation
from bot.commands.options import DataDir
from bot.commands.saying import UnusableError, log_briefly, on_terminal, say, shown
from bot.demo import district
from storage import meta

RESIDENT = "李姐"
HELP = (
    "直接打字就是说话；回复数字就是按按钮，如“1”或“3 已放气，室温21度”。\n"
    "/as 名字  换一个人（居民的名字，或工作人员的姓名、编码）；/people  看有哪些工作人员\n"
    "/group  到业主群里说话；/private  回到私聊；/photo  发一张照片；/quit  离开"
)


def chat(
    who: Annotated[
        str, typer.Option("--as", metavar="NAME", help="以谁的身份：居民的名字，或工作人员的姓名、编码")
    ] = RESIDENT,
    demo: Annotated[bool, typer.Option("--demo", help="没有数据时装入演示小区")] = False,
    data_dir: DataDir = None,
) -> None:
    """在终端里和机器人对话，可以扮演居民，也可以扮演工作人员。

    用的就是设置里的数据库；输入 /help 看能做什么，/quit 离开。
    """
    log_briefly()
    found = settings.read(data_dir=data_dir, demo=demo or None)
    with opening.database_of(found) as database:
        opening.offer_demo(database, wanted=found.demo)
        opening.district_in(database)
        clock = None
        if found.demo or district.served_from(database):
            with database.read() as conn:
                clock = MachineTime(timedelta(seconds=meta.get(conn, bootstrap.SHIFT, 0)))
        product = bootstrap.build(found, database, engines.ready(found), clock, stand_in="sim")
        talk = Conversation(product, who)
        say(f"您现在是{talk.me}。输入 /help 看能做什么，/quit 离开。")
        _talk(talk)


def _talk(talk: Conversation) -> None:
    _tell(talk.news())
    while (line := _line(talk)) is not None:
        word, _, rest = line.strip().partition(" ")
        if word in ("/quit", "/exit", "/q"):
            return
        try:
            if word.startswith("/"):
                _command(talk, word, rest)
            elif line.strip():
                _tell(talk.hear(line))
        except UnusableError as error:
            say(shown(str(error)))


def _line(talk: Conversation) -> str | None:
    """The next line; None at the end of the input."""
    place = "（群）" if talk.chat else ""
    try:
        return input(f"{talk.me}{place}> " if on_terminal() else "")
    except EOFError:
        return None


def _command(talk: Conversation, word: str, rest: str) -> None:
    if word == "/as":
        talk.become(rest)
        say(f"您现在是{talk.me}。")
        _tell(talk.news())
    elif word in _ANSWERS:
        _tell(_ANSWERS[word](talk))
    else:
        say(f"没有 {shown(word)} 这个命令。\n{HELP}")


def _private(talk: Conversation) -> list[str]:
    talk.leave_group()
    return [*talk.news(), "现在是私聊。"]


_ANSWERS: dict[str, Callable[[Conversation], list[str]]] = {
    "/help": lambda talk: [HELP],
    "/people": Conversation.officials,
    "/photo": Conversation.show_photo,
    "/private": _private,
    "/group": lambda talk: [f"现在在{talk.enter_group()}里说话，/private 回到私聊。"],
}


def _tell(lines: list[str]) -> None:
    for line in lines:
        typer.echo(line)
