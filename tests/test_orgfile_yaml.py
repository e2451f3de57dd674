"""The YAML form of the org file: what is accepted, and how every mistake is told with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.orgfile import OrgFileError, Problem, read
from storage.tree import Account, Chat, Duty, Person, Tree, Unit

GOOD = """\
district: {code: hexi, name: 河西区, policy: default}
units:
  - {code: "12", kind: subdistrict, name: 柳巷街道, parent: hexi}
  - {code: lxsq, kind: community, name: 柳巷社区, parent: 12}
  - {code: lyy, kind: estate, name: 柳园小区, parent: lxsq, aliases: [柳园, 老柳园], buildings: 7}
  - {code: d-heat, kind: department, name: 供热公司, parent: hexi, categories: [heating]}
people:
  - {code: zhao, name: 赵一, phone: 13900000041, accounts: {wecom: zhaoyi, sim: zhao}}
  - {code: qian, name: 钱二, phone: "013900000042"}
duties:
  - {person: zhao, role: service_chief, unit: lyy, title: 服务长, from: 2026-01-01, to: 2026-12-31, deputy: qian}
  - {person: zhao, role: street_leader, unit: 12}
  - {person: qian, role: service_chief, unit: lxsq}
  - {person: qian, role: department, unit: d-heat}
  - {person: qian, role: dispatcher, unit: hexi}
chats:
  - {channel: sim, id: group-ly, kind: residents, unit: lyy}
"""
GOOD_TREE = Tree(
    code="hexi",
    name="河西区",
    policy="default",
    units=[
        Unit("hexi", "district", "河西区", None),
        Unit("12", "subdistrict", "柳巷街道", "hexi"),
        Unit("lxsq", "community", "柳巷社区", "12"),
        Unit("lyy", "estate", "柳园小区", "lxsq", ["柳园", "老柳园"], 7),
        Unit("d-heat", "department", "供热公司", "hexi", categories=["heating"]),
    ],
    people=[Person("qian", "钱二", "013900000042"), Person("zhao", "赵一", "13900000041")],
    accounts=[Account("wecom", "zhaoyi", "zhao"), Account("sim", "zhao", "zhao")],
    duties=[
        Duty("zhao", "service_chief", "lyy", "服务长", date(2026, 1, 1), date(2026, 12, 31), "qian"),
        Duty("zhao", "street_leader", "12"),
        Duty("qian", "service_chief", "lxsq"),
        Duty("qian", "department", "d-heat"),
        Duty("qian", "dispatcher", "hexi"),
    ],
    chats=[Chat("sim", "group-ly", "residents", "lyy")],
)
BAD = """\
district: {code: hexi, name: 河西区}
units:
  - {code: jd, kind: subdistrct, name: 柳巷街道}
  - {code: sq, kind: community, name: 柳巷社区, parent: jdd}
  - {code: sq, kind: community, name: 桥头社区, parnt: jd}
  - {code: bm, kind: department, name: 城管局, categories: [heatng]}
  - {code: xq, kind: estate, name: 柳园, parent: bm, buildings: 很多}
people:
  - {code: zhao}
  - {code: zhao, name: 赵一, accounts: {sim: z}}
  - {code: qian, name: 钱二, accounts: {sim: z}}
duties:
  - {person: zhou, role: service_chef, unit: xqq, deputy: nobody}
  - {person: zhao, role: service_chief, unit: xq, from: 2026-02-30}
  - {person: qian, role: service_chief, unit: xq, from: 2026-02-01, to: 2026-01-01}
chats:
  - {channel: sim, id: g, kind: friends, unit: xq}
  - {channel: sim, id: g, kind: residents, unit: nowhere}
"""
BAD_SENTENCES = [
    "org.yml:3: kind（类型） “subdistrct”不认识，是不是“subdistrict”？",
    "org.yml:4: “柳巷社区”（sq）的上级“jdd”不存在，是不是“jd”？",
    "org.yml:5: 单位编码“sq”重复，org.yml:4 已经用过。",
    "org.yml:5: 单位没有“parnt”这一项，是不是“parent”？",
    "org.yml:6: categories（诉求类别） “heatng”不认识，是不是“heating”？",
    "org.yml:7: 小区“柳园”（xq）的上级是部门“bm”，应当是社区、村、网格、街道、区。",
    "org.yml:7: buildings（楼栋数） “很多”不是 0 到 10000 的整数。",
    "org.yml:9: 人员缺少 name（姓名）。",
    "org.yml:10: 人员编码“zhao”重复，org.yml:9 已经用过。",
    "org.yml:11: 账号“sim: z”重复，org.yml:10 已经用过。",
    "org.yml:13: 人员“zhou”不存在，是不是“zhao”？",
    "org.yml:13: role（角色） “service_chef”不认识，是不是“service_chief”？",
    "org.yml:13: 单位“xqq”不存在，是不是“xq”？",
    "org.yml:13: 副手“nobody”不存在，请先写上它。",
    "org.yml:14: from（开始） “2026-02-30”不是有效的日期，请写成 2026-01-01 的样子，不限期就留空。",
    "org.yml:15: 结束日期 2026-01-01 早于开始日期 2026-02-01。",
    "org.yml:17: kind（类型） “friends”不认识，可用的有 residents、grid_workers、volunteers。",
    "org.yml:18: 群聊“sim: g”重复，org.yml:17 已经用过。",
    "org.yml:18: 单位“nowhere”不存在，请先写上它。",
]
UNITS = "district: {code: hexi, name: 河西区}\nunits:\n  - {code: jd, kind: subdistrict, name: 柳巷街道}\n"


def write(folder: Path, content: str) -> Path:
    path = folder / "org.yml"
    path.write_text(content, encoding="utf-8")
    return path


def problems_of(folder: Path, content: str) -> list[str]:
    with pytest.raises(OrgFileError) as caught:
        read(write(folder, content))
    return [str(problem) for problem in caught.value.problems]


def warnings_of(folder: Path, content: str) -> list[Problem]:
    return read(write(folder, content))[1]


def test_a_good_file_becomes_the_tree(tmp_path: Path) -> None:
    tree, warnings = read(write(tmp_path, GOOD))
    assert warnings == []
    assert tree == GOOD_TREE


def test_every_problem_is_told_at_once_each_with_its_line(tmp_path: Path) -> None:
    assert problems_of(tmp_path, BAD) == BAD_SENTENCES


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("people:\n  - {code： zhao, name： 赵一}\n", "org.yml:5: “code： zhao”里是全角冒号"),
        ("people: {code: zhao}\n", "org.yml:4: people（人员）应当是列表"),
        ("people:\n  - zhao\n", "org.yml:5: people 的每一项都要写成带 code、name 的映射。"),
        ("people:\n  - {code: [zhao], name: 赵一}\n", "org.yml:5: code（编码） 应当是一段文字"),
        ("people:\n  - {code: 赵 一, name: 赵一}\n", "org.yml:5: code（编码） “赵 一”里不能有空格"),
        ("people:\n  - {code: a, code: b, name: 赵一}\n", "org.yml:5: code（编码） 写了两次"),
        ("people: []\npeople: []\n", "org.yml:5: people（人员）写了两次"),
        ("peple: []\n", "org.yml:4: 不认识“peple”这一部分，是不是“people”？"),
        ("people:\n  - {code: a, name: 赵\u202e一}\n", "（U+202E）"),
        ("people:\n  - {code: a, name: 赵\u200b一}\n", "（U+200B）"),
        ("people:\n  - {code: a, name: " + "赵" * 192 + "}\n", "太长（192 个字），最多 191 个字"),
        ("people:\n  - {code: a, name: b, accounts: zhao}\n", "账号“zhao”要写成“通道: 账号”"),
        ("people:\n  - {code: a, name: b, accounts: {Sim!: zhao}}\n", "通道“Sim!”只能用小写字母"),
        ("people:\n  - {code: a, name: b, accounts: {sim: {x: y}}}\n", "sim 账号 应当是一段文字"),
        (
            "people: [{code: a, name: b}]\nduties: [{person: a, role: volunteer, unit: jd, deputy: a}]\n",
            "不能做自己的副手",
        ),
        ("  - {code: lou, kind: building, name: 3号楼}\n", "org.yml:4: “3号楼”（lou）没有写上级"),
        ("  - {code: hexi, kind: community, name: 甲}\n", "org.yml:4: 单位编码“hexi”已经是区的编码"),
        ("  - {code: hedong, kind: district, name: 河东区}\n", "org.yml:4: 区“hedong”与 district 里的“hexi”不同"),
        ("  - {code: hexi, kind: district, name: 河东区}\n", "区的名称“河东区”与 district 里的“河西区”不同"),
        ("  - {code: x, kind: estate, name: 甲, parent: jd, aliases: [甲、乙]}\n", "请分成几项"),
    ],
)  # fmt: skip
def test_a_single_mistake_gives_its_sentence(tmp_path: Path, lines: str, sentence: str) -> None:
    found = problems_of(tmp_path, UNITS + lines)
    assert any(sentence in problem for problem in found)


def test_parents_that_run_in_a_circle_are_named(tmp_path: Path) -> None:
    circle = "  - {code: a, kind: grid, name: 甲, parent: b}\n  - {code: b, kind: grid, name: 乙, parent: a}\n"
    found = problems_of(tmp_path, UNITS + circle + "  - {code: c, kind: grid, name: 丙, parent: c}\n")
    assert found == ["org.yml:4: 上级绕成了圈：a → b → a。", "org.yml:6: 上级绕成了圈：c → c。"]


def test_missing_sections_are_told(tmp_path: Path) -> None:
    assert problems_of(tmp_path, "policy: x\n") == [
        "org.yml:1: 不认识“policy”这一部分，只能有 district、units、people、duties、rosters、chats。",
        "org.yml:1: 缺少 district（区）这一部分。",
        "org.yml:1: 缺少 units（单位）这一部分。",
    ]
    sentences = [problem.sentence for problem in warnings_of(tmp_path, UNITS)]
    assert "people（人员）是空的，导入后就一个也没有了。" in sentences


def test_what_looks_wrong_but_works_is_a_warning(tmp_path: Path) -> None:
    extra = (
        GOOD.replace("chats:\n", "  - {person: qian, role: department, unit: lyy}\n"
        "  - {person: zhao, role: service_chief, unit: lyy, from: 2026-12-31}\nchats:\n"
        "  - {channel: telegam, id: 5, kind: residents, unit: lyy}\n")
        .replace("people:\n", "  - {code: lyy2, kind: estate, name: 新柳园, aliases: [柳园]}\npeople:\n"
        "  - {code: sun, name: 孙三, phone: 暂无}\n")
    )  # fmt: skip
    assert [str(problem) for problem in warnings_of(tmp_path, extra)] == [
        "org.yml:7: “新柳园”（lyy2）没有写上级，直接归到区。",
        "org.yml:7: “新柳园”（lyy2）没有任何负责人，诉求会转给“河西区”。",
        "org.yml:7: 小区名“柳园”与“柳园小区”（lyy）相同，居民这样说时分不清是哪个小区。",
        "org.yml:9: 电话“暂无”不像能拨通的号码。",
        "org.yml:18: 部门一般不设在小区上，请确认“lyy”没有写错。",
        "org.yml:19: “zhao”的同一职责与 org.yml:13 的时间重叠。",
        "org.yml:21: 不认识通道“telegam”，是不是“telegram”？",
    ]


def test_chinese_words_and_loose_forms_are_understood(tmp_path: Path) -> None:
    content = """\
区: {编码: hexi, 名称: 河西区}
单位:
  - {编码: hexi, 类型: 区, 名称: 河西区, 别名: 河西}
  - {编码: jd, 类型: 街道, 名称: 柳巷街道, 备注: 新设}
  - {编码: xq, 类型: 小区, 名称: 柳园, 上级: jd, 别名: 老柳园；柳树园, 楼栋数: 7栋, 诉求类别: 供暖、供水}
人员:
  - {编码: zhao, 姓名: 赵一, 电话: ~, 账号: "sim: zhao; wecom: zy; sim: zhao2"}
职责:
  - {人员: zhao, 角色: 服务长, 单位: xq, 开始: 2026年1月1日, 结束: 2026/12/31}
"""
    tree, _ = read(write(tmp_path, content))
    assert list(tree.units) == [
        Unit("hexi", "district", "河西区", None, ["河西"]),
        Unit("jd", "subdistrict", "柳巷街道", "hexi"),
        Unit("xq", "estate", "柳园", "jd", ["老柳园", "柳树园"], 7, ["heating", "water"]),
    ]
    assert list(tree.accounts) == [
        Account("sim", "zhao", "zhao"), Account("wecom", "zy", "zhao"), Account("sim", "zhao2", "zhao")
    ]  # fmt: skip
    assert tree.people[0].phone is None
    assert list(tree.duties) == [Duty("zhao", "service_chief", "xq", None, date(2026, 1, 1), date(2026, 12, 31))]
