"""The envelope, XML and errors of Tencent's platforms, against vectors another implementation made."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from wechatpy.crypto import WeChatCrypto

from bot.channels.base import RefusedError, TemporaryError
from bot.channels.tencent import xml
from bot.channels.tencent.envelope import FRESH, Envelope, EnvelopeError, signature
from bot.channels.tencent.errors import failure

ROOT = Path(__file__).parent.parent
# Made for this project with two npm libraries that share no code with ours (@wecom/crypto, wechat-crypto).
MADE: dict[str, Any] = json.loads((Path(__file__).parent / "fixtures" / "tencent_vectors.json").read_text("utf-8"))
VECTORS: list[dict[str, str]] = MADE["vectors"]


def envelope(vector: dict[str, str]) -> Envelope:
    return Envelope(vector["token"], vector["encoding_aes_key"], vector["receive_id"])


def query(vector: dict[str, str]) -> dict[str, str]:
    return {name: vector[name] for name in ("timestamp", "nonce", "msg_signature")}


def made(vector: dict[str, str]) -> datetime:
    return datetime.fromtimestamp(int(vector["timestamp"]), UTC)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_what_others_seal_we_open(vector: dict[str, str]) -> None:
    assert envelope(vector).open(query(vector), vector["encrypt"], made(vector)) == vector["plaintext"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_what_we_seal_wechatpy_opens(vector: dict[str, str]) -> None:
    sealed = envelope(vector).seal(vector["plaintext"], made(vector))
    other = WeChatCrypto(vector["token"], vector["encoding_aes_key"], vector["receive_id"])
    opened = other.decrypt_message({"Encrypt": sealed.encrypt}, sealed.signature, sealed.timestamp, sealed.nonce)
    assert opened == vector["plaintext"]


@pytest.mark.parametrize("vector", MADE["oa_signature"], ids=lambda vector: vector["nonce"])
def test_plain_signatures_are_theirs(vector: dict[str, str]) -> None:
    assert signature(vector["token"], vector["timestamp"], vector["nonce"]) == vector["signature"]


def test_an_old_call_is_not_taken_for_a_new_one() -> None:
    vector = VECTORS[0]
    later = made(vector) + timedelta(seconds=FRESH + 1)
    with pytest.raises(EnvelopeError, match="校准"):
        envelope(vector).open(query(vector), vector["encrypt"], later)


@pytest.mark.parametrize("changed", ["msg_signature", "nonce", "timestamp"])
def test_a_changed_query_is_not_believed(changed: str) -> None:
    vector = VECTORS[0]
    spoiled = query(vector) | {changed: "1" * 40}
    with pytest.raises(EnvelopeError, match="Token"):
        envelope(vector).open(spoiled, vector["encrypt"], made(vector))


@pytest.mark.parametrize("encrypted", ["", "=", "AAAA", "中文", "A" * 43, "AAAAAAAAAAAAAAAAAAAAAA=="])
def test_what_was_signed_but_does_not_open_is_a_sentence(encrypted: str) -> None:
    vector = VECTORS[0]
    signed = query(vector) | {
        "msg_signature": signature(vector["token"], vector["timestamp"], vector["nonce"], encrypted)
    }
    with pytest.raises(EnvelopeError):
        envelope(vector).open(signed, encrypted, made(vector))


def test_another_receiver_is_refused() -> None:
    vector = VECTORS[0]
    other = Envelope(vector["token"], vector["encoding_aes_key"], "wx-somebody-else")
    with pytest.raises(EnvelopeError, match="ID"):
        other.open(query(vector), vector["encrypt"], made(vector))


@pytest.mark.parametrize("said", ["a]]>b", "<b>&amp;</b>", "𠮷😀", "a\x00\x0b\ud800b"])
def test_no_text_breaks_out_of_an_answer(said: str) -> None:
    written = xml.render({"Content": said, "CreateTime": 5})
    kept = "".join(letter for letter in said if letter not in "\x00\x0b\ud800")
    assert xml.parse(written).text("Content") == kept


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<", b"<xml>", b"<a/>", b"<xml/>", b"{}", b"\xff\xfe<", "<xml>中".encode("gbk"),
        b'<!DOCTYPE x [<!ENTITY a "b">]><xml><a>&a;</a></xml>',
    ],
)  # fmt: skip
def test_what_is_no_message_is_a_sentence(body: bytes) -> None:
    with pytest.raises(ValueError, match="请求体"):
        xml.parse(body)


def test_reading_the_sections_loads_no_cipher() -> None:
    said = "import sys; from bot.channels import registry; registry.kinds(); print('wechatpy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, cwd=ROOT, check=True)  # noqa: S603
    assert ran.stdout.strip() == "False"


def test_settings_that_somebody_must_mend_name_the_address() -> None:
    error = failure("企业微信", 60020, "not allow to access from your ip, hint: [1], from ip: 203.0.113.7, more info")
    assert isinstance(error, TemporaryError)
    assert "203.0.113.7" in str(error)
    assert "可信" in str(error)
    assert error.code == 60020


def test_a_closed_window_is_final_and_a_busy_platform_is_not() -> None:
    assert isinstance(failure("公众号", 45015, ""), RefusedError)
    assert isinstance(failure("公众号", 45009, ""), TemporaryError)
    assert isinstance(failure("公众号", 99999, "secret=abc"), RefusedError)
    assert "abc" not in str(failure("公众号", 99999, "secret=abc"))
