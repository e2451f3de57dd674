"""A channel's section of the settings: off when empty, on when complete, an error in between."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, SecretStr


class Section(BaseModel):
    """The settings of one channel.

    Attributes:
        label: what people call the channel.
        ways: the fields that make it complete; where there are several ways, one of them is enough.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: ClassVar[str]
    ways: ClassVar[tuple[tuple[str, ...], ...]]

    @property
    def on(self) -> bool:
        """Whether everything needed is there."""
        return any(all(self._given(name) for name in way) for way in self.ways)

    def missing(self) -> list[str]:
        """What is still needed for the way that is nearest to complete; empty when on, or when nothing is set."""
        if self.on or not any(self._given(name) for way in self.ways for name in way):
            return []
        lacking = [[name for name in way if not self._given(name)] for way in self.ways]
        return min(lacking, key=len)

    def _given(self, name: str) -> bool:
        value: Any = getattr(self, name)
        return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)
