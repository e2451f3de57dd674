"""What the engine was taught, how good it was then, and what people still have to look at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from bot.doctor.findings import Finding, ok, warn
from nlu import lessons as lesson_file
from nlu import model_card
from storage import doubts, lessons
from storage.lessons import ACCEPTED, PROPOSED

UNSEEN = 100  # messages nobody looked at, from which on somebody should


def model(folder: Path) -> Iterator[Finding]:
    """The card of the model in use, and whether what people taught it can be read."""
    card = model_card.read(folder)
    if card is None:
        yield ok("模型", "还没有模型卡，运行 minhu train 会写一张")
    else:
        days = (datetime.now(UTC) - card.trained_at).days
        named = (("诉求 F1", "appeal_f1"), ("类别", "category_accuracy"), ("误立单", "false_tickets"))
        scores = "，".join(f"{name} {card.scores[key].value:.3f}" for name, key in named if key in card.scores)
        yield ok("模型", f"{days} 天前训练，含人工更正 {sum(card.lessons.values())} 句；{scores}")
    if (folder / lesson_file.FILE).exists() and not lesson_file.adopted(folder):
        yield warn("人工更正", f"{folder / lesson_file.FILE} 读不懂，现在没有用上", "运行 minhu train 重新写")


def people(conn: Connection, district: str) -> Finding:
    """What waits for people."""
    unseen, counts = doubts.count(conn, district), lessons.count_by_state(conn, district)
    proposed, accepted = counts.get(PROPOSED, 0), counts.get(ACCEPTED, 0)
    found = f"拿不准的群消息 {unseen} 条待看，更正 {proposed} 条待审核、{accepted} 条等训练"
    return warn("学习", found, "请坐席在网页的“待看”里处理") if unseen > UNSEEN else ok("学习", found)
