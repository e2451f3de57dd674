"""The kinds of hint, and what each is called."""

from __future__ import annotations

from handlers.rules.inspecting import HintKind

NAMES: dict[HintKind, str] = {
    "photo_seen": "照片用过",
    "photo_old": "照片早于工单",
    "reply_pasted": "办结说明照抄",
    "at_once": "刚接就结",
    "last_minute": "踩着点办结",
    "not_solved": "居民说没解决",
}
