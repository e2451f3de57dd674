"""Nothing personal reaches a group or those who may be complained about, whatever people write."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers import privacy
from storage import outbox
from storage.database import Database
from storage.tree import Duty
from tests.fakes import Town, tree
from tests.life_fakes import imported, packed, with_duties

GROUP, PROPERTY = "g-jy", "wuye"
_NUMBER = re.compile(r"\d{6}-\d{4}")

phones = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
written_phones = phones.flatmap(
    lambda p: st.sampled_from([p, f"{p[:3]}-{p[3:7]}-{p[7:]}", f"{p[:3]} {p[3:7]} {p[7:]}"])
)
identities = st.from_regex(r"[1-6][0-9]{16}[0-9X]", fullmatch=True)
plates = st.from_regex(r"[陕京沪][A-Z][A-HJ-NP-Z0-9]{5,6}", fullmatch=True)
rooms = st.from_regex(r"[1-9][0-9]{2,3}", fullmatch=True)
doors = rooms.flatmap(lambda r: st.sampled_from([f"3号楼2单元{r}", f"3-2-{r}", f"{r}室", f"我家{r}", f"3栋{r}户"]))
names = st.from_regex(r"[李王张刘陈杨赵黄周吴][芳伟敏静丽强磊军洋勇艳杰娟涛明]{1,2}", fullmatch=True)
introductions = names.flatmap(
    lambda n: st.sampled_from([f"我叫{n}", f"联系人：{n}", f"我是{n}，", f"{n[0]}阿姨", f"老{n[0]}叔"])
)
personal = st.one_of(written_phones, identities, plates, doors, introductions)
troubles = st.sampled_from(["占车位", "车位被占车位了", "物业占车位不管", "停水", "暖气不热", "物业乱收费"])


def told(town: Town, *accounts: str) -> list[str]:
    """Every word owed to these, on the card too, ticket numbers left out."""
    with town.product.database.read() as conn:
        rows = outbox.everything(conn, town.product.district)
    return [
        _NUMBER.sub("", row.text + json.dumps(row.card, ensure_ascii=False))
        for row in rows
        if row.recipient in accounts
    ]


def secrets_in(words: str) -> set[str]:
    """What must not be repeated: the runs of three digits and more, plates and names."""
    found = set(re.findall(r"\d{3,}", words)) | set(re.findall(r"[陕京沪][A-Z][A-Z0-9]{5,6}", words))
    return found | set(re.findall(r"(?:我叫|联系人：|我是)([\u4e00-\u9fff]{2,3})", words))


@pytest.fixture(scope="module")
def empty(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for a new town in every example."""
    shutil.copy(sqlite_template, folder := tmp_path_factory.mktemp("towns") / "empty.db")
    return folder


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trouble=troubles, first=personal, second=personal, name=names, public=st.booleans(), take_it=st.booleans())
def test_personal_data_reaches_neither_the_group_nor_the_property_company(
    empty: Path, trouble: str, first: str, second: str, name: str, public: bool, take_it: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(empty, path := Path(folder) / "minhu.db")
        database = Database(f"sqlite:///{path}", durable=False)
        town = Town(database, Path(folder))
        group = GROUP if public else None
        words = [f"锦园{trouble}，{first}", f"补充 {second}"]
        town.says(f"account-{name}", words[0], group=group, sender_name=name)
        if take_it:
            # However it came to him: here the 院长 passes it on.
            town.presses("yuan", "transfer", "赵管家 去看看")
        town.says(f"account-{name}", words[1], group=group, sender_name=name)
        town.later(minutes=5)
        if take_it:
            town.presses(PROPERTY, "resolve", "已经处理好了")
            town.says(f"account-{name}", f"没解决，{first}")
        texts = told(town, GROUP, PROPERTY)
        hidden = secrets_in(" ".join(words)) | {name, f"account-{name}"}
        assert [(secret, text) for secret in hidden for text in texts if secret in text] == []
        database.close()


def test_a_complaint_about_the_property_company_shows_it_not_one_word(town: Town) -> None:
    town.says("李姐", "锦园3号楼2单元物业小王昨晚八点敲我家门骂人")
    town.presses("yuan", "transfer", "赵管家 请说明情况")
    (card,) = told(town, PROPERTY)
    for words in ("小王", "敲我家门", "3号楼", "2单元", "李姐"):
        assert words not in card
    assert "锦园小区" in card


def test_the_property_company_is_not_shown_who_complained_even_with_a_second_duty(town: Town) -> None:
    imported(town, with_duties([*tree().duties, Duty("wuye", "grid_worker", "hy")]))
    with town.product.work("t") as work:
        assert privacy.never_learns_who(work, "wuye")
        assert not privacy.never_learns_who(work, "yuan")


@pytest.mark.parametrize("words", ["物业乱收费", "物业乱收费，暖气也不热"])
def test_a_meeting_hears_no_building_of_a_complaint_about_whom_it_invites(
    sqlite: Database, tmp_path: Path, words: str
) -> None:
    town = packed(sqlite, tmp_path, "extends: yanta\n")
    for neighbour in ("李姐", "王哥"):
        town.says(neighbour, f"锦园3号楼2单元{words}")
    town.says("张三", "锦园5号楼停水")
    town.later(days=25)
    packs = [row.text for row in town.received(PROPERTY) if "久未解决" in row.text]
    assert packs
    assert not any("3号楼" in text for text in packs)
    assert any("5号楼" in text for text in packs)


def test_a_repair_tells_the_property_company_what_and_where(town: Town) -> None:
    town.says("李姐", "锦园3号楼2单元1502门口有人占车位，电话13812345678")
    card = "".join(told(town, PROPERTY))
    assert "3号楼2单元" in card
    assert "门口有人占车位" in card
    assert "1502" not in card
    assert "138" not in card


def test_those_who_have_to_go_there_see_the_door_and_the_words(town: Town) -> None:
    town.says("李姐", "锦园3号楼2单元1502暖气不热，电话13812345678")
    card = "".join(told(town, "yuan"))
    assert "3号楼2单元1502" in card
    assert "13812345678" in card


@pytest.mark.parametrize(("words", "shown"), [
    ("屋里只有14度，3号楼也是", "屋里只有14度，3号楼也是"),
    ("电话１３８１２３４５６７８", "电话（号码已隐去）"),
    ("我住三零一", "我住（号码已隐去）"),
    ("车牌陕A·12345挡路", "车牌（车牌已隐去）挡路"),
    ("陕AD12345占位", "（车牌已隐去）占位"),
    ("微信号abc_12x找我", "（账号已隐去）找我"),
    ("邮箱a.b@c.com找我", "邮箱（邮箱已隐去）找我"),
    ("楼上张阿姨家漏水", "楼上（姓名已隐去）家漏水"),
    ("我叫李芳，住得远", "（姓名已隐去），住得远"),
    ("身份证61011319900101123X", "身份证（号码已隐去）"),
])  # fmt: skip
def test_what_names_somebody_is_masked(words: str, shown: str) -> None:
    assert privacy.masked(words) == shown


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_masking_takes_any_text(words: str) -> None:
    masked = privacy.masked(words)
    assert not re.search(r"[0-9]{3}", masked)
