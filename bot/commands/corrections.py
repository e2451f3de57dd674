"""`minhu corrections`: what people put right in groups, written down to learn from; it stays on this machine."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import jsonl, settings
from bot.commands import opening
from bot.commands.options import DataDir
from bot.commands.saying import FailedError, UnusableError, say, shown
from handlers import policy
from handlers.org import Org
from handlers.unsure import exporting
from handlers.unsure.exporting import Put
from handlers.work import Work
from storage import tree
from storage.types import Ids

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="写到这个文件夹；没有就新建", show_default=False)]
ROWS = "corrections.jsonl"


def corrections(folder: Folder, data_dir: DataDir = None) -> None:
    """把群聊里人工更正过的那些天写成训练用的对话，每天一个文件，另有一份逐条的更正记录。

    姓名、电话、门牌、小区名都已隐去；说话人写成“住户1”“物业2”。这是本区自己的数据，只写在这台机器上。
    """
    if folder.exists() and not folder.is_dir():
        raise UnusableError(f"{shown(str(folder))} 不是文件夹。")
    found = settings.read(data_dir=data_dir)
    with opening.database_of(found, existing=True) as database:
        district = opening.district_in(database)
        with database.read() as conn:
            known = tree.load(conn, district)
            if known is None:
                raise FailedError("还没有组织架构，请先用 minhu import-org 导入。")
            rules = policy.load(known.policy, [found.policies_dir])
            work = Work(conn, Org(known), rules, datetime.now(UTC), Ids(), "export")
            talks, rows = list(exporting.talks(work)), exporting.put_right(work)
    files = {f"{talk.name}.txt": talk.text.encode("utf-8", "backslashreplace") for talk in talks}
    _write(folder, files | {ROWS: b"".join(map(_record, rows))})
    say(f"{len(rows)} 处更正，{len(talks)} 段对话，写在 {shown(str(folder))}。")


def _write(folder: Path, files: dict[str, bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise FailedError(f"写不进 {shown(str(folder))}：{error.strerror or error}。") from error


def _record(put: Put) -> bytes:
    row = put.correction
    return jsonl.encode(
        {
            "message": row.inbox_id, "at": row.at.isoformat(), "deed": row.deed, "was": put.was, "now": put.now,
            "weighed": row.weighed,
        }
    )  # fmt: skip
