"""`minhu classify`: JSON lines in, JSON lines out, in order."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from bot import jsonl, settings
from bot.commands import engines
from bot.commands.options import DataDir, EngineName
from bot.commands.saying import UnusableError
from nlu.understanding import Engine

CHUNK = 200
_READ = 1 << 16


def classify(engine: EngineName = None, data_dir: DataDir = None) -> None:
    """逐行理解标准输入里的消息（每行 {"text": …}），逐行输出 JSON。

    答案与输入一一对应、顺序相同；空行跳过。某一行有误时，前面的答案已经输出，然后说明是哪一行。
    """
    nlu = engines.ready(settings.read(data_dir=data_dir), engine)
    waiting: list[str] = []
    try:
        for number, line, more in numbered(sys.stdin.buffer):
            if line.strip():
                waiting.append(_text(line, number))
            if waiting and (not more or len(waiting) >= CHUNK):
                _answer(nlu, waiting)
                waiting = []
    finally:
        _answer(nlu, waiting)


def numbered(stream: BinaryIO) -> Iterator[tuple[int, bytes, bool]]:
    """Lines with their numbers, and whether more of them have arrived already.

    Whoever writes one line and waits for its answer gets it: nothing is read ahead that is not there.

    Raises:
        UnusableError: a line is longer than any message.
    """
    number, rest = 0, b""
    while data := stream.read1(_READ):  # type: ignore[attr-defined]  # what BinaryIO leaves out of buffered streams
        *lines, tail = data.split(b"\n")
        for position, line in enumerate(lines, 1):
            number += 1
            yield number, rest + line, position < len(lines)
            rest = b""
        rest += tail
        if len(rest) > jsonl.LONGEST_LINE:
            raise UnusableError(f"标准输入:{number + 1}: 这一行太长。")
    if rest:
        yield number + 1, rest, False


def _text(line: bytes, number: int) -> str:
    try:
        text = jsonl.decode(line).get("text")
    except ValueError as error:
        raise UnusableError(f"标准输入:{number}: {error}") from error
    if not isinstance(text, str):
        raise UnusableError(f'标准输入:{number}: 缺少 "text"，或它不是文字。')
    return text


def _answer(nlu: Engine, texts: Sequence[str]) -> None:
    if not texts:
        return
    lines = [jsonl.encode(said.as_json()) for said in nlu.understand_many(texts)]
    sys.stdout.buffer.write(b"".join(lines))
    sys.stdout.buffer.flush()
