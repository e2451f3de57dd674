"""Who calls himself after an office in a group: 物业小田, 3栋管家, 网格员李芳."""

from __future__ import annotations

import re

_OFFICE = re.compile(
    "物业.{0,4}$|^.{0,6}(?:网格[员长]|客服|服务长)|^(?:楼栋|社区)?管家|^院长|^社区(?:书记|民警)|居委会"
)


def is_office(name: str) -> bool:
    """Whether a nickname says that its bearer looks after the place."""
    return _OFFICE.search(name.strip()) is not None
