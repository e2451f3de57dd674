"""The district's rules while the product runs: a changed pack is taken up, a broken one changes nothing."""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from handlers import policy
from handlers.policy import Policy, PolicyError
from nlu import whole

# How long a pack is trusted without a look at its files.
FRESH = timedelta(seconds=2)
# Beside the district's packs: what was in force last, for a start while a file is broken.
KEPT = ".in-force"
IN_FORCE = "仍按上一次能用的规则办理，改好后会自动生效"

log = logging.getLogger(__name__)


class Rulebook:
    """The pack in force.

    Attributes:
        folder: where the district's own packs lie; they win over those that come with the product.
        trouble: what is wrong with the pack as it is now, for operators; empty when all is well.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.trouble = folder, ""
        self._name = ""
        self._good: Policy | None = None
        self._looked_at: datetime | None = None

    def current(self, name: str, now: datetime) -> Policy:
        """The rules by which work is done now; `PolicyError` when there never were any that could be used."""
        if self._good is None or self._looked_at is None or name != self._name or abs(now - self._looked_at) > FRESH:
            self._good, self._name, self._looked_at = self._look(name), name, now
        return self._good

    def _look(self, name: str) -> Policy:
        try:
            found = policy.load(name, [self.folder])
        except PolicyError as error:
            return self._last_good(name, error)
        if found is not self._good:
            if self._good is not None:
                log.info("the policy pack %s changed and is in force", name)
            self._keep(name)
        self.trouble = ""
        return found

    def _last_good(self, name: str, error: PolicyError) -> Policy:
        good = self._good or self._kept(name)
        if good is None:
            raise error
        if str(error) != self.trouble:
            log.error("the policy pack cannot be used, the last good one stays in force: %s", error)
        self.trouble = str(error)
        return good

    def _keep(self, name: str) -> None:
        """Remember what is in force, where the district has packs of its own that may break."""
        path = self._kept_path(name)
        with suppress(OSError):
            if self.folder.is_dir():
                path.parent.mkdir(exist_ok=True)
                whole.put(path, json.dumps(policy.data_of(name, [self.folder]), ensure_ascii=False))

    def _kept(self, name: str) -> Policy | None:
        try:
            return policy.parse(json.loads(self._kept_path(name).read_text(encoding="utf-8")), name)
        except (OSError, ValueError, PolicyError):
            return None

    def _kept_path(self, name: str) -> Path:
        return self.folder / KEPT / f"{name}.json"
