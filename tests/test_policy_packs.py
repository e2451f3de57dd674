"""Packs that extend others: what is inherited, where packs are found, and what is said with which line."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from handlers import policy
from handlers.durations import Duration
from handlers.policy import PACKS, PolicyError


def write(folder: Path, name: str, text: str) -> Path:
    """A pack's file."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.yml"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return path


def refused(folder: Path, name: str) -> PolicyError:
    with pytest.raises(PolicyError) as error:
        policy.load(name, [folder])
    return error.value


def test_a_pack_states_only_what_differs(tmp_path: Path) -> None:
    write(tmp_path, "town", """\
        title: 小镇
        extends: default
        titles: {service_chief: 片长}
        survey: {after: 1d, texts: {"5": 好得很}}
        """)  # fmt: skip
    found, parent = policy.load("town", [tmp_path]), policy.load("default")
    assert (found.name, found.title, found.extends) == ("town", "小镇", "default")
    assert found.titles == parent.titles | {"service_chief": "片长"}
    assert found.survey.texts == parent.survey.texts | {"5": "好得很"}
    assert (found.survey.after, found.survey.close_after) == (Duration(1, "d"), parent.survey.close_after)
    assert found.tracks == parent.tracks


def test_lists_replace_and_inherit_brings_the_parents_in(tmp_path: Path) -> None:
    write(tmp_path, "town", """\
        extends: default
        tracks:
          - {name: 半小时办, when: {category: [gas]}, clocks: {dispatch: 5m, accept: 5m, resolve: 30m}}
          - inherit
        routing:
          reporter_hidden_from: [volunteer]
        """)  # fmt: skip
    found, parent = policy.load("town", [tmp_path]), policy.load("default")
    assert [track.name for track in found.tracks] == ["半小时办", *(track.name for track in parent.tracks)]
    assert found.routing.reporter_hidden_from == {"volunteer"}
    assert found.routing.ladder == parent.routing.ladder


def test_a_grandchild_inherits_through_its_parent(tmp_path: Path) -> None:
    write(tmp_path, "city", "extends: default\ntitles: {service_chief: 片长, courtyard_chief: 楼院长}\n")
    write(tmp_path, "town", "extends: city\ntitles: {service_chief: 包片领导}\n")
    titles = policy.load("town", [tmp_path]).titles
    assert (titles["service_chief"], titles["courtyard_chief"]) == ("包片领导", "楼院长")
    assert titles["grid_worker"] == "网格员"


def test_a_key_without_a_value_takes_the_parents_away(tmp_path: Path) -> None:
    write(tmp_path, "town", "extends: default\nemergency: {gas: }\n")
    found = policy.load("town", [tmp_path])
    assert found.first_aid("gas") == found.emergency["default"]


def test_a_districts_own_pack_wins_and_may_extend_the_one_it_hides(tmp_path: Path) -> None:
    write(tmp_path, "default", "extends: default\ntitle: 本区规则\nwait: {at_most: 3d}\n")
    assert policy.load("default", [tmp_path]).wait.at_most == Duration(3, "d")
    assert policy.load("default").wait.at_most != Duration(3, "d")


def test_packs_that_extend_each_other_are_named(tmp_path: Path) -> None:
    write(tmp_path, "city", "extends: town\n")
    write(tmp_path, "town", "title: 小镇\nextends: city\n")
    assert "extends（city.yml 第1行）：继承成了一个圈：town、city、town" in str(refused(tmp_path, "town"))


def test_a_missing_parent_is_one_sentence(tmp_path: Path) -> None:
    write(tmp_path, "town", "title: 小镇\nextends: defualt\n")
    assert "extends（town.yml 第2行）：没有名为 defualt 的规则包；是不是 default？" in str(refused(tmp_path, "town"))


def test_everything_wrong_is_said_at_once_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, "town", """\
        title: 小镇
        extends: default
        survey:
          after: 3天
          remaind_after: 2d
        extend: {times: 1.5}
        titles: {service_chief: 片长, service_chief: 服务长}
        """)  # fmt: skip
    told = [str(problem) for problem in refused(tmp_path, "town").problems]
    assert told == [
        "town.yml 第4行 survey.after：时长“3天”看不懂：应写成 10m、2h、7d、5wd（工作日）或 8wh（工作时）",
        "town.yml 第5行 survey.remaind_after：没有这个项目，是不是想写 remind_after",
        "town.yml 第6行 extend.times：应是整数，现在是 1.5",
        "town.yml 第7行：键 service_chief 写了两次",
    ]


def test_an_inherited_value_is_named_with_the_file_it_came_from(tmp_path: Path) -> None:
    write(tmp_path, "city", "extends: default\ntitle: 市\nrouting:\n  reporter_hidden_from: [mayor]\n")
    write(tmp_path, "town", "extends: city\ntitle: 镇\n")
    [problem] = refused(tmp_path, "town").problems
    assert (problem.file, problem.line) == (tmp_path / "city.yml", 4)
    assert problem.said.startswith("titles 里没有称呼的角色“mayor”不认识")


def test_inherit_without_a_list_above_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "town", "extends: default\nrouting:\n  ladder:\n    - {at: [estate], roles: [inherit]}\n")
    assert "inherit 没有可以继承的列表" in str(refused(tmp_path, "town"))


def test_an_alias_that_means_itself_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "town", "extends: default\ntitles: &a\n  x: *a\n")
    assert "引用（&、*）太多或指向自己" in str(refused(tmp_path, "town"))


def test_words_that_yaml_makes_truth_and_numbers_of_stay_words(tmp_path: Path) -> None:
    write(tmp_path, "town", """\
        extends: default
        quiet_hours: {from: 22:30, to: 7:00}
        titles: {service_chief: on}
        calendar: {holidays: [2027-02-11]}
        """)  # fmt: skip
    found = policy.load("town", [tmp_path])
    assert (str(found.quiet.start), str(found.quiet.end)) == ("22:30:00", "07:00:00")
    assert found.titles["service_chief"] == "on"
    assert [str(day) for day in found.calendar_overrides.holidays] == ["2027-02-11"]


@pytest.mark.parametrize("name", sorted(path.stem for path in PACKS.glob("*.yml")))
def test_every_pack_that_comes_with_the_product_can_be_used(name: str) -> None:
    assert policy.load(name).name == name
