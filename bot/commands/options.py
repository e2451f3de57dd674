"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", metavar="DIR", help="数据目录；不写则用 MINHU_DATA_DIR 或 ./var", show_default=False),
]
EngineName = Annotated[
    str | None,
    typer.Option("--engine", metavar="NAME", help="理解引擎；不写则用设置里的", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象，供脚本使用")]
