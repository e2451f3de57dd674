"""Tencent's native library, as its header documents it (WeWorkFinanceSdk_C.h, document/path/91774). Blocks.

Every slice and media object it makes is given back whatever happens; a call that fails tells a number.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from bot.channels.base import DeliveryError, RefusedError, TemporaryError

TITLE = "会话内容存档"
TIMEOUT = 10  # seconds for one call
MAX_FILE = 20 * 1024 * 1024

_WHY = MappingProxyType(
    {
        10000: "请求参数不对，请核对企业 ID 和“会话内容存档”的 Secret",
        10001: "网络请求失败",
        10002: "数据解析失败",
        10003: "系统失败",
        10004: "密钥不对，加密失败",
        10005: "文件编号不对",
        10006: "解密失败",
        10007: "找不到消息加密版本的私钥",
        10008: "消息的密钥解析出错",
        10009: "服务器 IP 不在“会话内容存档”的可信 IP 里",
        10010: "数据已经过期",
        10011: "证书错误",
    }
)
_PASSING = frozenset({10001, 10002, 10003})
_MEND = frozenset({10000, 10009, 10011})  # somebody has to mend the settings; until then everything waits
_MEND_SECONDS = 600.0

_P, _S, _I = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
# What comes back as bytes is a plain pointer: it may hold zeros, and its length is told apart.
_SIGNATURES: MappingProxyType[str, tuple[Any, tuple[Any, ...]]] = MappingProxyType(
    {
        "NewSdk": (_P, ()),
        "Init": (_I, (_P, _S, _S)),
        "DestroySdk": (None, (_P,)),
        "GetChatData": (_I, (_P, ctypes.c_ulonglong, ctypes.c_uint, _S, _S, _I, _P)),
        "DecryptData": (_I, (_S, _S, _P)),
        "NewSlice": (_P, ()),
        "FreeSlice": (None, (_P,)),
        "GetContentFromSlice": (_P, (_P,)),
        "GetSliceLen": (_I, (_P,)),
        "GetMediaData": (_I, (_P, _S, _S, _S, _S, _I, _P)),
        "NewMediaData": (_P, ()),
        "FreeMediaData": (None, (_P,)),
        "GetOutIndexBuf": (_P, (_P,)),
        "GetIndexLen": (_I, (_P,)),
        "GetData": (_P, (_P,)),
        "GetDataLen": (_I, (_P,)),
        "IsMediaDataFinish": (_I, (_P,)),
    }
)


class Library:
    """One enterprise at the platform, through the library.

    Args:
        path: of `libWeWorkFinanceSdk_C.so`.

    Raises:
        RefusedError: there is no such library, or it is another one.
        DeliveryError: the platform does not take the enterprise's id and secret.
    """

    def __init__(self, path: str, corp_id: str, secret: str, proxy: str = "", password: str = "") -> None:
        self._calls = _load(path)
        self._proxy = (proxy.encode(), password.encode())
        # The library allows calls beside each other; giving it back meanwhile it does not.
        self._lock = threading.Lock()
        self._sdk: int | None = self._calls["NewSdk"]()
        if code := self._calls["Init"](self._sdk, corp_id.encode(), secret.encode()):
            self.close()
            raise _failure("初始化", code)

    def close(self) -> None:
        """Give the library's own object back."""
        with self._lock:
            if self._sdk is not None:
                self._calls["DestroySdk"](self._sdk)
                self._sdk = None

    def chat_data(self, after: int, limit: int) -> bytes:
        """The rows behind a sequence number as the platform answers them, in JSON; raises `DeliveryError`."""
        with self._lock, self._made("NewSlice", "FreeSlice") as piece:
            self._check("取消息", self._calls["GetChatData"](self._open(), after, limit, *self._proxy, TIMEOUT, piece))
            return self._content(piece)

    def opened(self, key: bytes, sealed: str) -> bytes:
        """A message, by its random key; raises `DeliveryError`."""
        with self._made("NewSlice", "FreeSlice") as piece:
            self._check("解密", self._calls["DecryptData"](key, sealed.encode(), piece))
            return self._content(piece)

    def media(self, reference: str) -> bytes:
        """A file, piece by piece (half a megabyte each); raises `DeliveryError`."""
        found, index = bytearray(), b""
        while True:
            more, piece, index = self._media(reference, index)
            found += piece
            if len(found) > MAX_FILE:
                raise RefusedError(f"{TITLE}：文件超过 {MAX_FILE // 1024 // 1024} MB")
            if not more:
                return bytes(found)

    def _media(self, reference: str, index: bytes) -> tuple[bool, bytes, bytes]:
        with self._lock, self._made("NewMediaData", "FreeMediaData") as media:
            asked = (self._open(), index, reference.encode(), *self._proxy, TIMEOUT, media)
            self._check("取文件", self._calls["GetMediaData"](*asked))
            data = _bytes(self._calls["GetData"](media), self._calls["GetDataLen"](media))
            following = _bytes(self._calls["GetOutIndexBuf"](media), self._calls["GetIndexLen"](media))
            more = not self._calls["IsMediaDataFinish"](media)
        if more and following == index:
            raise TemporaryError(f"{TITLE}：文件还有后面的部分，但没有前进")
        return more, data, following

    def _content(self, piece: int) -> bytes:
        return _bytes(self._calls["GetContentFromSlice"](piece), self._calls["GetSliceLen"](piece))

    @contextmanager
    def _made(self, make: str, free: str) -> Iterator[int]:
        made: int = self._calls[make]()
        try:
            yield made
        finally:
            self._calls[free](made)

    def _open(self) -> int:
        if self._sdk is None:
            raise TemporaryError(f"{TITLE}正在关闭")
        return self._sdk

    def _check(self, doing: str, code: int) -> None:
        if code:
            raise _failure(doing, code)


def _load(path: str) -> dict[str, Callable[..., Any]]:
    try:
        library = ctypes.CDLL(path)
        calls = {name: getattr(library, name) for name in _SIGNATURES}
    except OSError as error:
        raise RefusedError(f"{TITLE}：腾讯的库 {path} 加载不了，请检查路径、系统架构和它依赖的库") from error
    except AttributeError as error:
        raise RefusedError(f"{TITLE}：{path} 不是腾讯的 libWeWorkFinanceSdk_C.so") from error
    for name, (result, arguments) in _SIGNATURES.items():
        calls[name].restype, calls[name].argtypes = result, arguments
    return calls


def _bytes(pointer: int | None, length: int) -> bytes:
    return ctypes.string_at(pointer, length) if pointer and length > 0 else b""


def _failure(doing: str, code: int) -> DeliveryError:
    why = f"{TITLE}：{doing}没有成功：{_WHY.get(code, '平台没有说明原因')}（{code}）"
    passing = code in _PASSING or code in _MEND
    error: DeliveryError = (
        TemporaryError(why, _MEND_SECONDS if code in _MEND else None) if passing else RefusedError(why)
    )
    error.code = code
    return error
