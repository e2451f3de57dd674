"""`minhu train`: teaching the engine anew, with what people put right; a worse model is not taken."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import typer

from bot import settings, unlearning
from bot.commands import opening
from bot.commands.options import DataDir
from bot.commands.saying import FailedError, progress, say
from bot.settings import Settings
from nlu import adopting, lessons, model_card
from nlu.adopting import Change, Share, Verdict
from nlu.engines.embedded import EmbeddedEngine
from nlu.model import load_or_train
from nlu.model_card import Card
from storage import lessons as rows
from storage import tree
from storage.lessons import ACCEPTED, LEARNED, Lesson


@dataclass(frozen=True)
class Candidate:
    """A model taught just now, in a folder of its own.

    Attributes:
        extra: what it was taught besides the corpus.
        scores: its figures on the frozen messages.
    """

    file: Path
    extra: list[Path]
    engine: EmbeddedEngine
    scores: dict[str, Share]


def train(data_dir: DataDir = None) -> None:
    """用语料和已采纳的更正重新训练；新模型不比原来差才换上，并写出模型卡。

    和原来的模型在同一份从不用于训练的句子上逐条比较。没换上时说明哪项差了多少，退出码为 1，更正留着下次再学。
    """
    found = settings.read(data_dir=data_dir)
    folder = found.models_dir
    folder.mkdir(parents=True, exist_ok=True)
    accepted = _lessons(found)
    text = lessons.render(map(unlearning.taught, accepted)) if accepted else ""
    new = [lesson for lesson in accepted if lesson.state == ACCEPTED]
    # Beside the present model, so that nobody is without one meanwhile.
    with tempfile.TemporaryDirectory(dir=folder) as fresh:
        candidate = _teach(found, Path(fresh), text)
        verdict = _compared(found, candidate, new) if text != _present(folder) else None
        card = _card(candidate)
        if verdict and not verdict.adopted:
            page = model_card.write(card, folder, model_card.REFUSED)
            _tell(card, verdict)
            raise FailedError(f"{_why_not(verdict)}没有换上新模型，继续用原来的；样例都留着，下次训练再学。详见 {page}")
        _adopt(candidate, folder, text)
    _remember(found, new)
    page = model_card.write(card, folder)
    _tell(card, verdict)
    typer.echo(f"模型在 {folder / card.model}，模型卡在 {page}。正在运行的服务一分钟内自动换上。")


def _lessons(found: Settings) -> list[Lesson]:
    """What people accepted so far, learned or not; nothing where there is no district yet."""
    if opening.missing(found):
        return []
    with opening.database_of(found) as database, database.read() as conn:
        return [
            lesson for code in tree.district_codes(conn)[:1] for lesson in rows.listed(conn, code, [ACCEPTED, LEARNED])
        ]


def _present(folder: Path) -> str:
    """The lessons of the present model as they stand in its file."""
    return "".join(path.read_text(encoding="utf-8") for path in lessons.adopted(folder))


def _teach(found: Settings, fresh: Path, text: str) -> Candidate:
    begin = time.monotonic()
    say("正在训练……")
    extra = [lessons.write(fresh, text)] if text else []
    model = load_or_train(fresh, extra=extra)
    made = list(fresh.glob("*.npz"))
    if not made:
        raise FailedError(f"模型写不进 {fresh.parent}，请检查磁盘空间和权限。")
    say(f"训练用了 {time.monotonic() - begin:.1f} 秒。")
    engine = adopting.engine_of(model, found.nlu_engine, found.models_dir)
    return Candidate(made[0], extra, engine, adopting.judge(engine, adopting.frozen()))


def _compared(found: Settings, candidate: Candidate, new: list[Lesson]) -> Verdict:
    """The new model beside the present one."""
    folder = found.models_dir
    present = adopting.engine_of(
        load_or_train(folder, progress, lessons.adopted(folder)), candidate.engine.name, folder
    )
    changes = adopting.changes(adopting.judge(present, adopting.frozen()), candidate.scores)
    taught = [unlearning.taught(lesson) for lesson in new]
    known, knows = (adopting.understood(engine, taught) for engine in (present, candidate.engine))
    return Verdict(changes, len(taught), known, knows)


def _adopt(candidate: Candidate, folder: Path, text: str) -> None:
    """The model first, the lessons last: whoever sees the new lessons finds their model ready."""
    candidate.file.replace(folder / candidate.file.name)
    if text:
        lessons.write(folder, text)
    else:
        (folder / lessons.FILE).unlink(missing_ok=True)


def _remember(found: Settings, new: list[Lesson]) -> None:
    if new:
        with opening.database_of(found) as database, database.begin() as conn:
            rows.learned(conn, new)


def _card(candidate: Candidate) -> Card:
    try:
        program = version("minhu")
    except PackageNotFoundError:
        program = "源码"
    now = datetime.now().astimezone()
    name = candidate.engine.name
    return model_card.make(candidate.file.name, name, now, program, candidate.extra, candidate.scores)


def _tell(card: Card, verdict: Verdict | None) -> None:
    total, people = sum(card.examples.values()), sum(card.lessons.values())
    typer.echo(f"语料 {total} 句，其中人工更正 {people} 句。")
    messages = len(adopting.frozen())
    typer.echo(f"在 {messages} 句从不用于训练的话上：")
    before = {change.figure: change for change in verdict.changes} if verdict else {}
    for name, score in card.scores.items():
        change = before.get(name)
        was = f"，原来 {change.before:.3f}" if change else ""
        title = model_card.TITLES[name]
        typer.echo(f"  {title} {score.value:.3f}（95% 区间 {score.low:.3f}–{score.high:.3f}{was}）")
    if verdict and verdict.taught:
        typer.echo(f"新采纳的 {verdict.taught} 句更正：原来听懂 {verdict.before} 句，现在 {verdict.after} 句。")


def _why_not(verdict: Verdict) -> str:
    reasons = [_fallen(change) for change in verdict.fallen]
    if not verdict.learned:
        reasons.append(f"新采纳的更正没有学会（原来听懂 {verdict.before} 句，现在 {verdict.after} 句）")
    return "；".join(reasons) + "。"


def _fallen(change: Change) -> str:
    title, by = model_card.TITLES[change.figure], -change.gain
    return f"{title}从 {change.before:.3f} 变为 {change.after:.3f}，差了 {by:.3f}（容许 {change.error:.3f}）"
