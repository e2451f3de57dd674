"""Numbers as people say and type them."""

from __future__ import annotations

from nlu.numerals import each, find_numbers, interval


def test_numerals_are_read_as_they_are_said() -> None:
    said = {
        "两千八": 2800,
        "一百五": 150,
        "三万五": 35_000,
        "一百零五": 105,
        "二十": 20,
        "十二": 12,
        "一千零五十": 1050,
    }
    assert {numeral: interval(numeral) for numeral in said} == {name: (value, value) for name, value in said.items()}
    assert interval("十五六") == (15, 16)
    assert interval("十几") == (11, 19)
    assert interval("二零二六") is None
    assert interval("千万") is None


def test_neighbours_are_counted_up() -> None:
    assert each("五六") == (5, 6)
    assert each("十五六") == (15, 16)
    assert each("一二三") == (1, 2, 3)
    assert each("二三十") == each("三五") == ()


def test_mixed_numbers() -> None:
    told = {text: [(n.low, n.high) for n in find_numbers(text)] for text in ("1万2", "2万3500", "20多万", "350多")}
    assert told == {
        "1万2": [(12000, 12000)],
        "2万3500": [(23500, 23500)],
        "20多万": [(2e5, 3e5)],
        "350多": [(350, 360)],
    }
