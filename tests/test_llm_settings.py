"""Whom to ask is set by the operator: a wrong value is told in one sentence, and the key is shown nowhere."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from nlu.engines.llm import LlmJudge, LlmSettings
from nlu.judging import Trouble
from tests import fakes_llm
from tests.fakes_llm import (
    KEY,
    UNSURE,
    WORDS,
    LlmServer,
    Reply,
    asking,
    completes,
    labels,
    status,
)

server = fakes_llm.server


def test_without_an_address_or_a_model_nobody_is_asked(tmp_path: Path) -> None:
    judge = LlmJudge(LlmSettings(), tmp_path)
    assert judge.tally.trouble is Trouble.MISSING
    assert judge.judge(WORDS, UNSURE) is None
    assert judge.tally.skipped == 1
    assert LlmSettings("https://llm.example").lacking == ("MODEL",)
    assert list(tmp_path.iterdir()) == []
    judge.close()


@pytest.mark.parametrize("changed", [
    {"base_url": "llm.example"}, {"base_url": "ftp://llm.example"}, {"base_url": "https://"},
    {"base_url": "https://me:secret@llm.example"}, {"base_url": "https://llm.example/?key=secret"},
    {"base_url": "https://a..b/"}, {"base_url": "https://llm example"}, {"api_key": "sk-一二三"}, {"api_key": "sk a\n"},
    {"model": "\udcff"}, {"daily_calls": -1}, {"timeout": 0.0}, {"timeout": float("nan")}, {"timeout": 61.0},
])  # fmt: skip
def test_an_unusable_setting_is_told_in_one_sentence(changed: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"^大模型.+。$") as told:
        replace(LlmSettings("https://llm.example", KEY, "fake"), **changed)  # type: ignore[arg-type]
    assert "secret" not in str(told.value)


def test_an_unusable_proxy_is_told_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "gopher://nowhere")
    with pytest.raises(ValueError, match=r"^环境变量.+。$"):
        LlmJudge(LlmSettings("https://llm.example", KEY, "fake"), tmp_path)


def test_neither_the_key_nor_the_words_are_logged(
    server: LlmServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    replies = iter([labels(), status(401), completes(f"回声：{WORDS} {KEY}"), Reply(hangs=True)])
    server.answer = lambda asked: next(replies)
    with caplog.at_level(logging.DEBUG), asking(server, tmp_path, timeout=0.5) as judge:
        for _ in range(4):
            judge.judge(WORDS, UNSURE)
    assert judge.tally.trouble is Trouble.SLOW
    assert caplog.records
    for secret in (KEY, WORDS, "羽绒服", ascii(WORDS)[1:-1]):
        assert secret not in caplog.text


def test_the_key_is_not_shown(tmp_path: Path) -> None:
    settings = LlmSettings("https://llm.example", KEY, "fake")
    judge = LlmJudge(settings, tmp_path)
    assert KEY not in repr(settings) + str(settings) + repr(judge) + repr(judge.__dict__)
    judge.close()
