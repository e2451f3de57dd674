"""The main figures of an evaluation with their intervals."""

from __future__ import annotations

from dataclasses import dataclass

from nlu.curves import wilson
from nlu.evaluation import Report
from nlu.labelled import NO_APPEAL
from nlu.taxonomy import CATEGORIES

NOTHING = "—"  # stands for a figure there is nothing to count for
COVERAGES = (1.0, 0.95, 0.9, 0.8, 0.7)


@dataclass(frozen=True, slots=True)
class Figure:
    """One main figure.

    Attributes:
        key: its name for scripts.
        hits: of how many it holds, out of `of`; `of` is 0 where there is nothing to count.
        interval: 95 %; None for what is no share.
    """

    key: str
    name: str
    value: float
    hits: int
    of: int
    interval: tuple[float, float] | None

    @property
    def told(self) -> str:
        """The figure for people."""
        return f"{self.value:.3f}" if self.of else NOTHING

    @property
    def told_interval(self) -> str:
        """Its interval for people."""
        return "–".join(f"{bound:.3f}" for bound in self.interval) if self.of and self.interval else NOTHING


def main_figures(report: Report) -> list[Figure]:
    """What everybody looks at first, in order; emergencies only where urgency is labelled."""
    appeal, emergency = report.appeal, report.emergency
    counted = 2 * appeal.right + appeal.wrong + appeal.missed if appeal.support else 0
    return [
        _share("appeal_precision", "是不是诉求：精确率", appeal.right, appeal.right + appeal.wrong),
        _share("appeal_recall", "是不是诉求：召回率", appeal.right, appeal.support),
        Figure("appeal_f1", "是不是诉求：F1", appeal.f1, 2 * appeal.right, counted, None),
        _share("category_accuracy", "类别准确率（漏掉算错）", report.right, appeal.support),
        _share("false_ticket_rate", "误立单率（闲聊立了单）", appeal.wrong, report.others),
        _share("emergency_precision", "紧急：精确率", emergency.right, emergency.right + emergency.wrong),
        _share("emergency_recall", "紧急：召回率", emergency.right, emergency.support),
    ]


def _share(key: str, name: str, hits: int, of: int) -> Figure:
    return Figure(key, name, hits / max(1, of), hits, of, wilson(hits, of))


def category_name(key: str) -> str:
    """A category, or what stands for none, in Chinese; several are joined by "|"."""
    return "、".join("不是诉求" if part == NO_APPEAL else CATEGORIES.get(part, part) for part in key.split("|"))
