"""`minhu train`: teaching the engine."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import typer

from bot import settings
from bot.commands.options import DataDir
from bot.commands.saying import FailedError, say
from nlu.corpus import load_corpus
from nlu.engines.embedded import EmbeddedEngine
from nlu.evaluation import evaluate as judged
from nlu.labelled import Labelled
from nlu.model import load_or_train


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
