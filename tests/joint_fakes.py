"""What the stories about working together need besides the town."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.places import find_place
from nlu.understanding import USUAL_BOUNDS, Bounds, EstateName, Intent, Issue, Kind, Understanding, Urgency
from tests.fakes import FakeEngine


class Disputes(FakeEngine):
    """Understands a quarrel as well."""

    def understand(self, text: str, estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS) -> Understanding:
        """A dispute, or what anybody understands."""
        if "吵" not in text:
            return super().understand(text, estates, bounds)
        issue = Issue("dispute", Kind.COMPLAINT, Urgency.NORMAL, 0.9, (0, len(text)))
        return Understanding(text, Intent.APPEAL, 0.9, (issue,), find_place(text, estates), self.name)
