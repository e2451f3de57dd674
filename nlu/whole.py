"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PRIVATE, SHARED = 0o600, 0o666  # read by whoever runs minhu; by whomever the system lets read new files


@contextmanager
def whole(path: Path, mode: int = PRIVATE) -> Iterator[BinaryIO]:
    """A file that takes this place once all of it is on the disk; until then, and if it fails, what was there stays.

    Args:
        mode: who may read it.

    Raises:
        OSError: it cannot be written; nothing of it is left.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with open(draft, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def put(path: Path, text: str, mode: int = PRIVATE) -> None:
    """The same with a text.

    Raises:
        OSError: see `whole`.
    """
    with whole(path, mode) as file:
        file.write(text.encode())
