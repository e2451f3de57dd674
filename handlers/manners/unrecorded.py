"""不要记录我: of who says so nothing is kept in groups but that somebody spoke; who is in danger is helped, unnamed."""

from __future__ import annotations

from dataclasses import replace

from handlers import hearing, notices, privacy
from handlers.listening import dangers
from handlers.manners import nicknames, refusals
from handlers.manners.refusals import Refusal
from handlers.messages import Inbound, Kind, Outcome
from handlers.org import Address
from handlers.work import Work
from nlu.understanding import Intent, Understanding
from storage import unrecorded as rows
from storage.inbox import InboxRow

NOTED = "说不要记录，以后在群里的话不留"
SPOKE = "不要记录：只知道有人说过话"
_STOPPED = (
    "好的，以后您在群里说的话不记录，也不会登记成问题。有险情还是会马上处理，不留您的名字。\n"
    "您私下找我，跟以前一样。想恢复，回“可以记录我”。"
)
_RESUMED = "好的，从现在起，您在群里说的问题我会登记。不想被记录，随时发“不要记录我”。"
_WHICH = "是不要记录您在群里说的话，还是撤销这件事？\n不要记录群里的话，回“不要记录我”；撤销这件事，回“撤销”。"


def wish(work: Work, row: InboxRow, message: Inbound) -> Outcome | None:
    """不要记录我, or 可以记录我; None where somebody says anything else."""
    asks = refusals.meant(message.text)
    if asks is None or asks is Refusal.UNCLEAR:
        return _ask(work, message) if asks else None
    stops = asks is Refusal.STOP
    who = (work.district, message.channel, message.sender)
    changed = rows.add(work.conn, *who, work.now) if stops else rows.remove(work.conn, *who)
    if stops:
        nicknames.keep(work, message)
    if message.chat is not None and stops:
        rows.blank(work.conn, work.district, row.id, rows.nobody(row.id), work.now)
    if changed or message.chat is None:
        _confirm(work, message, _STOPPED if stops else _RESUMED)
    return Outcome(NOTED if stops else "说可以记录了")


def _ask(work: Work, message: Inbound) -> Outcome | None:
    """Whether he means his words in groups or the trouble he told; in a group, and of an official, it is talk.

    Nothing waits for the answer: both answers say by themselves what they want.
    """
    if message.chat is not None or work.org.person_of(message.channel, message.sender) is not None:
        return None
    notices.owe(work, Address(message.channel, message.sender), Kind.ASK, _WHICH)
    return Outcome("不要记录什么？已请居民说清")


def _confirm(work: Work, message: Inbound, text: str) -> None:
    """Once, in private; of a group nobody asked for it at night."""
    if work.org.writes_to(message.channel):
        kind = Kind.ANSWER if message.chat is None else Kind.NOTICE
        notices.owe(work, Address(message.channel, message.sender), kind, text)


def unnamed(work: Work, row: InboxRow, message: Inbound, said: Understanding, why: str = SPOKE) -> Outcome:
    """A message of which nothing may be kept: forgotten at once, unless it tells of a danger.

    Of a danger the place, the kind and the words are kept, for whoever goes there, and not who told it: no account, no
    name, no picture, no telephone.
    """
    nobody = rows.nobody(row.id)
    rows.blank(work.conn, work.district, row.id, nobody, work.now)
    danger = dangers.told(said)
    if not danger:
        return Outcome(why)
    names = tuple(name for name in (message.sender_name, message.sender) if name and len(name) > 1)
    words = privacy.masked(message.text, names)
    plain = replace(message, sender=nobody, sender_name=None, text=words, images=(), reply_to=None)
    bare = replace(row, sender=nobody, payload=plain.payload())
    return hearing.hear(work, bare, plain, replace(said, text=words, intent=Intent.APPEAL, issues=danger))
