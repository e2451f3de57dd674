"""A running process takes a newly adopted model without a restart."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

from bot.product import Product
from nlu.corpus import read_examples
from nlu.lessons import FILE
from nlu.understanding import Engine

log = logging.getLogger(__name__)

EVERY = 20.0  # seconds between two looks

Mark = tuple[int, int, int] | None


class Relearning:
    """Looks at the adopted lessons now and then; when others are there, the engine is made anew and exchanged.

    A message is understood by the old engine or the new one, never by half of each.
    """

    def __init__(self, folder: Path, make: Callable[[], Engine], clock: Callable[[], float] = time.monotonic) -> None:
        """To be made before the first engine: what is adopted meanwhile is not missed.

        Args:
            folder: where the models are.
            make: the engine as it is to be now.
        """
        self._path = folder / FILE
        self._make = make
        self._clock = clock
        self._known = self._mark()
        self._next = clock() + EVERY

    def look(self, product: Product) -> bool:
        """Exchange the engine if it is time to look and other lessons are there; whether it was exchanged."""
        if self._clock() < self._next:
            return False
        self._next = self._clock() + EVERY
        found = self._mark()
        if found == self._known:
            return False
        self._known = found
        try:
            if found is not None:
                read_examples(self._path)
            product.engine = self._make()
        except Exception:
            log.exception("the adopted lessons cannot be used; going on with the model in use")
            return False
        log.info("a newly adopted model is in use")
        return True

    def _mark(self) -> Mark:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size
