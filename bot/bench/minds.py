"""The engines beside Rasa on the same messages in one run: how right each is, and what a message costs.

`python -m bot.bench.minds RASA MODELS FILE…` prints the table of docs/rasa.md; `make rasa-table` calls it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.engines import engine
from nlu.engines.embedded import EmbeddedEngine
from nlu.engines.rasa import RasaJudge
from nlu.evaluation import Report, compare
from nlu.judging import Judgement
from nlu.labelled import Labelled, LabelledError, read_labelled
from nlu.model import Model, load_or_train
from nlu.rasa.server import RasaProcess, RasaStartError
from nlu.understanding import Intent, Issue, Kind, Understanding, Urgency

MODELS = Path("var/models")
PIPELINES = {"diet": "Rasa DIET", "minhu": "Rasa with our component"}
PATIENCE = 30.0  # seconds for one answer: what is measured here is not how fast we give up
COLUMNS = ("", "right", "appeal F1", "category", "false tickets", "CPU ms a message", "of it server", "server MB")

Understands = Callable[[str], Understanding]


@dataclass(frozen=True)
class Figures:
    """One line of the table.

    Attributes:
        cpu, server_cpu: milliseconds of processor time for one message, in all and of it in the server.
        memory: bytes the server holds afterwards.
    """

    name: str
    report: Report
    cpu: float
    server_cpu: float = 0.0
    memory: int = 0

    @property
    def right(self) -> float:
        """Share of the messages with the right first answer: a category of theirs, or no ticket."""
        report = self.report
        return (report.right + report.others - report.appeal.wrong) / max(1, report.messages)

    def cells(self) -> list[str]:
        """The line as the table shows it."""
        report = self.report
        shares = [self.right, report.appeal.f1, report.category_accuracy, report.false_tickets]
        server = [f"{self.server_cpu:.2f}", f"{self.memory / 1e6:.0f}"] if self.memory else ["–", "–"]
        return [self.name, *(f"{share:.3f}" for share in shares), f"{self.cpu:.2f}", *server]


def measure(name: str, rows: Sequence[Labelled], understand: Understands, server: RasaProcess | None = None) -> Figures:
    """Ask about every message, one after another, and count."""
    understand(rows[0].text)
    spent, own = server.cpu_seconds() if server else 0.0, time.process_time()
    answers = [understand(row.text) for row in rows]
    own = time.process_time() - own
    served = server.cpu_seconds() - spent if server else 0.0
    each = 1000 / len(rows)
    memory = server.memory() if server else 0
    return Figures(name, compare(rows, answers), (own + served) * each, served * each, memory)


def alone(judge: RasaJudge) -> Understands:
    """Rasa without our model and rules: its likeliest intent is the answer."""

    def understand(text: str) -> Understanding:
        said = judge.ask(text) or Judgement(0.0, {}, {})
        category, subject = max(said.categories.items(), key=lambda guess: guess[1], default=("", 0.0))
        talk = max(said.intents.values(), default=0.0)
        if said.appeal * subject <= (1 - said.appeal) * talk:
            return Understanding(text, Intent.CHATTER, said.appeal)
        issue = Issue(category, Kind.COMPLAINT, Urgency.NORMAL, subject, (0, len(text)))
        return Understanding(text, Intent.APPEAL, said.appeal, (issue,))

    return understand


def ours(rows: Sequence[Labelled]) -> Iterator[Figures]:
    """The engines that need no server."""
    for name in ("embedded", "semantic"):
        yield measure(name, rows, engine(name, MODELS, tell).understand)


def rasas(name: str, rows: Sequence[Labelled], server: RasaProcess, model: Model) -> Iterator[Figures]:
    """A running server, alone and as the second mind of our engine."""
    judge = RasaJudge(server.url, server.token, PATIENCE)
    try:
        judge.warm_up()
        yield measure(f"{name}, alone", rows, alone(judge), server)
        yield measure(f"{name}, engine `rasa`", rows, EmbeddedEngine(model, (judge,), "rasa").understand, server)
    finally:
        judge.close()


def table(lines: Sequence[Figures]) -> str:
    """The figures as Markdown."""
    shown = [list(COLUMNS), ["---"] * len(COLUMNS), *(line.cells() for line in lines)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in shown)


def everything(rasa: Path, models: Path, rows: Sequence[Labelled]) -> list[Figures]:
    """All engines on the same messages, one after another.

    Raises:
        RasaStartError: a server does not start; the message is a Chinese sentence.
    """
    lines = list(ours(rows))
    model = load_or_train(MODELS, tell)
    for key, name in PIPELINES.items():
        tell(f"正在启动 {name}……")
        with RasaProcess(rasa, models / f"{key}.tar.gz") as server:
            lines += rasas(name, rows, server, model)
    return lines


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 2 where a file is unusable, 1 where Rasa does not start."""
    if len(arguments) < 3:
        tell("用法：python -m bot.bench.minds Rasa命令 模型目录 标注文件……")
        return 2
    rasa, models, *files = map(Path, arguments)
    try:
        rows = [row for file in files for row in read_labelled(file.read_text(encoding="utf-8-sig").splitlines())]
        lines = everything(rasa, models, rows)
    except (OSError, UnicodeDecodeError, LabelledError) as error:
        tell(f"标注文件不可用：{error}")
        return 2
    except RasaStartError as error:
        tell(str(error))
        return 1
    sys.stdout.write(f"{len(rows)} messages\n\n{table(lines)}")
    return 0


def tell(sentence: str) -> None:
    """Progress and errors, beside the table."""
    sys.stderr.write(f"{sentence}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
