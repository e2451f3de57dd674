"""An evaluation as one page that needs nothing else: to read, to print, to send to somebody."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.evaluation.figures import COVERAGES, NOTHING, category_name, main_figures
from bot.evaluation.outcome import Outcome
from bot.web import evaluation_charts as charts
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
    trials, total = outcome.trials, outcome.total
    report = total.report
    columns, rows = charts.heat(report)
    figures = main_figures(report)
    return environment.get_template("evaluation.html").render(
        engine=outcome.engine,
        moment=moment,
        report=report,
        cost=total.cost,
        trials=trials,
        mistakes=outcome.mistakes,
        remarks=outcome.remarks,
        figures=figures,
        first=[figure for key in SHOWN_FIRST for figure in figures if figure.key == key],
        compared=[(trial, main_figures(trial.report)) for trial in (*trials, total)] if len(trials) > 1 else [],
        categories=[(CATEGORIES[key], score) for key, score in report.categories.items() if score.occurs],
        confused=list(report.confusion.items())[:MOST_CONFUSED],
        columns=columns,
        rows=rows,
        calibrations=[
            ("是不是诉求", report.appeal_calibration, charts.calibration_chart(report.appeal_calibration)),
            ("是哪一类", report.category_calibration, charts.calibration_chart(report.category_calibration)),
        ],
        curve=charts.rejection_chart(report.rejection_curve),
        points=[report.rejection_curve.at(coverage) for coverage in COVERAGES],
        name=category_name,
        nothing=NOTHING,
    )
