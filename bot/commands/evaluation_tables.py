"""An evaluation as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.markup import escape
from rich.table import Table

from bot.commands.saying import shown
from bot.evaluation.figures import COVERAGES, NOTHING, Figure, category_name, main_figures
from bot.evaluation.outcome import Outcome
from nlu.curves import Bin
from nlu.evaluation import Report
from nlu.taxonomy import CATEGORIES
from nlu.trials import Cost, Spread, Trial

MOST_CONFUSED = 15
_COMPARED = ("appeal_f1", "category_accuracy", "false_ticket_rate", "emergency_precision", "emergency_recall")


def tables(outcome: Outcome) -> Iterator[tuple[str, Table]]:
    """Everything that was counted with its title, the most important first."""
    trials, total = outcome.trials, outcome.total
    report = total.report
    yield f"共 {report.messages} 条，其中诉求 {report.appeal.support} 条", _overview(report)
    if len(trials) > 1:
        yield "逐个文件", _compared([*trials, total])
    yield "各类别", _categories(report)
    if report.confusion:
        yield f"最常混淆的（共答错 {sum(report.confusion.values())} 条）", _confusion(report)
    yield "校准：引擎说的把握和实际", _calibration(report)
    yield "拒答曲线：最没把握的交给人，其余由机器答", _rejection(report)
    yield "每条消息的开销（微秒；各引擎的第一条不计）", _cost(total.cost)
    yield "由谁作主", _minds(total.cost, report.messages)


def _table(first: str, *others: str) -> Table:
    table = Table(box=box.SIMPLE)
    table.add_column(first, overflow="fold")
    for name in others:
        table.add_column(name, justify="right")
    return table


def _overview(report: Report) -> Table:
    table = _table("指标", "值", "95% 区间", "条数")
    for figure in main_figures(report):
        of = f"{figure.hits}/{figure.of}" if figure.of and figure.interval else NOTHING
        table.add_row(figure.name, figure.told, figure.told_interval, of)
    table.add_row("拿不准（交给人看）", str(report.unsure), "", f"其中诉求 {report.unsure_appeals}")
    return table


def _compared(trials: Sequence[Trial]) -> Table:
    table = _table("文件", "条数", "诉求 F1", "类别", "误立单", "紧急精确", "紧急召回")
    for trial in trials:
        figures = {figure.key: figure for figure in main_figures(trial.report)}
        cells = [_two_lines(figures[key]) for key in _COMPARED]
        table.add_row(escape(shown(trial.name)), str(trial.report.messages), *cells)
    return table


def _two_lines(figure: Figure) -> str:
    if figure.told_interval == NOTHING or not figure.interval:
        return figure.told
    low, high = figure.interval
    return f"{figure.told}\n{low:.2f}–{high:.2f}"


def _categories(report: Report) -> Table:
    table = _table("类别", "精确率", "召回率", "F1", "条数")
    for key, score in report.categories.items():
        if score.occurs:
            precision = f"{score.precision:.3f}" if score.right + score.wrong else NOTHING
            recall = f"{score.recall:.3f}" if score.support else NOTHING
            table.add_row(f"{CATEGORIES[key]} {key}", precision, recall, f"{score.f1:.3f}", str(score.support))
    return table


def _confusion(report: Report) -> Table:
    table = Table("应是", "答成", box=box.SIMPLE)
    table.add_column("条数", justify="right")
    for (truth, said), count in list(report.confusion.items())[:MOST_CONFUSED]:
        table.add_row(category_name(truth), category_name(said), str(count))
    return table


def _calibration(report: Report) -> Table:
    appeal, category = report.appeal_calibration, report.category_calibration
    table = _table("把握", "诉求：条数", "平均说", "实际是", "类别：条数", "平均说", "实际对")
    for left, right in zip(appeal.bins, category.bins, strict=True):
        if left.count or right.count:
            table.add_row(f"{left.low:.1f}–{left.high:.1f}", *_bin(left), *_bin(right))
    for name, one, other in (
        ("校准误差 ECE", appeal.error, category.error),
        ("Brier 分", appeal.brier, category.brier),
    ):
        table.add_row(name, "", "", f"{one:.3f}", "", "", f"{other:.3f}" if category.count else NOTHING)
    return table


def _bin(one: Bin) -> tuple[str, str, str]:
    return (str(one.count), f"{one.told:.2f}", f"{one.true:.2f}") if one.count else ("0", NOTHING, NOTHING)


def _rejection(report: Report) -> Table:
    table = _table("机器答", "条数", "全对率", "把握不低于")
    for coverage in COVERAGES:
        point = report.rejection_curve.at(coverage)
        table.add_row(f"{coverage:.0%}", str(point.kept), f"{point.accuracy:.3f}", f"{point.sureness:.2f}")
    return table


def _cost(cost: Cost) -> Table:
    table = _table("", "平均", "中位", "99%")
    table.add_row("CPU（本进程）", *_spread(cost.cpu))
    table.add_row("等待", *_spread(cost.wall))
    return table


def _minds(cost: Cost, messages: int) -> Table:
    table = _table("引擎", "条数", "份额")
    for mind, count in cost.minds.items():
        table.add_row(mind, str(count), f"{count / max(1, messages):.1%}")
    return table


def _spread(spread: Spread) -> tuple[str, str, str]:
    mean, median, p99 = (f"{seconds * 1e6:,.0f}" for seconds in (spread.mean, spread.median, spread.p99))
    return mean, median, p99
