"""The second minds as an operator sees them: in doctor and in the metrics."""

from __future__ import annotations

import pytest

from bot.doctor import minds
from bot.doctor.findings import Level
from nlu.judging import Judgement, Tally, Trouble
from tests.fakes import FakeEngine
from tests.web_fakes import Browser, ServedTown


class Mind:
    """A second mind that answers as long as nothing troubles it."""

    def __init__(self, name: str, trouble: Trouble | None = None) -> None:
        self.name = name
        self.tally = Tally(trouble=trouble)

    def wanted(self, seen: Judgement) -> bool:
        """Always."""
        return True

    def judge(self, text: str, seen: Judgement) -> Judgement | None:
        """What it was asked, or nothing."""
        self.tally.asked += 1
        if self.tally.trouble:
            return None
        self.tally.answered += 1
        return seen


def beside(*judges: Mind) -> FakeEngine:
    engine = FakeEngine()
    engine.judges = judges
    return engine


def test_a_mind_that_answers_is_well() -> None:
    (finding,) = minds.look(beside(Mind("semantic")))
    assert (finding.level, finding.about, finding.found) == (Level.OK, "语义判断", "能回答")


@pytest.mark.parametrize(
    ("name", "trouble", "found"),
    [
        ("semantic", Trouble.MISSING, "没有安装或没有设置"),
        ("rasa", Trouble.UNREACHABLE, "连不上"),
        ("llm", Trouble.SPENT, "今天的次数用完了"),
    ],
)
def test_a_mind_in_trouble_is_named_with_what_to_do(name: str, trouble: Trouble, found: str) -> None:
    (finding,) = minds.look(beside(Mind(name, trouble)))
    assert (finding.level, finding.found) == (Level.WARN, found)
    assert finding.remedy


def test_an_engine_without_second_minds_has_nothing_to_tell() -> None:
    assert list(minds.look(FakeEngine())) == []


def test_metrics_tell_how_often_second_minds_answered(served: ServedTown) -> None:
    well, ill = Mind("semantic"), Mind("rasa", Trouble.SLOW)
    served.inner.engine = beside(well, ill)
    for mind in (well, well, ill):
        mind.judge("x", Judgement(0.5, {}, {}))
    ill.tally.skipped = 4
    text = Browser(served).get("/metrics").text
    assert 'minhu_second_mind_questions{result="semantic_answered"} 2' in text
    assert 'minhu_second_mind_questions{result="rasa_failed"} 1' in text
    assert 'minhu_second_mind_questions{result="rasa_skipped"} 4' in text
