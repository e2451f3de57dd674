"""An evaluation as one JSON object."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.evaluation.figures import COVERAGES, main_figures
from bot.evaluation.outcome import Mistake, Outcome
from nlu.curves import Calibration
from nlu.evaluation import Report, Score
from nlu.judging import Tally
from nlu.trials import Cost, Spread


def record(outcome: Outcome) -> dict[str, Any]:
    """Everything that was counted; shares and probabilities to four places, times in microseconds."""
    total = outcome.total
    report = total.report
    return {
        "engine": outcome.engine,
        **_main(report),
        "categories": {key: _score(score) | {"support": score.support} for key, score in report.categories.items()},
        "confusion": [{"truth": truth, "said": said, "count": n} for (truth, said), n in report.confusion.items()],
        "calibration": {
            "appeal": _calibration(report.appeal_calibration),
            "category": _calibration(report.category_calibration),
        },
        "rejection_curve": [_point(report, coverage) for coverage in COVERAGES],
        "cost": _cost(total.cost, report.messages),
        "judges": {name: _tally(tally) for name, tally in outcome.asked.items()},
        "files": [
            {"file": trial.name, **_main(trial.report), "skipped_lines": list(outcome.skipped.get(trial.name, ()))}
            for trial in outcome.trials
        ],
        **({"wrong": _wrong(outcome.mistakes)} if outcome.listed else {}),
    }


def _wrong(mistakes: Iterable[Mistake]) -> list[dict[str, Any]]:
    return [
        {
            "file": mistake.source,
            "line": mistake.row.line,
            "faults": [fault.value for fault in mistake.faults],
            "truth": mistake.truth,
            "said": mistake.said,
            "sureness": round(mistake.sure, 4),
            "text": mistake.row.text,
        }
        for mistake in mistakes
    ]


def _main(report: Report) -> dict[str, Any]:
    figures = main_figures(report)
    if not report.graded:
        figures = [figure for figure in figures if not figure.key.startswith("emergency")]
    return {
        "messages": report.messages,
        "appeals": report.appeal.support,
        "appeal": _score(report.appeal),
        "emergency": _score(report.emergency) if report.graded else None,
        "category_accuracy": round(report.category_accuracy, 4),
        "false_ticket_rate": round(report.false_tickets, 4),
        "rejection": round(report.rejection, 4),
        "unsure": {"messages": report.unsure, "appeals": report.unsure_appeals},
        "intervals": {
            figure.key: [round(bound, 4) for bound in figure.interval] for figure in figures if figure.interval
        },
    }


def _score(score: Score) -> dict[str, float]:
    figures = {"precision": score.precision, "recall": score.recall, "f1": score.f1}
    return {name: round(value, 4) for name, value in figures.items()}


def _calibration(calibration: Calibration) -> dict[str, Any]:
    return {
        "count": calibration.count,
        "expected_calibration_error": round(calibration.error, 4),
        "brier": round(calibration.brier, 4),
        "bins": [
            {
                "low": round(one.low, 4),
                "high": round(one.high, 4),
                "count": one.count,
                "told": round(one.told, 4),
                "true": round(one.true, 4),
            }
            for one in calibration.bins
        ],
    }


def _point(report: Report, coverage: float) -> dict[str, float]:
    point = report.rejection_curve.at(coverage)
    return {
        "coverage": coverage,
        "kept": point.kept,
        "accuracy": round(point.accuracy, 4),
        "sureness": round(point.sureness, 4),
    }


def _cost(cost: Cost, messages: int) -> dict[str, Any]:
    return {
        "counted": cost.counted,
        "cpu_us": _spread(cost.cpu),
        "wall_us": _spread(cost.wall),
        "minds": cost.minds,
        "second_mind_share": round(cost.second / max(1, messages), 4),
    }


def _spread(spread: Spread) -> dict[str, float]:
    return {name: round(getattr(spread, name) * 1e6, 1) for name in ("mean", "median", "p99")}


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "asked": tally.asked,
        "answered": tally.answered,
        "skipped": tally.skipped,
        "trouble": tally.trouble.value if tally.trouble else None,
    }
