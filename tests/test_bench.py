"""Measuring: it runs, what is measured is done, and the control does the same work."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.bench import classify, plays, report, suite
from bot.bench.control import contents
from bot.bench.measure import Comparison, Sample
from bot.bench.plays import ALONE, TOGETHER, Mode
from bot.bench.town import ESTATES, SpoiltError, Stage, stage
from bot.commands.table import application
from bot.settings import Settings
from nlu.model import load_or_train
from storage import outbox, tickets
from tests.fakes import FakeEngine


@pytest.fixture
def quiet_stage() -> Iterator[Stage]:
    with stage(FakeEngine(), durable=False) as made:
        yield made


def nothing(_name: str) -> None:
    """Nobody wants to know what is being measured."""


@pytest.mark.parametrize("mode", [ALONE, TOGETHER])
def test_a_ticket_lives_from_the_first_word_to_the_archive(quiet_stage: Stage, mode: Mode) -> None:
    assert plays.lifecycles(3, mode)(quiet_stage) == 3
    with quiet_stage.database.read() as conn:
        assert tickets.count_by_status(conn, "bench") == {"closed": 3}
        assert outbox.count_by_state(conn, "bench") == {"sent": quiet_stage.phones.sent}


def test_the_control_writes_the_same_rows_as_the_product(quiet_stage: Stage) -> None:
    found = plays.compare("life", "ticket", quiet_stage, plays.lifecycles(3, ALONE), 2)
    kept = contents(quiet_stage.control.connection)
    assert len(kept["tickets"]) == 9, "three rounds, the first of which is not counted"
    assert found.facts["rows"] > 50
    assert [sample.operations for sample in found.control_rounds] == [3, 3]


def test_a_control_that_wrote_something_else_spoils_the_figures(quiet_stage: Stage) -> None:
    plays.compare("life", "ticket", quiet_stage, plays.lifecycles(1, TOGETHER), 1)
    quiet_stage.control.connection.execute("UPDATE events SET actor = 'x' WHERE seq = 1")
    with pytest.raises(SpoiltError, match="对照"):
        quiet_stage.check()


def test_messages_that_were_not_delivered_spoil_the_figures(quiet_stage: Stage) -> None:
    quiet_stage.accept("r1", plays.APPEAL, group="g1")
    with pytest.raises(SpoiltError, match="没有处理完"):
        quiet_stage.check()


def test_every_appeal_of_a_sweep_opens_a_ticket(quiet_stage: Stage) -> None:
    assert plays.appeals(2, TOGETHER)(quiet_stage) == 2 * ESTATES
    with quiet_stage.database.read() as conn:
        assert sum(tickets.count_by_status(conn, "bench").values()) == 2 * ESTATES


def test_chatter_is_stored_and_opens_nothing(quiet_stage: Stage) -> None:
    found = plays.compare("chatter", "message", quiet_stage, plays.chatter(["吃了吗"] * 4, ALONE), 1)
    kept = contents(quiet_stage.control.connection)
    assert (len(kept["inbox"]), kept["tickets"]) == (8, [])
    assert found.facts["transactions"] == 2, "one to accept a message, one to handle it"


def test_a_ratio_compares_neighbouring_rounds() -> None:
    slow, fast = Sample(0.4, 0.5, 100), Sample(0.1, 0.2, 100)
    found = Comparison("n", "u", "c", [slow, slow, fast], [fast, slow, fast])
    assert found.as_json()["cpu_ratio"] == {"median": 1.0, "min": 1.0, "max": 4.0}
    assert found.as_json()["product"]["cpu_us"] == {"median": 4000.0, "min": 1000.0, "max": 4000.0}
    assert slow.rate == 200


def test_all_that_is_stored_is_measured_and_shown() -> None:
    found = list(suite.stored(FakeEngine(), suite.QUICK, nothing))
    assert len(found) == 7
    said = report.as_json(found, 1.0)
    assert json.loads(json.dumps(said)) == said
    shown = io.StringIO()
    Console(file=shown, width=report.WIDTH).print(report.table(found))
    assert all(figure.name in shown.getvalue() for figure in found)


def test_five_hundred_rules_decide_as_if_each_were_asked_in_turn() -> None:
    (made,) = suite.decided(suite.QUICK, nothing)
    assert 0 < made.facts["taken"] <= suite.QUICK.batch


def test_sealed_calls_are_all_committed_before_they_are_answered() -> None:
    (found,) = suite.called(FakeEngine(), suite.QUICK, nothing)
    assert found.product_rounds[0].operations == suite.QUICK.batch
    assert found.facts["slowest_ms"] > 0


def test_scikit_learn_decides_as_the_product_does(engine_dir: Path) -> None:
    model = load_or_train(engine_dir)
    texts = classify.sample(300)
    rows = [model.score(model.fold(text)) for text in texts]
    for head, theirs in zip(model.heads.values(), classify.Sklearn(model).predict(texts), strict=True):
        same = sum(head.best(row) == str(label) for row, label in zip(rows, theirs, strict=True))
        assert same >= 0.9 * len(texts), "only what nobody has said before may make a difference"


def test_the_command_answers_with_one_object(engine_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINHU_DATA_DIR", str(engine_dir.parent))
    monkeypatch.setattr(Settings, "models_dir", engine_dir)
    result = CliRunner().invoke(application("bench"), ["bench", "--quick", "--json"])
    assert result.exit_code == 0, result.output
    assert len(json.loads(result.stdout)["figures"]) == 12
