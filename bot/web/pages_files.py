"""The files people sent, for those who may see their tickets: whoever is signed in at the desk."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from fastapi import Path as InPath
from fastapi.responses import FileResponse, Response

from bot.filestore import FileStore
from bot.web.acting import BIGGEST
from bot.web.site import Here, Site, has_data
from storage import files
from storage.files import FileRow

_ENDINGS = {
    "image/jpeg": "jpg", "application/pdf": "pdf", "video/mp4": "mp4", "audio/amr": "amr", "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
}  # fmt: skip
# A file is only looked at: nothing in it may run, and no browser keeps it.
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
}

router = APIRouter(dependencies=[Depends(has_data)])
FileId = Annotated[int, InPath(ge=0, le=BIGGEST)]


@router.get("/files/{file_id}")
def whole(site: Here, file_id: FileId) -> Response:
    """A file as it is kept."""
    return sent(site, found(site, file_id), small=False)


@router.get("/files/{file_id}/small")
def small(site: Here, file_id: FileId) -> Response:
    """The small picture of it."""
    return sent(site, found(site, file_id), small=True)


def found(site: Site, file_id: int) -> FileRow | None:
    """The file with this id."""
    with site.product.database.read() as conn:
        return files.get(conn, site.district, file_id)


def sent(site: Site, row: FileRow | None, *, small: bool) -> Response:
    """The content of a file, or a sentence why it is not there."""
    if row is None or row.state != "kept" or row.hash is None or row.type not in _ENDINGS:
        raise HTTPException(404, "这个文件不在了：没有保存，或者已过保存期。")
    path = FileStore(site.product.settings.data_dir / "files").path(row.hash, small=small)
    if not path.exists():
        raise HTTPException(404, "这个文件不在了：没有保存，或者已过保存期。")
    shown = "inline" if row.type.startswith("image/") else "attachment"
    name = f"minhu-{row.id}.{_ENDINGS[row.type]}"
    return FileResponse(path, 200, _HEADERS, row.type, filename=name, content_disposition_type=shown)
