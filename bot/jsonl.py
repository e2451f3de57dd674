"""JSON lines: one object a line, each readable on its own, whatever is in it."""

from __future__ import annotations

import json
from typing import Any

LONGEST_LINE = 16_000_000

# Legal within JSON, but many programs take them for line ends.
_LINE_ENDS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def encode(record: Any) -> bytes:
    """One line with its newline, UTF-8; what UTF-8 cannot say (half characters) is escaped."""
    text = json.dumps(record, ensure_ascii=False).translate(_LINE_ENDS)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def decode(line: str | bytes) -> dict[str, Any]:
    """The object on a line.

    Raises:
        ValueError: it is not one; the message says so in Chinese.
    """
    if len(line) > LONGEST_LINE:
        raise ValueError(f"这一行超过 {LONGEST_LINE // 1_000_000} MB。")
    try:
        data = json.loads(line)
    except UnicodeDecodeError as error:
        raise ValueError("这一行不是 UTF-8 编码。") from error
    except (ValueError, RecursionError) as error:
        raise ValueError("这一行不是 JSON。") from error
    if not isinstance(data, dict):
        raise ValueError("这一行应是一个 JSON 对象。")
    return data
