"""The desk sees where each group stands, and takes somebody out of everything that is kept."""

from __future__ import annotations

import pytest

from tests.web_fakes import Browser, ServedTown


@pytest.fixture
def desk(served: ServedTown) -> str:
    return next(duty.person for duty in served.inner.org().tree.duties if duty.role == "dispatcher")


def test_it_shows_the_groups_and_what_they_are_told(browser: Browser) -> None:
    page = browser.get("/desk/manners").text
    for told in ("不要记录我", "居民群", "演练群", "删除个人信息"):
        assert told in page


def test_nothing_is_erased_by_a_slip(browser: Browser, served: ServedTown, desk: str) -> None:
    form = {"person": desk, "channel": "sim", "account": "u1", "sure": ""}
    assert "没有删除" in browser.get(browser.post("/desk/manners/forget", form).headers["location"]).text
    assert browser.post("/desk/manners/forget", form | {"person": "nobody"}).status_code == 403


def test_somebody_is_erased_and_officials_are_not(browser: Browser, served: ServedTown, desk: str) -> None:
    form = {"person": desk, "channel": "sim", "account": "u1", "sure": "删除"}
    assert "已删除" in browser.get(browser.post("/desk/manners/forget", form).headers["location"]).text
    refused = browser.post("/desk/manners/forget", form | {"channel": "desk", "account": desk})
    assert "工作人员" in browser.get(refused.headers["location"]).text
