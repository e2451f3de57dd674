"""What was done together is told with its sample."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.reporting import gathering
from handlers.figures.together import Together
from tests.fakes import Town
from tests.life_fakes import did


@pytest.mark.parametrize(("settled", "unsettled", "said"), [
    (0, 0, "—（没有样本）"), (1, 0, "100.0%（1/1，95%区间 20.7%–100.0%）"), (3, 1, "75.0%（3/4，95%区间 30.1%–95.4%）"),
])  # fmt: skip
def test_mediations_that_succeeded_are_told_with_sample_and_interval(settled: int, unsettled: int, said: str) -> None:
    assert Together(settled, unsettled).mediation == said


def test_what_a_department_was_given_by_whoever_called_it_stands_in_the_report(heating: Town) -> None:
    """M7: the community rates each department."""
    assert did(heating, "yuan", "accept")
    assert did(heating, "yuan", "whistle", "供热办 整栋楼不热")
    assert did(heating, "gr", "sign_in")
    assert did(heating, "gr", "report", "已协调热力公司放气补水")
    heating.later(minutes=1)
    assert did(heating, "yuan", "rate:4")
    product = heating.product
    org, unit = product.org(), product.org().unit("yb")
    assert unit is not None
    with product.database.read() as conn:
        report = gathering.report(conn, org, product.policy(), unit, "2026-11", heating.clock.now() + timedelta(days=1))
    assert ("吹哨评分", "区供热办", "平均4.0分（1次）") in report.joint_work().rows
