"""The calls of a day: counted once for all processes, kept over restarts, new at the district's midnight."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from nlu.engines.llm import LlmJudge, LlmSettings
from nlu.engines.llm_budget import FILE, Budget
from nlu.judging import Judgement, Trouble
from tests import fakes_llm
from tests.fakes_llm import LlmServer

server = fakes_llm.server

ROOT = Path(__file__).parent.parent
NOON = datetime.fromisoformat("2026-11-21T12:00:00+08:00").timestamp()
UNSURE = Judgement(0.5, {"heating": 0.4}, {"chatter": 1.0})
TAKES = """
import sys
from pathlib import Path
from nlu.engines.llm_budget import Budget
budget = Budget(Path(sys.argv[1]), 60, lambda: float(sys.argv[2]))
print(sum(budget.take() for _ in range(40)))
"""


def test_a_restart_does_not_renew_the_budget(tmp_path: Path) -> None:
    assert [Budget(tmp_path, 3, lambda: NOON).take() for _ in range(5)] == [True, True, True, False, False]
    assert Budget(tmp_path, 3, lambda: NOON).spent() == 3


@pytest.mark.parametrize(("moment", "new"), [
    ("2026-11-21T23:59:59+08:00", False),
    ("2026-11-21T16:00:00+00:00", True),
    ("2026-11-22T00:00:00+08:00", True),
])  # fmt: skip
def test_the_day_is_the_districts(tmp_path: Path, moment: str, new: bool) -> None:
    assert Budget(tmp_path, 1, lambda: NOON).take()
    assert Budget(tmp_path, 1, lambda: datetime.fromisoformat(moment).timestamp()).take() is new


def test_no_calls_are_no_calls(tmp_path: Path) -> None:
    assert not Budget(tmp_path, 0, lambda: NOON).take()


def test_processes_share_one_budget(tmp_path: Path) -> None:
    command = [sys.executable, "-c", TAKES, str(tmp_path), str(NOON)]
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]  # noqa: S603
    taken = [int(process.communicate()[0]) for process in running]
    assert sum(taken) == 60
    assert Budget(tmp_path, 60, lambda: NOON).spent() == 60


def test_threads_share_one_budget(tmp_path: Path) -> None:
    budget = Budget(tmp_path, 50, lambda: NOON)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: budget.take(), range(80)))
    assert sum(taken) == 50


@pytest.mark.parametrize("content", [
    b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"day": "2026-11-21"}', b'{"day": "2026-11-21", "spent": -5}',
    b'{"day": "2026-11-21", "spent": "3"}', b'{"day": "2026-11-21", "spent": true}', b'{"day": 20261121, "spent": 3}',
])  # fmt: skip
def test_a_damaged_count_begins_anew_and_says_so(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE).write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert Budget(tmp_path, 1, lambda: NOON).take()
    assert "damaged" in caplog.text
    assert json.loads((tmp_path / FILE).read_text()) == {"day": "2026-11-21", "spent": 1}


def test_where_nothing_can_be_written_this_process_counts_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("a file where a folder should be")
    moment = [NOON]
    budget = Budget(tmp_path / "file", 2, lambda: moment[0])
    with caplog.at_level(logging.WARNING):
        assert [budget.take() for _ in range(3)] == [True, True, False]
    assert len(caplog.records) == 1
    assert budget.spent() == 2
    moment[0] += 86_400
    assert budget.take()


def test_a_folder_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    assert Budget(tmp_path / "var" / "models", 1, lambda: NOON).take()


def test_when_the_budget_is_used_up_nobody_is_asked_until_midnight(server: LlmServer, tmp_path: Path) -> None:
    moment = [NOON]
    settings = LlmSettings(server.url, "key", "fake", daily_calls=2, timeout=2.0)
    judge = LlmJudge(settings, tmp_path, clock=lambda: moment[0])
    told = [judge.judge("家里冷", UNSURE) for _ in range(4)]
    assert [answer is not None for answer in told] == [True, True, False, False]
    assert (judge.tally.asked, judge.tally.skipped, judge.tally.trouble) == (2, 2, Trouble.SPENT)
    moment[0] += 86_400
    assert judge.judge("家里冷", UNSURE) is not None
    assert judge.tally.trouble is None
    assert len(server.asked) == 3
    judge.close()
