"""Notices and doors in chat records: a notice is one message of who sent it, and a door belongs to a name."""

from __future__ import annotations

from datetime import date

import pytest

from nlu.chatrecords.reading import looks_pasted, read

DAY = date(2026, 11, 16)
NOTICE = (
    "【停水通知】\n停水范围：1至5号楼\n停水原因：管道检修\n施工单位：市水务公司\n恢复供水：预计17点\n"
    "温馨提示：请提前储水"
)
SAID = "3号楼暖气不热"
RECORDS = {
    "desktop": f"物业小王 2026/11/15 8:02\n{NOTICE}\n甜甜妈 2026/11/15 8:05\n{SAID}\n",
    "forwarded": f"物业小王  08:02\n{NOTICE}\n\n甜甜妈  08:05\n{SAID}\n",
    "dated inline": f"2026-11-15 08:02 物业小王：{NOTICE}\n2026-11-15 08:05 甜甜妈：{SAID}\n",
    "exporter": f"物业小王(2026-11-15 08:02:11):{NOTICE}\n甜甜妈(2026-11-15 08:05:11):{SAID}\n",
    "qq": f"2026-11-15 8:02:11 物业小王(12345678)\n{NOTICE}\n\n2026-11-15 8:03:11 甜甜妈(87654321)\n{SAID}\n",
    "clock inline": f"08:02 物业小王：{NOTICE}\n08:05 甜甜妈：{SAID}\n",
    "clock first": f"08:02 物业小王\n{NOTICE}\n08:05 甜甜妈\n{SAID}\n",
    "lines of hours": (
        "物业小王 2026/11/15 8:02\n停水通知\n9:00 3号楼\n10:00 4号楼\n11:00 5号楼\n"
        f"甜甜妈 2026/11/15 8:05\n{SAID}\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", RECORDS)
def test_a_notice_is_one_message_of_who_sent_it(form: str) -> None:
    record = read(RECORDS[form], DAY, DAY)
    assert [line.sender for line in record.lines] == ["物业小王", "甜甜妈"]
    assert record.lines[-1].text == SAID
    assert looks_pasted(RECORDS[form])


def test_a_record_of_one_notice_is_one_message() -> None:
    (line,) = read(f"物业小王 2026/11/15 8:02\n{NOTICE}\n", DAY, DAY).lines
    assert line.sender == "物业小王"
    assert "温馨提示" in line.text


FORMS = ["2026-11-15 8:02:11 {}\n暖气不热\n", "{} 2026/11/15 8:02\n暖气不热\n", "2026-11-15 08:02 {}：暖气不热\n"]


@pytest.mark.parametrize("name", ["老高(3-1-501)", "王姨（三号楼1201）", "老高(1-501)", "B座(B-1-501)"])
@pytest.mark.parametrize("form", FORMS)
def test_a_door_in_brackets_belongs_to_the_name(form: str, name: str) -> None:
    (line,) = read(form.format(name), DAY, DAY).lines
    assert line.sender == name


@pytest.mark.parametrize("account", ["(12345678)", "<ou_ma@qq.com>", "(wxid_ab12cd34ef)"])
def test_an_account_in_brackets_does_not(account: str) -> None:
    (line,) = read(f"2026-11-15 8:02:11 甜甜妈{account}\n暖气不热\n", DAY, DAY).lines
    assert line.sender == "甜甜妈"
