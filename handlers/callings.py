"""What people call an official in a group: the name he bears there, which may be no name of the tree."""

from __future__ import annotations

import re
from collections import defaultdict

from handlers.work import Work
from storage import inbox

_LATELY = 500  # messages of the group in which he is looked for
_PIECES = re.compile("[\u4e00-\u9fff]+")
# What comes before a nickname, or stands where there is none: 物业小田, 社区-小任, 管家.
_OFFICE = (
    "物业|社区|居委会?|网格员?|院长|服务长|联系长|楼长|楼管|管家|客服|前台|值班|书记|主任|经理|主管|保安|秩序部|工程部|维修|保洁"
    "|街道|服务处|服务中心|服务|中心|项目部|公司|师傅|工作人员|民警|队长|站长"
)
_BEFORE = re.compile(rf"\A(?:{_OFFICE}){{1,4}}")
_SHORTEST, _LONGEST = 2, 5  # characters of what somebody is called


def of(work: Work, person: str, channel: str, chat: str | None) -> tuple[str, ...]:
    """What this person is called in the group: the name he spoke under lately, and what is left without his office."""
    if chat is None:
        return ()
    if (channel, chat) not in work.called:
        work.called[channel, chat] = _everybody(work, channel, chat)
    return work.called[channel, chat].get(person, ())


def _everybody(work: Work, channel: str, chat: str) -> dict[str, tuple[str, ...]]:
    names = defaultdict[str, set[str]](set)
    for row in inbox.talk(work.conn, work.district, channel, chat, limit=_LATELY):
        if person := work.org.person_of(channel, row.sender):
            names[person] |= nicknames(str(row.payload.get("sender_name") or "").strip())
    return {person: tuple(sorted(called)) for person, called in names.items()}


def nicknames(name: str) -> set[str]:
    """How a name that is shown in a group is spoken: 物业小田 is 小田, 网格员-阿伟 阿伟; an office is nobody."""
    left = (_BEFORE.sub("", piece) for piece in _PIECES.findall(name))
    found = {piece for piece in left if _SHORTEST <= len(piece) <= _LONGEST}
    return found | ({name} if found and name not in found else set())
