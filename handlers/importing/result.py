"""What came of confirming a record, in words."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Result:
    """Tickets opened, joined or there already, and how many proposals came to nothing or wait."""

    opened: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    left_out: int = 0
    again: list[str] = field(default_factory=list)
    later: int = 0

    @property
    def registered(self) -> bool:
        """Whether anything of it stands on a ticket now."""
        return bool(self.opened or self.joined or self.again)

    def for_bringer(self) -> str:
        """What whoever brought the record is told; of others' tickets no number."""
        parts = [f"开了{len(self.opened)}张工单：{'、'.join(self.opened)}"] if self.opened else []
        parts += ["有的早已登记，正在办" if parts else "早已登记，正在办"] if self.joined or self.again else []
        return "；".join(parts) + "。" if parts else ""

    def said(self) -> str:
        """All of it."""
        parts = [f"开了{len(self.opened)}张工单：{'、'.join(self.opened)}"] if self.opened else []
        parts += [f"并到已有工单{len(self.joined)}件：{'、'.join(dict.fromkeys(self.joined))}"] if self.joined else []
        parts += [f"早已登记，没有重开：{'、'.join(dict.fromkeys(self.again))}"] if self.again else []
        parts += [f"不开{self.left_out}件"] if self.left_out else []
        parts += [f"先留着{self.later}件"] if self.later else []
        return "；".join(parts) + "。" if parts else "没有要办的。"
