"""Everything a report is made of, read in one consistent view."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from handlers.figures import cohort, months, rates
from handlers.figures.cohort import Appeal
from handlers.figures.reports import Report
from handlers.figures.together import Together
from handlers.org import Org
from handlers.policy import Policy
from storage import exclusions, figures, parts
from storage.tree import Unit


def report(conn: Connection, org: Org, policy: Policy, unit: Unit, month: str, now: datetime) -> Report:
    """The report of a unit's month; ValueError with a sentence for what is no month."""
    everybody = appeals(conn, org, policy, month, now)
    span = months.span(month)
    asked = exclusions.of_span(conn, org.district, *span)
    joint = Together(
        *parts.mediations(conn, org.district, *span),
        parts.methods(conn, org.district, *span),
        parts.scores(conn, org.district, *span),
    )
    return Report(org, policy, unit, rates.of_unit(org, unit, everybody), asked, joint)


def appeals(conn: Connection, org: Org, policy: Policy, month: str, now: datetime) -> list[Appeal]:
    """The district's appeals of a month."""
    return cohort.appeals(figures.read(conn, org.district, *months.span(month)), policy, now)
