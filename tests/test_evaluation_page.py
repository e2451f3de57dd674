"""The page of an evaluation: complete, self-contained, and safe with anybody's words."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from bot.evaluation.outcome import Outcome
from bot.web import evaluation_charts as charts
from bot.web import evaluation_page
from nlu.curves import Rejection, calibrate
from nlu.evaluation import compare
from nlu.judging import Tally, Trouble
from nlu.labelled import Labelled
from nlu.trials import Spent, Trial
from nlu.understanding import Intent, Issue, Kind, Understanding, Urgency

MOMENT = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
VOID = {"meta", "link", "br", "img", "input", "hr"}
EVIL = '<script>alert("1")</script>&\u202e'


def said(category: str | None, score: float) -> Understanding:
    if category is None:
        return Understanding("x", Intent.CHATTER, score)
    issue = Issue(category, Kind.REQUEST, Urgency.NORMAL, 0.8, (0, 1))
    return Understanding("x", Intent.APPEAL, score, (issue,))


def trial(name: str = "rows.tsv", text: str = "暖气不热") -> Trial:
    rows = [
        Labelled(text, frozenset({"heating"}), Urgency.NORMAL, 1),
        Labelled(text, frozenset({"noise", "property"}), Urgency.NORMAL, 2),
        Labelled(text, frozenset(), Urgency.NORMAL, 3),
        Labelled(text, frozenset({"gas"}), Urgency.EMERGENCY, 4),
    ]
    answers = [said("heating", 0.9), said("gas", 0.6), said("water", 0.7), said(None, 0.2)]
    return Trial(name, rows, answers, [Spent(0.0002, 0.0003)] * 4)


def page(*trials: Trial, listed: bool = True, asked: dict[str, Tally] | None = None) -> str:
    return evaluation_page.render(Outcome("embedded", trials or (trial(),), asked or {}, {}, listed), MOMENT)


class Tags(HTMLParser):
    """Which elements are open, and every attribute that was met."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags(text: str) -> Tags:
    found = Tags()
    found.feed(text)
    found.close()
    return found


def test_every_element_is_closed_and_every_part_is_there() -> None:
    text = page(trial("a.tsv"), trial("b.tsv"))
    assert tags(text).open == []
    for part in ("总览", "逐个文件", "混淆矩阵", "各类别", "校准", "拒答", "开销", "答错的 6 条", "2026-11-21 08:30"):
        assert part in text
    assert text.count("<svg") == 3


def test_nothing_is_fetched_from_anywhere() -> None:
    text = page()
    found = tags(text).seen
    assert {attrs["href"] for _, attrs in found if "href" in attrs} == {"data:,"}
    assert not [tag for tag, attrs in found if "src" in attrs or tag in {"script", "iframe", "img"}]
    assert not re.search(r"https?:|url\(|@import", text)
    assert "default-src 'none'" in text


def test_words_of_people_and_names_of_files_stay_words() -> None:
    text = page(trial(f"{EVIL}.tsv", EVIL))
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert tags(text).open == []


def test_mistakes_are_listed_only_for_who_wants_them() -> None:
    assert "答错的" not in page(listed=False)
    assert "暖气不热" not in page(listed=False)
    assert "rows.tsv:4" in page()
    assert "漏报紧急、漏掉诉求" in page()


def test_a_second_mind_that_was_not_there_is_told_on_the_page() -> None:
    assert "semantic: 一次也没有问（没有安装或没有设置）" in page(asked={"semantic": Tally(trouble=Trouble.MISSING)})
    assert "一次也没有问" not in page(asked={"semantic": Tally(asked=3, answered=3)})


def test_the_heat_picture_counts_what_was_answered() -> None:
    columns, rows = charts.heat(compare(trial().rows, trial().answers))
    assert columns == ["供暖", "物业服务", "供水", "燃气", "噪音扰民", "不是诉求"]
    named = {name: dict(zip(columns, cells, strict=True)) for name, _, cells in rows}
    assert (named["供暖"]["供暖"].count, named["供暖"]["供暖"].right, named["供暖"]["供暖"].shade) == (1, True, 5)
    assert named["噪音扰民"]["燃气"].count == named["物业服务"]["燃气"].count == 1
    assert (named["不是诉求"]["供水"].right, named["燃气"]["不是诉求"].shade) == (False, 5)
    assert (named["供暖"]["燃气"].count, named["供暖"]["燃气"].shade) == (0, 0)


def test_a_shade_says_how_much_of_the_row_it_is() -> None:
    rows = [Labelled("x", frozenset({"heating"}))] * 10
    answers = [said("heating", 0.9)] * 9 + [said("gas", 0.9)]
    _, [(_, total, cells), _] = charts.heat(compare(rows, answers))
    assert (total, [cell.shade for cell in cells]) == (10, [5, 1])


@pytest.mark.parametrize("count", [0, 1, 2, 300])
def test_curves_stay_within_their_frame(count: int) -> None:
    told = [place / max(1, count) for place in range(count)]
    true = [place % 3 == 0 for place in range(count)]
    for chart in (charts.calibration_chart(calibrate(told, true)), charts.rejection_chart(Rejection(told, true))):
        points = [point.split(",") for point in f"{chart.line} {chart.band}".split()]
        points += [[str(dot.x), str(dot.y)] for dot in chart.dots]
        assert all(charts.LEFT <= float(x) <= charts.LEFT + charts.SIDE for x, _ in points)
        assert all(charts.TOP <= float(y) <= charts.TOP + charts.SIDE for _, y in points)


def test_an_engine_that_is_always_right_can_be_drawn() -> None:
    rows = [Labelled("x", frozenset())] * 3
    text = evaluation_page.render(
        Outcome("x", [Trial("x", rows, [said(None, 0.0)] * 3, [Spent(0, 0)] * 3)], {}, {}), MOMENT
    )
    assert tags(text).open == []
    assert "nan" not in text
