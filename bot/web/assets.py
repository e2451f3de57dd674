"""The static files, kept in memory under addresses that change with their content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FOREVER = "public, max-age=31536000, immutable"

router = APIRouter()


class Assets:
    """Every file of a folder. One digest names them all, so that modules can import each other by name."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(path for path in folder.iterdir() if path.suffix in _TYPES)
        self._files = {path.name: path.read_bytes() for path in paths}
        content = hashlib.sha256()
        for name, body in self._files.items():
            content.update(name.encode() + b"\0" + body)
        self.digest = content.hexdigest()[:12]

    def url(self, name: str) -> str:
        """The address of a file; `KeyError` when there is none."""
        self._files[name]
        return f"/static/{self.digest}/{name}"

    def response(self, digest: str, name: str) -> Response | None:
        """The file; kept by browsers for ever only under the digest it has now."""
        body = self._files.get(name)
        if body is None:
            return None
        caching = _FOREVER if digest == self.digest else "no-cache"
        media_type = _TYPES[Path(name).suffix] + "; charset=utf-8"
        return Response(body, media_type=media_type, headers={"Cache-Control": caching})


@router.get("/static/{digest}/{name}")
async def static(request: Request, digest: str, name: str) -> Response:
    """One static file."""
    assets: Assets = request.app.state.site.assets
    found = assets.response(digest, name)
    if found is None:
        raise HTTPException(404)
    return found
