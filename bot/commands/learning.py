"""`minhu train` and `evaluate`: teaching the engine, and how good it is."""

from __future__ import annotations

import json
import re
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from bot import settings
from bot.commands import engines
from bot.commands.options import AsJson, DataDir, EngineName
from bot.commands.saying import FailedError, UnusableError, say
from nlu.corpus import load_corpus
from nlu.engines.embedded import EmbeddedEngine
from nlu.evaluation import Labelled, Report, Score, read_labelled
from nlu.evaluation import evaluate as judged
from nlu.model import load_or_train
from nlu.taxonomy import CATEGORIES

MOST_CONFUSED = 15
_PLACE = re.compile(r"line (\d+): (?:unknown category '(.{1,40})'$)?")


def train(data_dir: DataDir = None) -> None:
    """重新训练内置的理解引擎，说明用了多少秒、学得怎样。"""
    folder = settings.read(data_dir=data_dir).models_dir
    folder.mkdir(parents=True, exist_ok=True)
    examples = load_corpus()
    say(f"正在用 {len(examples)} 句话训练……")
    begin = time.monotonic()
    # Beside the present model, so that nobody is without one meanwhile.
    with tempfile.TemporaryDirectory(dir=folder) as fresh:
        model = load_or_train(Path(fresh))
        made = list(Path(fresh).glob("*.npz"))
        if not made:
            raise FailedError(f"模型写不进 {folder}，请检查磁盘空间和权限。")
        for path in made:
            path.replace(folder / path.name)
    seconds = time.monotonic() - begin
    rows = [Labelled(e.text, frozenset({e.category} if e.category else ()), e.urgency) for e in examples]
    report = judged(EmbeddedEngine(model), rows)
    typer.echo(f"训练用了 {seconds:.1f} 秒，模型在 {folder / made[0].name}。")
    typer.echo(f"在训练语料上：诉求 F1 {report.appeal.f1:.3f}，类别准确率 {report.category_accuracy:.3f}。")
    typer.echo("这只说明学进去了；真实水平请用没学过的句子检验：minhu evaluate FILE。")


def evaluate(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="标注文件：每行 类别、紧急度、原话，用 Tab 分开；不是诉求写“-”")
    ],
    engine: EngineName = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """用标注好的文件检验理解引擎：准确率、各类别 F1、混淆、不误报率。"""
    rows = _rows(file)
    report = judged(engines.ready(settings.read(data_dir=data_dir), engine), rows)
    if as_json:
        typer.echo(json.dumps(_data(report), ensure_ascii=False))
        return
    console = Console()
    console.print(_overview(report))
    console.print(_categories(report))
    if report.confusion:
        console.print(_confusion(report))


def _rows(file: Path) -> list[Labelled]:
    try:
        rows = read_labelled(file.read_text(encoding="utf-8-sig").splitlines())
    except UnicodeDecodeError as error:
        raise UnusableError(f"{file.name}: 不是 UTF-8 编码。") from error
    except FileNotFoundError as error:
        raise UnusableError(f"{file}: 文件不存在。") from error
    except ValueError as error:
        raise UnusableError(_sentence(file, str(error))) from error
    if not rows:
        raise UnusableError(f"{file.name}: 没有一行标注。")
    return rows


def _sentence(file: Path, said: str) -> str:
    found = _PLACE.match(said)
    where = f"{file.name}:{found[1]}" if found else file.name
    if found and found[2]:
        return f"{where}: 没有类别 {found[2]}。"
    return f"{where}: 这一行应是类别、紧急度、原话三列，用 Tab 分开。"


def _overview(report: Report) -> Table:
    table = Table("指标", "值", box=box.SIMPLE, title=f"共 {report.messages} 条")
    graded = report.emergency.right + report.emergency.wrong + report.emergency.missed
    figures = {
        "是不是诉求：精确率": report.appeal.precision,
        "是不是诉求：召回率": report.appeal.recall,
        "是不是诉求：F1": report.appeal.f1,
        "类别准确率（漏掉算错）": report.category_accuracy,
        "不误报率（闲聊不立单）": report.rejection,
        "紧急：精确率": report.emergency.precision if graded else None,
        "紧急：召回率": report.emergency.recall if graded else None,
    }
    for name, value in figures.items():
        table.add_row(name, "—" if value is None else f"{value:.3f}")
    return table


def _categories(report: Report) -> Table:
    table = Table("类别", "精确率", "召回率", "F1", "条数", box=box.SIMPLE)
    for key, score in report.categories.items():
        if score.right + score.wrong + score.missed:
            figures = [f"{value:.3f}" for value in (score.precision, score.recall, score.f1)]
            table.add_row(f"{CATEGORIES[key]} {key}", *figures, str(score.right + score.missed))
    return table


def _confusion(report: Report) -> Table:
    table = Table("应是", "答成", "条数", box=box.SIMPLE, title="最常混淆的（- 表示不是诉求）")
    for (truth, said), count in list(report.confusion.items())[:MOST_CONFUSED]:
        table.add_row(truth, said, str(count))
    return table


def _data(report: Report) -> dict[str, Any]:
    return {
        "messages": report.messages,
        "appeal": _score(report.appeal),
        "emergency": _score(report.emergency),
        "category_accuracy": round(report.category_accuracy, 4),
        "rejection": round(report.rejection, 4),
        "categories": {key: _score(score) for key, score in report.categories.items()},
        "confusion": [{"truth": truth, "said": said, "count": n} for (truth, said), n in report.confusion.items()],
    }


def _score(score: Score) -> dict[str, float]:
    figures = {"precision": score.precision, "recall": score.recall, "f1": score.f1}
    return {name: round(value, 4) for name, value in figures.items()}
