"""Short codes for places, as they stand on posters: nobody can make one up, and none tells anything secret.

Links of platforms (`start=jy-3`, `scene_param=jy/3`) carry a place without proof: it gives no right to anything, and
whoever edits it says no more than he could type. Why that is enough: docs/resident-page.md.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from handlers import scenes
from storage import keys
from storage.database import Database

_BYTES = 5  # of the proof: eight letters


class PlaceCodes:
    """Writes and reads `jy-3-k7m2p9q4`: estate, building, proof; without a building it is the whole estate.

    Args:
        key: the district's own (`district_key`); codes stay good as long as it does.
    """

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def code(self, estate: str, building: str | None = None) -> str:
        """The code of a place."""
        return f"{estate}-{building}-{self._proof(estate, building)}" if building else (
            f"{estate}-{self._proof(estate, None)}"
        )  # fmt: skip

    def scene(self, code: str) -> str | None:
        """The place of a code as `Inbound.scene` has it; None when it is none of ours."""
        place, _, proof = code.strip().rpartition("-")
        given = proof.lower().encode("utf-8", "replace")
        estate, _, building = place.rpartition("-")
        # An estate's code may have hyphens as well: the proof tells which reading is meant.
        for readable in ((estate, building), (place, None)):
            if all(readable[:1]) and hmac.compare_digest(self._proof(*readable).encode(), given):
                return scenes.written(*readable)
        return None

    def _proof(self, estate: str, building: str | None) -> str:
        said = scenes.written(estate, building).encode("utf-8", "replace")
        digest = hmac.new(self._key, b"place:" + said, hashlib.sha256).digest()
        return base64.b32encode(digest[:_BYTES]).decode().lower()


def district_key(database: Database, district: str) -> str:
    """A random key of this district's own, made at its first use; it lies in the database, and so in its backup."""
    with database.read() as conn:
        found = keys.of(conn, district)
    if found is None:
        with database.begin() as conn:
            found = keys.made(conn, district)
    return found
