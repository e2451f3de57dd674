"""The kinds of keys in the sections of Tencent's platforms; the cipher, which few starts need, is not among them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

AesKey = Annotated[str, Field(pattern="^([A-Za-z0-9]{43})?$", description="EncodingAESKey，43 个字母和数字")]
