"""Photos that come with a form: a few, not too large, and really photos; anything else is one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from threading import BoundedSemaphore

from fastapi import HTTPException, UploadFile

from bot import pictures
from bot.pictures import BadFileError, Looked

MOST = 3
MAX_SIZE = 8 * 1024 * 1024  # bytes of one
MAX_BODY = MOST * MAX_SIZE + 256 * 1024
TOO_LARGE = f"照片太大了：每张不超过{MAX_SIZE // 1024 // 1024}MB，一次最多{MOST}张。请少选几张，或换小一点的。"
MAX_RECORD = 12 * 1024 * 1024  # bytes of a chat record with its form
RECORD_TOO_LARGE = f"记录太大了：一次不超过{MAX_RECORD // 1024 // 1024}MB，请分几次导入。"
_TOO_MANY = f"一次最多发{MOST}张照片，多的请分几次发。"

# A picture takes much memory for a moment: not many at once.
_drawing = BoundedSemaphore(2)


def looked(uploads: Sequence[UploadFile]) -> list[Looked]:
    """The photos of a form, ready to be kept.

    Raises:
        HTTPException: 413 or 422 with a sentence; nothing of the form may be taken then.
    """
    chosen = [upload for upload in uploads if upload.filename or upload.size]
    if len(chosen) > MOST:
        raise HTTPException(422, _TOO_MANY)
    return [_photo(upload) for upload in chosen]


def _photo(upload: UploadFile) -> Looked:
    content = upload.file.read(MAX_SIZE + 1)
    if len(content) > MAX_SIZE:
        raise HTTPException(413, TOO_LARGE)
    try:
        with _drawing:
            found = pictures.look(content, MAX_SIZE)
    except BadFileError as error:
        raise HTTPException(422, f"照片没有发出去：{error}。请换一张再发。") from error
    if found.type != pictures.JPEG:
        raise HTTPException(422, "这里只能发照片。语音请用输入法的话筒转成字，视频请截一张图。")
    return found
