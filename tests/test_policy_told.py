"""A pack explained in plain Chinese: on the terminal, on the desk, and what differs from its parent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.rulebook import FRESH
from handlers import policy
from handlers.explaining import page, table
from handlers.packs import shape
from handlers.policy import PACKS, Policy
from storage.database import Database
from tests.cli_fakes import Minhu
from tests.fakes import MONDAY
from tests.web_fakes import Browser, ServedTown

TOWN = """\
title: 小镇规则
extends: default
titles: {service_chief: 片长}
emergency: {gas: }
routing:
  ladders:
    night: [{at: [district], roles: [dispatcher]}]
  routes:
    - {name: 夜间燃气, when: {category: [gas], hours: night}, ladder: night}
scope:
  - {name: 车管, when: {words: [驾驶证]}, say: 请到区车管所办理。, phone: "12123"}
tracks:
  - {name: 半小时办, when: {category: [gas]}, clocks: {dispatch: 5m, accept: 5m, resolve: 30m}}
  - inherit
survey: {after: 1d}
cadences:
  民情访谈日:
    {kind: visits, on: {monthly: {first: wed}}, at: "09:30", workday: next, at_units: [community], roles: [grid_worker]}
"""


def own(folder: Path, text: str = TOWN, name: str = "town") -> Path:
    """A pack among the district's own."""
    policies = folder / "var" / "policies"
    policies.mkdir(parents=True, exist_ok=True)
    path = policies / f"{name}.yml"
    path.write_text(text, encoding="utf-8")
    return path


def told(pack: Policy, parent: Policy | None = None) -> dict[str, str]:
    """What is under each heading."""
    return {section.title: "\n".join(section.lines) for section in page.explain(pack, MONDAY, parent)}


def test_who_gets_what_and_when_is_said_in_words() -> None:
    said = told(policy.load("default"))
    assert "第1级：院长、网格员（楼栋、小区、网格）" in said["谁来接"]
    assert "类别是矛盾纠纷的，同时告诉法律顾问（小区）。" in said["还有谁知道"]
    assert "立即办：紧急程度是紧急的。10分钟内派单，10分钟内接单" in said["多长时间"]
    assert "没有人接单，逐级上交：院长、网格员（楼栋、小区、网格） → 服务长（小区）" in said["没有人动会怎样"]
    assert "第4条（限时办）2小时" in said["没有人动会怎样"]
    assert "可以延期1次，要写原因，要上一级同意" in said["级别、延期、挂起"]
    assert "22:00到次日08:00不打扰居民" in said["居民这边"]


def test_the_ladder_of_mediation_is_said_with_what_uses_it() -> None:
    rungs = [{"at": ["estate"], "roles": ["building_chief"]}]
    data = {
        "extends": "default",
        "routing": {"ladders": {"老娘舅": rungs}},
        "joint": {"mediation": {"ladder": "老娘舅"}},
    }
    assert "派单路线“老娘舅”（用于：人民调解）：" in told(policy.parse(data, "town"))["谁来接"]


def test_what_a_pack_changes_of_its_parent_is_listed_first(tmp_path: Path) -> None:
    own(tmp_path)
    pack = policy.load("town", [tmp_path / "var" / "policies"])
    said = told(pack, policy.load("default"))
    changes = said["这个规则包"]
    assert "小镇规则（town），在“通用规则”（default）的基础上" in changes
    assert "titles.service_chief：“服务长”改为“片长”" in changes
    assert "survey.after：“3d”改为“1d”" in changes
    assert "emergency.gas：去掉“" in changes
    assert re.search(r"tracks：增加“半小时办”（详见下文）$", changes, re.MULTILINE)
    assert "规则“夜间燃气”：类别是燃气，时间在夜间（免打扰时段）的，走派单路线“night”。" in said["谁来接"]
    assert "民情访谈日：发给每个社区的网格员，遇休息日顺延到下一个工作日。" in said["定期工作"]
    assert "2026年12月2日（周三）09:30、2027年1月6日（周三）09:30" in said["定期工作"]
    assert "“车管”：话里有“驾驶证”的，告诉居民：请到区车管所办理。（电话 12123）" in said["不受理的"]


@pytest.mark.parametrize("name", sorted(path.stem for path in PACKS.glob("*.yml")))
def test_every_part_of_every_pack_is_said_without_a_word_of_the_machine(name: str) -> None:
    pack = policy.load(name)
    said = told(pack, policy.load(pack.extends) if pack.extends else None)
    covered = {part for section in table.SECTIONS for part in section.parts}
    assert covered <= set(shape.keys(Policy))
    assert [title for title, lines in said.items() if not lines.strip()] == []
    assert [
        line for line in "\n".join(said.values()).splitlines() if re.search(r"object at|Duration\(|None", line)
    ] == []


def test_the_doctor_explains_a_pack_of_the_district(minhu: Minhu) -> None:
    own(minhu.folder)
    ran = minhu("doctor", "--policy", "town")
    assert (ran.code, ran.err) == (0, "")
    assert "【谁来接】" in ran.out
    assert "片长" in ran.out
    assert minhu("doctor", "--policy", "nowhere").code == 2


def test_a_file_is_checked_and_every_problem_is_a_line(minhu: Minhu) -> None:
    path = own(minhu.folder, "extends: default\nsurvey: {after: 3天}\nwiat: {at_most: 3d}\n")
    ran = minhu("policy", "check", path)
    assert ran.code == 2
    assert ran.lines == [
        "town.yml 第2行 survey.after：时长“3天”看不懂：应写成 10m、2h、7d、5wd（工作日）或 8wh（工作时）",
        "town.yml 第3行 wiat：没有这个项目，是不是想写 wait",
        "有 2 处要改，这个规则包还不能用。",
    ]
    own(minhu.folder)
    good = minhu("policy", "check", path)
    assert (good.code, good.out) == (0, "")
    assert "检查通过：小镇规则" in good.err
    assert minhu("policy", "check", minhu.folder / "none.yml").code == 2


def test_packs_are_listed_with_what_is_wrong_with_them(minhu: Minhu) -> None:
    own(minhu.folder)
    own(minhu.folder, "title: [\n", "village")
    ran = minhu("policy", "list")
    assert ran.code == 0
    assert "town　小镇规则，继承 default，本区自己的" in ran.out
    assert re.search(r"village　不能用，本区自己的：.*第\d行）不是正确的 YAML", ran.out)


def test_the_doctor_says_that_the_pack_in_force_is_broken(minhu: Minhu) -> None:
    minhu("import-org", Path(__file__).parent / "fixtures" / "org.yml")
    own(minhu.folder, "extends: default\nwait: {at_most: x}\n", "default")
    ran = minhu("doctor")
    assert ran.code == 1
    assert re.search(r"fail  规则包：.*default.yml 第2行", ran.out)


def test_the_desk_shows_the_rules_and_every_problem_of_the_file(sqlite: Database, tmp_path: Path) -> None:
    served = ServedTown(sqlite, tmp_path)
    browser = Browser(served)
    assert "第1级：院长、网格员（楼栋、小区、网格）" in browser.get("/desk/policy").text
    served.settings.policies_dir.mkdir()
    (served.settings.policies_dir / "default.yml").write_text(
        "extends: default\nwait: {at_most: x}\n", encoding="utf-8"
    )
    served.clock.move_to(served.now() + 2 * FRESH)
    text = browser.get("/desk/policy").text
    assert "default.yml 第2行 wait.at_most" in text
    assert "第1级：院长、网格员（楼栋、小区、网格）" in text


def test_a_start_with_rules_that_never_could_be_used_is_one_sentence(minhu: Minhu) -> None:
    minhu("import-org", Path(__file__).parent / "fixtures" / "org.yml")
    own(minhu.folder, "extends: default\nwait: {at_most: x}\n", "default")
    ran = minhu("serve", "--port", "0")
    assert ran.code == 2
    assert re.search(r"规则包 default 的 wait.at_most（挂起，default.yml 第2行）", ran.lines[-1])


def test_an_org_file_with_a_broken_pack_is_not_imported(minhu: Minhu) -> None:
    own(minhu.folder, "extends: default\nwait: {at_most: x}\n", "default")
    ran = minhu("import-org", Path(__file__).parent / "fixtures" / "org.yml")
    assert ran.code == 2
    assert "default.yml 第2行" in ran.err
