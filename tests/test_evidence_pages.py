"""What neighbours told, on the page of the ticket: households, how warm they are, and nobody's door where hidden."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from storage.database import Database
from tests.phone_fakes import GROUP, Phone
from tests.web_fakes import Browser, ServedTown

CHIEF, PROPERTY = "court-jxhy", "prop-jxhy"


@pytest.fixture
def served(sqlite: Database, tmp_path: Path) -> ServedTown:
    """A district in which two households of one riser are cold, and one further down is not."""
    served = ServedTown(sqlite, tmp_path)
    served.says("李姐", "3号楼2单元602暖气不热，才14度", GROUP, sender_name="李姐")
    served.advance(timedelta(minutes=3))
    served.says("小陈", "我家也是，15度", GROUP, sender_name="3-2-802小陈")
    served.says("老赵", "我家好着呢，23度", GROUP, sender_name="3-2-302老赵")
    return served


def svg(page: str) -> str:
    """The chart; empty where there is none."""
    return page.split('<svg class="warmth"')[1].split("</svg>")[0] if 'class="warmth"' in page else ""


def test_the_desk_sees_every_household_and_how_warm_it_is(served: ServedTown) -> None:
    page = Browser(served).get(f"/desk/tickets/{served.number()}").text
    assert "另有1户邻居" in page
    assert "已有2户反映（3号楼2户）" in page
    for words in ("3号楼2单元602", "14度", "3号楼2单元802", "15度", "3号楼2单元302", "说自己家正常"):
        assert words in page.split("<h2>各户情况</h2>")[1].split("</section>")[0]
    assert svg(page).count("<polyline") == 3
    assert "达标18度" in svg(page)
    assert "办结" not in svg(page)


def test_before_and_after_stand_on_both_sides_of_the_day_it_was_called_done(served: ServedTown) -> None:
    number = served.number()
    served.advance(timedelta(hours=2))
    Phone(served, CHIEF).does(number, "accept")
    Phone(served, CHIEF).does(number, "resolve", text="换了阀门，已经热了")
    assert "办结" in svg(Phone(served, CHIEF).page(number))


def test_the_phone_shows_it_without_a_script(served: ServedTown) -> None:
    page = Phone(served, CHIEF).page(served.number())
    assert "3号楼2单元802" in svg(page)
    assert "<script" not in page


def test_the_property_company_sees_readings_and_nobodys_door(served: ServedTown) -> None:
    number = served.number()
    Phone(served, CHIEF).does(number, "transfer", whom=PROPERTY, text="请去看看")
    page = Phone(served, PROPERTY).page(number)
    assert "住户1" in svg(page)
    assert not any(room in page for room in ("602", "802", "302"))


def test_whoever_is_complained_about_sees_none_of_it(served: ServedTown) -> None:
    served.says("老张", "8号楼物业不管事，骂人", GROUP)
    number = served.number()
    served.says("小刘", "我家也是", GROUP, sender_name="8-1-901小刘", reply_to=served.accepted[-1].id)
    Phone(served, CHIEF).does(number, "transfer", whom=PROPERTY, text="请说明情况")
    page = Phone(served, PROPERTY).page(number)
    assert "各户情况" not in page
    assert "901" not in page
