"""What holds between the rows of an org file: nothing twice, every reference found, a tree that is one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from datetime import date
from itertools import pairwise

from bot.orgfile.problems import Report, shown
from bot.orgfile.raw import Place
from bot.orgfile.roster_links import check_rosters
from bot.orgfile.sections import Draft, Placed
from bot.orgfile.words import DISTRICT_OFFICES, PARENT_KINDS, ROLE_KINDS, ROLES, UNIT_KINDS
from storage.tree import Duty, Unit


def check_links(draft: Draft, report: Report) -> None:
    """Report everything that does not fit together."""
    units = {unit.row.code: unit for unit in draft.units if unit.row.code}
    kinds = {code: unit.row.kind for code, unit in units.items()} | {draft.code: "district"}
    names = {code: unit.row.name for code, unit in units.items()} | {draft.code: draft.name}
    people = {person.row.code for person in draft.people if person.row.code}
    _check_codes(draft, report)
    for unit in draft.units:
        _check_district(unit, draft, report)
        _check_parent(unit, kinds, report)
    _check_cycles(units, draft.code, report)
    for duty in draft.duties:
        _check_duty(duty, kinds, people, report)
    for turn in draft.rosters:
        _known(turn.row.unit, kinds, turn.place("unit"), "单位", report)
        _known(turn.row.person, people, turn.place("person"), "人员", report)
    check_rosters(draft, names, report)
    for chat in draft.chats:
        _known(chat.row.unit, kinds, chat.place("unit"), "单位", report)
    _check_overlaps(draft.duties, report)
    _check_names(draft.units, report)
    _check_held(draft, names, report)


def _check_codes(draft: Draft, report: Report) -> None:
    _once(((unit.row.code, unit.place("code")) for unit in draft.units), "单位编码", report)
    _once(((person.row.code, person.place("code")) for person in draft.people), "人员编码", report)
    accounts = ((f"{row.channel}: {row.account}", place) for row, place in draft.accounts)
    _once(accounts, "账号", report)
    chats = [chat for chat in draft.chats if chat.row.channel and chat.row.id]
    _once(((f"{chat.row.channel}: {chat.row.id}", chat.place("id")) for chat in chats), "群聊", report)


def _once(codes: Iterable[tuple[str, Place]], noun: str, report: Report) -> None:
    seen: dict[str, Place] = {}
    for code, place in codes:
        if code and code in seen:
            report.error(place, f"{noun}“{shown(code)}”重复，{seen[code].where} 已经用过。")
        elif code:
            seen[code] = place


def _check_district(unit: Placed[Unit], draft: Draft, report: Report) -> None:
    """A unit may describe the district itself, to give it aliases or categories."""
    row = unit.row
    if row.kind == "district" and row.code and draft.code and row.code != draft.code:
        sentence = f"区“{shown(row.code)}”与 district 里的“{shown(draft.code)}”不同，一个文件只写一个区。"
        report.error(unit.place("code"), sentence)
    elif row.kind and row.kind != "district" and row.code and row.code == draft.code:
        report.error(unit.place("code"), f"单位编码“{shown(row.code)}”已经是区的编码，请换一个。")
    elif row.kind == "district" and row.name and draft.name and row.name != draft.name:
        report.error(unit.place("name"), f"区的名称“{shown(row.name)}”与 district 里的“{shown(draft.name)}”不同。")


def _check_parent(unit: Placed[Unit], kinds: dict[str, str], report: Report) -> None:
    row, place = unit.row, unit.place("parent")
    allowed = PARENT_KINDS.get(row.kind, ())
    if row.kind == "district" and row.parent is not None:
        report.error(place, f"{_called(row)}是区，不能有上级。")
    if row.kind in {"", "district"} and row.parent is None:
        return
    if row.parent is None and row.kind not in DISTRICT_OFFICES:
        if "district" in allowed:
            report.warn(unit.fields.entry.place, f"{_called(row)}没有写上级，直接归到区。")
        else:
            report.error(unit.fields.entry.place, f"{_called(row)}没有写上级（parent）。")
    elif row.parent is not None and _known(row.parent, kinds, place, f"{_called(row)}的上级", report):
        kind = kinds[row.parent]
        if kind and allowed and kind not in allowed:
            fitting = "、".join(UNIT_KINDS.names[name] for name in allowed)
            sentence = f"的上级是{UNIT_KINDS.names[kind]}“{shown(row.parent)}”，应当是{fitting}。"
            report.error(place, f"{UNIT_KINDS.names[row.kind]}{_called(row)}{sentence}")


def _known(code: str, known: Collection[str], place: Place, noun: str, report: Report) -> bool:
    if code and code not in known:
        hint = report.suggest(code, [word for word in known if word])
        report.error(place, f"{noun}“{shown(code)}”不存在{hint or '，请先写上它。'}")
    return bool(code) and code in known


def _check_cycles(units: dict[str, Placed[Unit]], district: str, report: Report) -> None:
    settled: set[str] = {district}
    for start in units:
        path: dict[str, None] = {}
        code: str | None = start
        while code in units and code not in settled and code not in path:
            path[code] = None
            code = units[code].row.parent
        if code in path:
            loop = list(path)[list(path).index(code) :]
            chain = " → ".join(shown(step) for step in [*loop[:10], loop[0]])
            report.error(units[loop[0]].place("parent"), f"上级绕成了圈：{chain}。")
        settled.update(path)


def _check_duty(duty: Placed[Duty], kinds: dict[str, str], people: set[str], report: Report) -> None:
    row = duty.row
    _known(row.person, people, duty.place("person"), "人员", report)
    if row.deputy and _known(row.deputy, people, duty.place("deputy"), "副手", report) and row.deputy == row.person:
        report.error(duty.place("deputy"), f"“{shown(row.person)}”不能做自己的副手。")
    if row.starts_on and row.ends_on and row.starts_on > row.ends_on:
        report.error(duty.place("to"), f"结束日期 {row.ends_on} 早于开始日期 {row.starts_on}。")
    if _known(row.unit, kinds, duty.place("unit"), "单位", report):
        kind, allowed = kinds[row.unit], ROLE_KINDS.get(row.role)
        if kind and allowed and kind not in allowed:
            role, where = ROLES.names[row.role], UNIT_KINDS.names[kind]
            report.warn(duty.place("role"), f"{role}一般不设在{where}上，请确认“{shown(row.unit)}”没有写错。")


def _check_overlaps(duties: list[Placed[Duty]], report: Report) -> None:
    held: dict[Hashable, list[Placed[Duty]]] = defaultdict(list)
    for duty in duties:
        held[duty.row.person, duty.row.role, duty.row.unit].append(duty)
    for same in held.values():
        in_time = sorted(same, key=lambda duty: duty.row.starts_on or date.min)
        for before, after in pairwise(in_time):
            if (after.row.starts_on or date.min) <= (before.row.ends_on or date.max) and after.row.person:
                sentence = f"“{shown(after.row.person)}”的同一职责与 {before.fields.entry.place.where} 的时间重叠。"
                report.warn(after.fields.entry.place, sentence)


def _check_names(units: list[Placed[Unit]], report: Report) -> None:
    """Residents say names, not codes: one name for two estates sends their appeals astray."""
    first: dict[str, Unit] = {}
    for unit in units:
        row = unit.row
        for name in dict.fromkeys([row.name, *row.aliases]) if row.kind == "estate" else ():
            other = first.setdefault(name, row)
            if name and other is not row:
                key = "name" if name == row.name else "aliases"
                sentence = f"小区名“{shown(name)}”与{_called(other)}相同，居民这样说时分不清是哪个小区。"
                report.warn(unit.place(key), sentence)


def _check_held(draft: Draft, names: dict[str, str], report: Report) -> None:
    """A building is its estate's affair; every other unit should have somebody of its own."""
    held = {duty.row.unit for duty in draft.duties}
    if draft.code and draft.code not in held:
        report.warn(draft.place, f"区“{shown(draft.name)}”没有任何负责人，转到区里的诉求会没人接。")
    for unit in draft.units:
        row = unit.row
        if row.code and row.code not in held and row.kind not in {"building", "district"}:
            above = names.get(row.parent or draft.code) or "上级"
            sentence = f"{_called(row)}没有任何负责人，诉求会转给“{shown(above)}”。"
            report.warn(unit.fields.entry.place, sentence)


def _called(unit: Unit) -> str:
    return f"“{shown(unit.name or unit.code)}”" + (f"（{shown(unit.code)}）" if unit.name and unit.code else "")
