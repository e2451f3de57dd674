"""What was said about a ticket, and what was sent about it, as the pages show it. Pure: rows in, view-models out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.web import happenings, words
from bot.web.views import Step
from bot.web.words import Telling
from handlers import wording
from handlers.answered import RESULTS
from storage.files import FileRow
from storage.inbox import InboxRow
from storage.outbox import OutboxRow
from storage.surveys import Rating, Survey


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a message.

    Attributes:
        look: `picture`, `file`, or `none` where nothing can be opened.
        words: what it is, or why it is not there.
    """

    id: int
    look: str
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """A message that belongs to the ticket. `images`: how many pictures it has of which we keep no file."""

    who: str
    at: str
    part: str
    text: str
    images: int
    files: list[Attached]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message the resident or the group got."""

    to: str
    at: str
    text: str
    state: str


def attached(row: FileRow, telling: Telling) -> Attached:
    """A file of a message, as far as it is here."""
    if row.state == "wanted":
        return Attached(row.id, "none", f"文件正在取回{f'（{row.reason}）' if row.reason else ''}")
    if row.state != "kept" or row.type is None:
        return Attached(row.id, "none", f"文件没有保存：{row.reason or '原因不明'}")
    if not row.type.startswith("image/"):
        return Attached(row.id, "file", f"{words.FILES.get(row.type, '文件')}（{max(1, (row.size or 0) // 1000)} KB）")
    taken = f"拍摄于{wording.moment(row.taken_at, telling.now)}" if row.taken_at else "照片"
    return Attached(row.id, "picture", taken)


def said(row: InboxRow, part: str, telling: Telling, files: Sequence[FileRow] = ()) -> Said:
    """A message that belongs to the ticket."""
    payload = row.payload
    who = str(payload.get("sender_name") or words.account(row.channel, row.sender))
    label = happenings.MESSAGE_PARTS.get(part, "")
    images = 0 if files else len(payload.get("images") or ())
    shown = [attached(file, telling) for file in files]
    return Said(who, wording.moment(row.at, telling.now), label, str(payload.get("text") or ""), images, shown)


def delivery(row: OutboxRow, to: str, telling: Telling) -> Delivery:
    """A message somebody got, or did not get."""
    state = {"sent": "已送达", "pending": "等待发送"}.get(row.state, f"没有送到：{row.reason or '原因不明'}")
    return Delivery(to, wording.moment(row.sent_at or row.created_at, telling.now), row.text, state)


def rating(row: Rating, telling: Telling) -> Step:
    """What a resident answered: himself, or to somebody who called him."""
    score = f"{row.score}分" if row.score is not None else ""
    result = RESULTS.get(row.result or "", "") or ("" if score else "已解决" if row.solved else "没解决")
    tone = "bad" if row.solved is False or (row.score or 5) <= 2 else "good"
    who = f"{telling.names.person(row.by)}电话回访" if row.by else words.account(row.channel, row.account)
    verdict = "，".join(filter(None, (result, score)))
    return Step(wording.moment(row.at, telling.now), who, verdict, row.comment or "", tone)


def survey(row: Survey, telling: Telling) -> Step:
    """A question to a resident and how it stands."""
    at = row.reminded_at or row.sent_at or row.next_at
    state = words.SURVEY_STATES.get(row.state, row.state)
    when = wording.moment(at, telling.now) if at else ""
    return Step(when, words.account(row.channel, row.recipient), f"第{row.round}次回访：{state}", "", "")
