"""Running a Rasa server for a while, and measuring with it; Rasa itself is played by the fake."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.bench import minds
from bot.bench.minds import alone, measure, table
from nlu.engines.embedded import EmbeddedEngine
from nlu.engines.rasa import RasaJudge
from nlu.judging import Judgement
from nlu.labelled import Labelled
from nlu.model import load_or_train
from nlu.rasa import run_with
from nlu.rasa.server import RasaProcess, RasaStartError
from nlu.understanding import Intent, Understanding
from tests.fakes_rasa import RasaServer

PLAYED = """#!{python}
import signal, sys
from pathlib import Path
from tests.fakes_rasa import RasaServer
options = dict(zip(sys.argv[3::2], sys.argv[4::2]))
{before}
with RasaServer(token=options["--auth-token"], port=int(options["-p"])) as server:
    server.model_file = Path(options["-m"]).name
    {within}
    signal.sigwait({{signal.SIGINT}})
"""
ROWS = [
    Labelled("暖气不热", frozenset({"heating"})),
    Labelled("电梯坏了", frozenset({"elevator"})),
    Labelled("哈哈", frozenset()),
    Labelled("吃暖锅", frozenset()),
]

Played = Callable[..., Path]


@pytest.fixture
def played(tmp_path: Path) -> Played:
    """Writes a `rasa` command that plays the real one, with a twist where wanted."""

    def write(before: str = "", within: str = "pass") -> Path:
        script = tmp_path / "rasa"
        # Blocked before any thread starts, so that only `sigwait` gets it.
        before = f"signal.pthread_sigmask(signal.SIG_BLOCK, {{signal.SIGINT}})\n{before}"
        script.write_text(PLAYED.format(python=sys.executable, before=before, within=within), encoding="utf-8")
        script.chmod(0o700)
        return script

    return write


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "diet.tar.gz"
    file.write_bytes(b"anything")
    return file


def test_a_server_is_started_asked_and_stopped(played: Played, model: Path) -> None:
    with RasaProcess(played(), model) as rasa:
        judge = RasaJudge(rasa.url, rasa.token)
        assert judge.judge("暖气不热", Judgement(0.5, {}, {})) is not None
        assert rasa.cpu_seconds() > 0
        assert rasa.memory() > 1_000_000
    assert judge.judge("暖气不热", Judgement(0.5, {}, {})) is None
    judge.close()


def test_a_server_that_ends_at_once_shows_the_end_of_its_log(played: Played, model: Path) -> None:
    with (
        pytest.raises(RasaStartError, match=r"(?s)启动失败.*no memory left"),
        RasaProcess(played("sys.exit('no memory left')"), model),
    ):
        pass


def test_a_server_that_could_not_load_its_model_is_not_waited_for(played: Played, model: Path) -> None:
    with pytest.raises(RasaStartError, match="启动失败"), RasaProcess(played(within="server.loaded = False"), model):
        pass


def test_another_model_than_ours_is_not_measured(played: Played, model: Path) -> None:
    twist = "server.model_file = 'older.tar.gz'"
    with pytest.raises(RasaStartError, match=r"older\.tar\.gz"), RasaProcess(played(within=twist), model):
        pass


def test_what_is_missing_is_named(played: Played, model: Path, tmp_path: Path) -> None:
    for rasa, file in ((tmp_path / "none", model), (played(), tmp_path / "none.tar.gz")):
        with pytest.raises(RasaStartError, match="none"), RasaProcess(rasa, file):
            pass


def test_a_command_runs_beside_the_server(
    played: Played, model: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    asks = "import os; print(os.environ['RASA_TEST_URL'], len(os.environ['RASA_TEST_TOKEN'])); raise SystemExit(7)"
    assert run_with.main([str(played()), str(model), "0", sys.executable, "-c", asks]) == 7
    said = capfd.readouterr()
    assert said.out.startswith("http://127.0.0.1:")
    assert "就绪" in said.err
    assert run_with.main([str(tmp_path / "none"), str(model), "0", "true"]) == 1
    assert run_with.main([]) == 2


def test_alone_the_likeliest_intent_is_the_answer() -> None:
    with RasaServer() as rasa:
        judge = RasaJudge(rasa.url)
        rasa.model = lambda text: [("chatter", 0.4), ("heating", 0.3), ("water", 0.3)]
        assert alone(judge)("今天真冷").intent is Intent.CHATTER
        rasa.model = lambda text: [("heating", 0.3), ("chatter", 0.2), ("me_too", 0.2), ("thanks", 0.2)]
        said = alone(judge)("今天真冷")
        assert said.issues[0].category == "heating"
        rasa.loaded = False
        assert not alone(judge)("今天真冷").appeal
        judge.close()


def test_measuring_counts_what_was_right(engine_dir: Path) -> None:
    with RasaServer() as rasa:
        judge = RasaJudge(rasa.url)
        figures = measure("fake", ROWS, alone(judge))
        assert [round(share, 2) for share in (figures.right, figures.report.false_tickets)] == [0.5, 0.5]
        assert figures.cpu > 0
        asked = EmbeddedEngine(load_or_train(engine_dir), (judge,), "rasa").understand("暖气不热")
        assert asked.engine == "rasa"
        judge.close()


def test_the_table_has_a_line_for_every_mind(
    played: Played,
    tmp_path: Path,
    engine_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = tmp_path / "rows.tsv"
    rows.write_text("".join(f"{'|'.join(r.categories) or '-'}\t-\t{r.text}\n" for r in ROWS), encoding="utf-8")
    for key in minds.PIPELINES:
        (tmp_path / f"{key}.tar.gz").write_bytes(b"anything")
    monkeypatch.setattr(minds, "MODELS", engine_dir)
    assert minds.main([str(played()), str(tmp_path), str(rows)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "4 messages"
    assert [line.split("|")[1].strip() for line in lines[4:]] == [
        "embedded", "semantic",
        "Rasa DIET, alone", "Rasa DIET, engine `rasa`",
        "Rasa with our component, alone", "Rasa with our component, engine `rasa`",
    ]  # fmt: skip


def test_files_that_cannot_be_measured_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "wrong.tsv"
    wrong.write_text("no_such_category\tnormal\t暖气不热\n", encoding="utf-8")
    assert minds.main(["rasa", str(tmp_path), str(wrong)]) == 2
    assert minds.main(["rasa", str(tmp_path), str(tmp_path / "none.tsv")]) == 2
    assert minds.main([]) == 2
    assert "标注文件不可用" in capsys.readouterr().err


def test_a_line_without_a_server_leaves_its_cells_empty() -> None:
    figures = measure("nobody", ROWS, lambda text: Understanding(text, Intent.CHATTER, 0.0))
    assert table([figures]).splitlines()[2].endswith("| – | – |")
