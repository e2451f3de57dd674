"""What the model was taught besides its corpus, without the words of whoever is no longer kept."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from nlu import lessons
from nlu.lessons import Taught
from storage import lessons as rows
from storage.lessons import LEARNED, Lesson

_AGAIN = "学过的样例里也去掉了；请运行 minhu train 重新训练，旧模型才会忘掉。"
_BY_HAND = "学过的样例 {path} 改不了，请手工删掉它，再运行 minhu train 重新训练。"


def unlearn(conn: Connection, district: str, folder: Path) -> str:
    """Write the file of learned lessons anew from those that are still kept, after somebody was taken out.

    Args:
        folder: where the models are.

    Returns what to tell whoever asked for it; empty where nothing of the file had to go.
    """
    path = folder / lessons.FILE
    try:
        present = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, ValueError):
        return _BY_HAND.format(path=path)
    kept = rows.listed(conn, district, [LEARNED])
    text = lessons.render(map(taught, kept)) if kept else ""
    if text == present:
        return ""
    try:
        if text:
            lessons.write(folder, text)
        else:
            path.unlink()
    except OSError:
        return _BY_HAND.format(path=path)
    return _AGAIN


def taught(lesson: Lesson) -> Taught:
    """A kept lesson as it is learned."""
    return Taught(lesson.meant, lesson.kind or "", lesson.urgency or "", lessons.spoken(lesson.text))
