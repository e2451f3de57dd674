"""M12: 服务长考核 – outcomes only, at the same mix of cases; small samples are not compared, and nobody is ranked."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers import policy
from handlers.figures import scorecards
from handlers.figures.cohort import Appeal
from handlers.figures.scorecards import TOO_FEW, Scorecard
from handlers.rules.figures import Figures
from storage.database import Database
from tests.fakes import Town
from tests.figures_fakes import appeal, with_leaders
from tests.life_fakes import said_back, sent

PACK = policy.load("default")
OTHERS = frozenset({"other"})


def cases(good: int, bad: int, start: int, **more: object) -> list[Appeal]:
    """So many solved and unsolved appeals."""
    made = [appeal(start + number, solved=True, **more) for number in range(good)]
    return made + [appeal(start + good + number, solved=False, **more) for number in range(bad)]


def card(everybody: list[Appeal]) -> Scorecard:
    """The scorecard of 院长李秀英."""
    return scorecards.made("yuan", everybody, PACK, 2)


def test_m12_hard_cases_are_compared_with_hard_cases() -> None:
    """M12: half of her hard cases solved is average where the district solves half of them."""
    hers = cases(20, 20, 0, category="parking")
    theirs = cases(95, 5, 1000, category="heating", people=OTHERS) + cases(30, 30, 2000, category="parking",
                                                                            people=OTHERS)  # fmt: skip
    solved = card([*hers, *theirs]).outcomes[0]
    assert (solved.good, solved.n) == (20, 40)
    assert solved.expected == pytest.approx(20)
    assert solved.ratio == pytest.approx(1.0)
    assert solved.verdict == "和平均没有明显差别"


def test_clearly_better_and_clearly_worse_are_said_so() -> None:
    theirs = cases(50, 50, 1000, people=OTHERS)
    assert card([*cases(38, 2, 0), *theirs]).outcomes[0].verdict == "好于平均"
    assert card([*cases(4, 36, 0), *theirs]).outcomes[0].verdict == "不如平均"
    again = [appeal(number, reopened=1) for number in range(40)]
    rest = [appeal(1000 + number, people=OTHERS) for number in range(400)]
    assert card([*again, *rest]).outcomes[2].verdict == "不如平均"


def test_a_small_sample_is_not_compared() -> None:
    made = card([*cases(5, 1, 0), *cases(50, 50, 1000, people=OTHERS)])
    assert all(one.verdict == TOO_FEW for one in made.outcomes)
    assert f"居民说解决了：5/6（83%）。{TOO_FEW}。" in made.lines()


def test_nothing_counts_how_busy_somebody_looked() -> None:
    """M12: the central opinion of December 2023 forbids check-ins, time online and ranks."""
    made = card([*cases(30, 10, 0), *cases(50, 50, 1000, people=OTHERS)])
    said = "\n".join(made.lines())
    assert not any(word in said for word in ("签到", "打卡", "在线", "排名", "第1名", "条消息", "次操作"))
    assert set(Scorecard.__dataclass_fields__) == {"appeals", "outcomes", "pace", "nominations"}
    assert not any("rank" in name or "online" in name for name in Figures.model_fields)


def test_what_is_left_out_counts_for_nobody() -> None:
    assert card([*cases(3, 0, 0), appeal(9, solved=False, excluded="duplicate")]).appeals == 3


@pytest.fixture
def served(sqlite: Database, tmp_path: Path) -> Town:
    """服务长王建国 has called one appeal done."""
    town = Town(sqlite, tmp_path, with_leaders())
    town.says("李姐", "锦园3号楼暖气不热")
    town.later(hours=2, minutes=5)
    town.presses("fwz", "resolve", "换了阀门，室温21度")
    return town


def test_each_asks_for_his_own_and_sees_nobody_elses(served: Town) -> None:
    served.says("fwz", "我的成绩单")
    assert "经办的诉求：1件" in said_back(served, "fwz")
    served.says("yuan", "成绩单")
    assert "经办的诉求：0件" in said_back(served, "yuan")
    assert "王建国" not in said_back(served, "yuan")
    served.says("zx", "成绩单")
    assert "没有成绩单" in said_back(served, "zx")


def test_an_objection_goes_to_the_desk_and_its_answer_comes_back(served: Town) -> None:
    served.says("fwz", "成绩申诉 有一件是停水引起的")
    assert "已转给值班台" in said_back(served, "fwz")
    assert "有一件是停水引起的" in sent(served, "zx2", "notice")[-1]
    served.says("fwz", "成绩申诉 再补充一点理由")
    assert "还没有答复" in said_back(served, "fwz")
    served.says("yuan", "答复申诉 王建国 不改")
    assert "由值班坐席答复" in said_back(served, "yuan")
    served.says("zx2", "答复申诉 王建国 核实属实，已按规定剔除")
    assert "已答复王建国" in said_back(served, "zx2")
    assert "核实属实" in sent(served, "fwz", "notice")[-1]
    served.says("zx2", "答复申诉 王建国 再说一遍")
    assert "没有等着答复" in said_back(served, "zx2")
