"""Where the content of files lies: under the hash of itself, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from nlu.whole import whole

_SMALL = ".small"
_GONE = ".gone"


class FileStore:
    """A folder `ab/cdef…` of contents, each with a small picture beside it where it is a picture.

    Several processes may share it. Only its owner can read it: it holds what residents photographed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes, small: bytes | None = None) -> str:
        """Keep a content; returns its hash. What is there already is not written again.

        Raises:
            OSError: the disk is full or cannot be written.
        """
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        # The small one first: whoever finds the content finds both.
        for target, body in ((self.path(digest, small=True), small), (path, content)):
            if body is not None and not target.exists():
                _write(target, body)
        return digest

    def path(self, digest: str, *, small: bool = False) -> Path:
        """Where a content is, or would be.

        Raises:
            ValueError: that is no hash.
        """
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise ValueError(digest)
        return self._folder / digest[:2] / (digest[2:] + (_SMALL if small else ""))

    def remove(self, digest: str, unused: Callable[[], bool]) -> None:
        """Take a content away, unless somebody keeps the same one at this very moment.

        Args:
            unused: asks the database; asked once more when the content is out of the way. Whoever kept it
                before that is found by this, whoever keeps it afterwards finds no file and writes it anew.
        """
        path, small = self.path(digest), self.path(digest, small=True)
        aside = path.with_name(path.name + _GONE)
        if not unused():
            return
        try:
            path.replace(aside)
        except FileNotFoundError:
            return
        if unused():
            small.unlink(missing_ok=True)
            aside.unlink(missing_ok=True)
        else:
            aside.replace(path)


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with whole(path) as file:
        file.write(body)
