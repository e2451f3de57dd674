"""The monthly report as tables of cells, before anybody decides how they look: the same for page and workbook. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from handlers import wording
from handlers.figures import outcomes, rates, together
from handlers.figures.cohort import Appeal
from handlers.figures.rates import BY_KEY, FIGURES, MAIN, Rate
from handlers.figures.together import Together
from handlers.org import Org
from handlers.policy import Policy
from handlers.workflow import NAMES, Status
from storage.exclusions import Exclusion
from storage.tree import Unit
from storage.types import CHINA

Cell = str | int | Rate
STATES = {"asked": "等着决定", "granted": "已剔除", "refused": "没有剔除"}


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: what it is called, what stands above it, its columns and rows."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything about a unit's appeals of a month.

    Attributes:
        appeals: of the unit; everybody left out by decision included.
        exclusions: everything asked for about them.
        together: what was done together in the whole district.
    """

    org: Org
    policy: Policy
    unit: Unit
    appeals: list[Appeal]
    exclusions: Sequence[Exclusion] = field(default_factory=tuple)
    together: Together = field(default_factory=Together)

    def tables(self) -> list[Table]:
        """Every sheet, in order."""
        return [
            self.overview(), self.ends(), self.by_category(), self.by_unit(), self.promises(), self.unsolved(),
            self.left_out(), self.joint_work(), self.definitions(),
        ]  # fmt: skip

    def overview(self) -> Table:
        """The rates, without and with what was left out."""
        rows: list[tuple[Cell, ...]] = []
        for figure in FIGURES:
            here = rates.rate(figure, self.appeals, self.policy)
            every = rates.rate(figure, self.appeals, self.policy, all_of_them=True)
            rows.append((figure.name, *_cells(here), *_cells(every)))
        for key, title in self.policy.survey.dimensions.items():
            one = rates.of_dimension(self.appeals, self.policy, key, title)
            rows.append((f"满意率·{title}", *_cells(one), "", "", "", ""))
        columns = ("指标", "比率", "分子", "分母", "95%区间", "比率（含剔除的）", "分子", "分母", "95%区间")
        return Table("总览", columns, rows, tuple(self._received()))

    def _received(self) -> Iterator[str]:
        outcomes = [one.fact.outcome for one in self.appeals]
        elsewhere = sum(one.fact.status == Status.OUT_OF_SCOPE for one in self.appeals)
        left = sum(one.excluded is not None for one in self.appeals)
        yield f"受理{len(self.appeals)}件，其中居民撤销{outcomes.count('cancelled')}件、告知去别处办理{elsewhere}件。"
        yield f"按规定剔除{left}件，全部列在“排除清单”里；下面同时给出含剔除的比率。"

    def ends(self) -> Table:
        """How they ended: the four outcomes, what has none yet, and how many households were asked."""
        notes = (
            "结局是居民说的（不属职责除外），和办结不是一回事；一件诉求只有一个结局，邻居的回答算进这一件，不另算件数。",
        )
        return Table("结局", ("结局", "数"), list(outcomes.lines(self.appeals)), notes)

    def by_category(self) -> Table:
        """A row for each category."""
        groups = _grouped(self.appeals, lambda one: one.fact.category)
        rows = [(wording.category(key), len(found), *self._main(found)) for key, found in groups]
        return Table("类别", ("类别", "受理", *_names()), rows)

    def by_unit(self) -> Table:
        """A row for each unit directly below, and for what belongs to none of them."""
        rows: list[tuple[Cell, ...]] = []
        rest = {one.fact.id for one in self.appeals}
        for child in self.org.children(self.unit.code):
            found = rates.of_unit(self.org, child, self.appeals)
            rest -= {one.fact.id for one in found}
            if found:
                rows.append((child.name, len(found), *self._main(found)))
        own = [one for one in self.appeals if one.fact.id in rest]
        if own:
            rows.append((f"{self.unit.name}（直接）", len(own), *self._main(own)))
        return Table("下级单位", ("单位", "受理", *_names()), rows, ("部门按对口类别统计，和属地有重叠。",))

    def promises(self) -> Table:
        """How many promises of each kind were kept in time."""
        rows: list[tuple[Cell, ...]] = []
        for kind, (good, n) in rates.of_promises(self.appeals, self.policy).items():
            rows.append((self.policy.promises[kind].title, good, n, n - good, f"{good / n:.1%}"))
        return Table("时限", ("时限", "按时", "已到期或已完成", "超时", "按时率"), rows)

    def unsolved(self) -> Table:
        """What is not done, and what residents say is not solved."""
        rows = [
            row_of(self.org, one)
            for one in self.appeals
            if one.counted and (not one.done or one.answers.solved is False)
        ]  # fmt: skip
        return Table("未解决清单", LISTED, rows)

    def left_out(self) -> Table:
        """Everything somebody asked to leave out, granted or not."""
        here = {one.fact.id: one for one in self.appeals}
        rows: list[tuple[Cell, ...]] = []
        for one in self.exclusions:
            if one.ticket_id in here:
                stage = "" if one.stage == 1 else "（申诉）"
                title = self.policy.figures.exclusions.get(one.code, one.code)
                who = _name(self.org, one.decided_by)
                rows.append(
                    (here[one.ticket_id].fact.number, title, one.reason, _name(self.org, one.person),
                     f"{STATES[one.state]}{stage}", who, one.answer or "")
                )  # fmt: skip
        columns = ("编号", "情形", "理由", "谁申请", "结果", "谁决定", "答复")
        return Table("排除清单", columns, rows, ("公开列出，不影响工单办理；“已剔除”的不计入比率。",))

    def joint_work(self) -> Table:
        """Mediation, ways of settling, and how departments were rated by whoever called them."""
        rows: list[tuple[Cell, ...]] = [("人民调解", "调解成功率", self.together.mediation)]
        for key, count in self.together.methods.items():
            method = self.policy.methods.get(key)
            rows.append(("处置方式", method.title if method else key, count))
        for code, scores in self.together.scores.items():
            unit = self.org.unit(code)
            rows.append(("吹哨评分", unit.name if unit else code, together.mean(scores)))
        notes = ("全区的数，按结果登记在哪个月算；评分是吹哨的人给部门的，不是居民的满意度。",)
        return Table("协同办理", ("项目", "内容", "数"), rows, notes)

    def definitions(self) -> Table:
        """What every figure means."""
        rows: list[tuple[Cell, ...]] = [(figure.name, figure.rule) for figure in FIGURES]
        rows += [
            (
                "统计范围",
                "本月登记的群众诉求，按现在的状态；不是诉求的、并案的不计；撤销和告知去别处办理的只计受理",
            ),
            ("满意分数", f"{self.policy.figures.satisfied}分及以上"),
            ("办结和解决", "办结是工作人员说的，解决是居民说的，两个数从不合并"),
            ("部分解决", "不算解决；按规则重办，办不动的由上一级打电话问清，照实归为部分解决"),
            (
                "几户同样的问题",
                "算一件诉求；办结后问报单人和一部分邻居，任何一户在期限内说没解决都重办；结局按回答的户数定",
            ),
            ("没有回答", "不算解决，也不算满意，不进分母；应答率说明有多少人回答"),
            ("先说没解决、后来没有再回答", "仍算没有解决"),
            ("95%区间", "威尔逊区间：样本越少越宽，两个区间重叠时不要说谁高谁低"),
        ]
        return Table("口径说明", ("指标", "怎么算"), rows)

    def _main(self, appeals: Iterable[Appeal]) -> Iterator[Cell]:
        found = rates.rates(appeals, self.policy, MAIN)
        return iter(found.values())


LISTED = ("编号", "类别", "地点", "状态", "登记", "办结", "居民怎么说", "重办", "内容")


def row_of(org: Org, one: Appeal) -> tuple[Cell, ...]:
    """An appeal in a list; of a confidential one neither place nor words."""
    fact, place = one.fact, org.unit(one.fact.unit)
    where = (place.name if place else fact.unit) + (f"{fact.building}号楼" if fact.building else "")
    said = {True: "解决了", False: "没解决", None: "没有回答"}[one.answers.solved]
    said = "部分解决" if one.answers.partly else said
    said += f"（{one.answers.households}户回答）" if one.answers.households > 1 else ""
    said += f"，{one.answers.score}分" if one.answers.score else ""
    said += "（电话）" if one.answers.by_phone or one.answers.score_by_phone else ""
    status = NAMES[Status(fact.status)] if fact.status in set(Status) else fact.status
    opened = f"{fact.opened_at.astimezone(CHINA):%m-%d %H:%M}"
    done = f"{fact.resolved_at.astimezone(CHINA):%m-%d %H:%M}" if fact.resolved_at else ""
    return (
        fact.number, wording.category(fact.category), "保密" if fact.confidential else where, status, opened, done,
        said, fact.reopened, "保密" if fact.confidential else wording.short(fact.summary, 60),
    )  # fmt: skip


def _cells(rate: Rate) -> tuple[Cell, ...]:
    low, high = rate.interval
    share = f"{rate.value:.1%}" if rate.value is not None else "—"
    return share, len(rate.good), rate.n, f"{low:.1%}–{high:.1%}" if rate.n else "没有样本"


def _names() -> tuple[str, ...]:
    return tuple(BY_KEY[key].name for key in MAIN)


def _grouped(appeals: Iterable[Appeal], key: Callable[[Appeal], str]) -> list[tuple[str, list[Appeal]]]:
    found: dict[str, list[Appeal]] = {}
    for one in appeals:
        found.setdefault(key(one), []).append(one)
    return sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def _name(org: Org, person: str | None) -> str:
    known = org.person(person or "")
    return known.name if known else person or ""
