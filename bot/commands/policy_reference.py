"""docs/policy.md, made from the models of a pack: `python -m bot.commands.policy_reference > docs/policy.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from handlers.packs import meanings, shape
from handlers.packs.meanings import Row
from handlers.packs.shelf import Shelf
from handlers.packs.spots import Spot
from handlers.policy import Policy
from handlers.policy_errors import PARTS

MOST = 70

HEAD = """# The policy pack

Made from the code (`make docs`). A pack is a YAML file that says how a district works: who gets what, by when,
and what people are told. `district.policy` in the org file names it; `minhu doctor --policy NAME` explains it in
plain Chinese, `minhu policy list` names all there are.

## A pack of your own

Put `NAME.yml` into the folder `policies` of the data directory (`MINHU_DATA_DIR`); it wins over a pack of that
name that comes with the product. Write only what differs:

```yaml
extends: default            # everything else is as there
title: 我区规则
titles: {service_chief: 片长}   # maps merge key by key; a key without a value takes the parent's away
tracks:                     # lists replace; an item `inherit` brings the parent's items in
  - {name: 半小时办, when: {category: [gas]}, clocks: {dispatch: 5m, accept: 5m, resolve: 30m}}
  - inherit
```

`minhu policy check FILE` lists everything that is wrong with file, line and field. A changed file is in force
within seconds while the product runs; every machine that runs a part of it needs the file. A broken one changes
nothing: the last good rules stay, and the desk, the log and `minhu doctor` say what is wrong. What was promised for
a ticket stays as it was promised; the new rules hold for new tickets, and where a ticket's category, urgency or
grade is changed.

Durations: `10m`, `2h`, `7d` run around the clock, `5wd` are working days by the Chinese calendar, `8wh` working
hours. Hours are `"08:00"`, days `2027-02-06`. Roles, kinds of unit, categories and urgencies are the words of the
[org file](org-file.md) and of `nlu/taxonomy.yml`.

## What may be written
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_parts()]).rstrip() + "\n"


def _parts() -> Iterator[str]:
    default = Shelf().named("default").spot or Spot({})
    apart = meanings.shared(Policy)
    rows = list(meanings.rows(Policy, apart=frozenset(apart)))
    for key in shape.keys(Policy):
        mine = [row for row in rows if row.path[0].removesuffix("[]") == key]
        yield f"### `{key}`" + (f" · {PARTS[key]}" if key in PARTS else "")
        yield ""
        said = _meaning(mine[0])
        yield f"{said[:1].upper()}{said[1:]}."
        yield ""
        example = _written(default, mine[0].path)
        if len(mine) > 1:
            yield from _table(mine[1:], default)
        elif example:
            yield f"In `default`: {example}"
        yield ""
    yield "## What is written in several places"
    yield ""
    for part in apart:
        yield f"### {part.__name__}"
        yield ""
        yield meanings.summary(part)
        yield ""
        yield from _table(list(meanings.rows(part, apart=frozenset(apart))), Spot({}))
        yield ""


def _meaning(row: Row) -> str:
    said = row.meaning.rstrip(".")
    return f"{said} ([{row.apart.__name__}](#{row.apart.__name__.lower()}))" if row.apart else said


def _table(rows: list[Row], default: Spot) -> Iterator[str]:
    yield "| field | meaning | in `default` | left out |"
    yield "|---|---|---|---|"
    for row in rows:
        name = ".".join(row.path)
        yield f"| `{name}` | {_meaning(row)} | {_written(default, row.path)} | {_left_out(row)} |"


def _left_out(row: Row) -> str:
    if row.default is None:
        return ""
    if row.default in ((), frozenset(), {}):
        return "none"
    # A part that is left out is what its own fields say when they are.
    return "" if isinstance(row.default, BaseModel) else _code(_flow(_plain(row.default)))


def _written(spot: Spot, path: tuple[str, ...]) -> str:
    """The value the default pack has there, the first of several; empty when it has none."""
    for part in path:
        key, listed = part.removesuffix("[]"), part.endswith("[]")
        inside = spot.value if isinstance(spot.value, dict) else {}
        found = next(iter(inside.values()), None) if key == "*" else inside.get(key)
        if listed and found is not None:
            found = next(iter(found.value), None) if isinstance(found.value, list) else None
        if found is None:
            return ""
        spot = found
    return _code(_flow(spot.plain))


def _flow(value: Any) -> str:
    """As it would be written on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(inner) for inner in value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple | frozenset) else value


def _code(text: str) -> str:
    if not text:
        return ""
    short = text if len(text) <= MOST else text[: MOST - 1] + "…"
    return f"`{short}`".replace("|", "\\|")


def unexplained() -> list[str]:
    """Fields whose meaning nobody wrote down."""
    return [".".join(row.path) for row in meanings.rows(Policy) if not row.meaning]


if __name__ == "__main__":
    sys.stdout.write(page())
