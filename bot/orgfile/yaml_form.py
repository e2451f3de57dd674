"""The YAML form of the org file, read with the line of every value.

The parser's events are used instead of its objects: a value stays as it was typed (a phone number keeps
its zeros), and depth, size and aliases are judged before anything grows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import MappingProxyType

import yaml

from bot.orgfile.problems import OrgFileError, refusal, shown
from bot.orgfile.raw import Entry, Items, Place, Raw, Text

MOST_VALUES = 1_000_000
DEEPEST = 20

_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HINTS = MappingProxyType(
    {
        "expected ',' or": "括号没有成对，或者少了逗号",
        "could not find expected ':'": "少了冒号，冒号后面要有一个空格",
        "unexpected end of stream": "引号没有成对",
        "mapping values are not allowed": "冒号的位置不对，多半是缩进不齐或缺了引号",
        "cannot start any token": "有不能放在开头的符号（如 Tab、@、`），请改用空格缩进或加引号",
        "unknown escape character": "双引号里有不认识的反斜杠",
        "did not find expected key": "缩进不齐",
        "did not find expected '-' indicator": "缩进不齐，或者列表项前少了“- ”",
        "invalid Unicode character": "双引号里的反斜杠写出了不存在的字符",
        "undefined tag handle": "有不认识的感叹号标记，请加引号",
    }
)


@dataclass(slots=True)
class _Open:
    """A list or a mapping that is not closed yet."""

    place: Place
    mapping: bool
    children: list[Raw] = field(default_factory=list)

    def closed(self) -> Raw:
        if not self.mapping:
            return Items(tuple(self.children), self.place)
        fields: list[tuple[Text, Raw]] = []
        for key, value in zip(self.children[::2], self.children[1::2], strict=True):
            if not isinstance(key, Text):
                raise refusal(key.place, "键必须是一个词，不能是列表或映射（花括号的内容请加引号）。")
            fields.append((key, value))
        return Entry(tuple(fields), self.place, self.place)


def read_yaml(data: bytes, name: str) -> Raw:
    """The one document in a YAML file; `name` is what its lines are called by.

    Raises:
        OrgFileError: not UTF-8, not YAML, nested or large beyond reason, or with aliases.
    """
    text = _decoded(data, name)
    try:
        return _built(_events(text), name)
    except yaml.MarkedYAMLError as error:
        raise _syntax_problem(error, text, name) from error
    except yaml.YAMLError as error:
        raise refusal(Place(name), "文件里有 YAML 不允许的字符，请用纯文本编辑器另存为 UTF-8。") from error


def _decoded(data: bytes, name: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal(_line(name, data.count(b"\n", 0, error.start)), _encoding_sentence(data)) from error
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start())
        raise refusal(_line(name, line), f"这一行有控制字符（U+{ord(control[0]):04X}），请删掉。")
    return text


def _encoding_sentence(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "文件是 UTF-16 编码，请另存为 UTF-8。"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "文件不是 UTF-8 文本，请确认选对了文件，并另存为 UTF-8。"
    return "文件不是 UTF-8 编码（看起来是 GBK），请另存为 UTF-8。"


def _events(text: str) -> Iterator[yaml.Event]:
    return yaml.parse(text, Loader=_LOADER)


def _built(events: Iterator[yaml.Event], name: str) -> Raw:
    top = _Open(Place(name), mapping=False)
    stack, documents = [top], 0
    for count, event in enumerate(events):
        mark = event.start_mark
        place = _line(name, mark.line, mark.column) if mark else top.place
        documents += isinstance(event, yaml.DocumentStartEvent)
        if isinstance(event, yaml.ScalarEvent):
            stack[-1].children.append(_scalar(event, place))
        elif isinstance(event, yaml.CollectionStartEvent):
            stack.append(_Open(place, isinstance(event, yaml.MappingStartEvent)))
        elif isinstance(event, yaml.CollectionEndEvent):
            closed = stack.pop().closed()
            stack[-1].children.append(closed)
        _refuse_excess(event, place, len(stack), count, documents)
    return top.children[0] if top.children else Text("", _line(name, 0))


def _refuse_excess(event: yaml.Event, place: Place, depth: int, count: int, documents: int) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise refusal(place, f"不支持 YAML 引用（*{shown(event.anchor or '')}），请把内容直接写出来。")
    if depth > DEEPEST:
        raise refusal(place, f"嵌套超过 {DEEPEST} 层，这不是组织文件。")
    if count > MOST_VALUES:
        raise refusal(place, f"内容超过 {MOST_VALUES} 项，请按区拆成几个文件。")
    if documents > 1:
        raise refusal(place, "一个文件只能有一份文档，请删掉第二个“---”及其后的内容。")


def _scalar(event: yaml.ScalarEvent, place: Place) -> Text:
    plain = event.style in {None, ""} and event.implicit[0]
    return Text("" if plain and event.value in _NULLS else event.value.strip(), place)


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, name: str) -> OrgFileError:
    mark = error.problem_mark or error.context_mark
    line = mark.line if mark else 0
    problem = error.problem or ""
    hint = next((hint for words, hint in _HINTS.items() if words in problem), "多半是缩进、引号或括号有误")
    lines = text.splitlines()
    near = "".join(lines[max(line - 1, 0) : line + 1])
    if "：" in near or "，" in near:
        hint += "；附近有全角的“：”或“，”，请检查是不是该用半角"
    return refusal(_line(name, min(line, max(len(lines) - 1, 0))), f"不是正确的 YAML：{hint}。")


def _line(name: str, line: int, column: int = 0) -> Place:
    return Place(f"{name}:{line + 1}", (line + 1, column))
