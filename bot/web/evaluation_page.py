"""An evaluation as one page that needs nothing else: to read, to print, to send to somebody."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.evaluation.figures import COVERAGES, NOTHING, category_name, main_figures
from bot.evaluation.outcome import Outcome
from bot.web import evaluation_charts as charts
from nlu.evaluation import Report
from nlu.taxonomy import CATEGORIES

MOST_CONFUSED = 15
SHOWN_FIRST = ("appeal_f1", "category_accuracy", "false_ticket_rate", "emergency_recall")
_TEMPLATES = Path(__file__).parent / "templates"


def render(outcome: Outcome, moment: datetime) -> str:
    """The whole page.

    Args:
        moment: when it was measured.
    """
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("evaluation.html").render(
        engine=outcome.engine,
        moment=moment,
        cost=outcome.total.cost,
        trials=outcome.trials,
        mistakes=outcome.mistakes,
        remarks=outcome.remarks,
        name=category_name,
        nothing=NOTHING,
        **_tables(outcome),
        **_drawings(outcome.total.report),
    )


def _tables(outcome: Outcome) -> dict[str, Any]:
    """What the page says in figures, by the template's names."""
    trials, total = outcome.trials, outcome.total
    report, figures = total.report, main_figures(total.report)
    return {
        "report": report,
        "figures": figures,
        "first": [figure for key in SHOWN_FIRST for figure in figures if figure.key == key],
        "compared": [(trial, main_figures(trial.report)) for trial in (*trials, total)] if len(trials) > 1 else [],
        "categories": [(CATEGORIES[key], score) for key, score in report.categories.items() if score.occurs],
        "confused": list(report.confusion.items())[:MOST_CONFUSED],
        "points": [report.rejection_curve.at(coverage) for coverage in COVERAGES],
    }


def _drawings(report: Report) -> dict[str, Any]:
    """What the page draws, by the template's names."""
    columns, rows = charts.heat(report)
    calibrations = (("是不是诉求", report.appeal_calibration), ("是哪一类", report.category_calibration))
    return {
        "columns": columns,
        "rows": rows,
        "calibrations": [(what, measured, charts.calibration_chart(measured)) for what, measured in calibrations],
        "curve": charts.rejection_chart(report.rejection_curve),
    }
