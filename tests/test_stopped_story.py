"""Who says that his heating is not warm any more is not told how glad everybody is."""

from __future__ import annotations

import pytest

from tests.fakes import Town


@pytest.mark.parametrize("words", ["暖气不热了", "我家暖气片不热了", "路灯不亮了", "电梯不走了", "不来水了"])
def test_what_stopped_working_is_written_down(town: Town, words: str) -> None:
    town.says("u1", f"锦园3号楼{words}")
    assert town.assignees(town.ticket())
