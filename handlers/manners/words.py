"""Finding somebody's words again wherever they were repeated, whole, on one line, masked or cut short. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlu import masking

GONE = "（原话已删除）"
_SPACES = re.compile(r"\s+")
_CUT = "…"
_LEAST = 6  # characters: what is shorter is everybody's word, and is taken out only where it stands alone
_LEAST_CUT = 4  # of the beginning of something cut short
_PARTS = " / "  # between what somebody said at first and what he added


class Words:
    """The words of somebody, to be taken out of other texts.

    Args:
        texts: what he said.
        names: what he is called; taken out wherever they stand.
    """

    def __init__(self, texts: Iterable[str], names: Iterable[str] = ()) -> None:
        told = {text.strip() for text in texts} - {""}
        forms = {form for text in told for form in (text, _line(text), masking.masked(_line(text)))}
        self._alone = {form for form in forms if len(form) < _LEAST}
        self._forms = sorted(forms - self._alone, key=len, reverse=True)
        self._names = sorted({name for name in names if len(name) > 1}, key=len, reverse=True)

    def out_of(self, text: str) -> str:
        """The text with a remark in the place of each of them."""
        if text.strip() in self._alone:
            return GONE
        for form in self._forms:
            text = text.replace(form, GONE)
        if _CUT in text:
            for form in self._forms:
                text = _without_beginning(text, form)
        for name in self._names:
            text = text.replace(name, "（姓名已删除）")
        return text

    def out_of_summary(self, summary: str, instead: str) -> str:
        """What is left of a ticket's summary; `instead` where nothing is."""
        parts = (self.out_of(part) for part in self.out_of(summary).split(_PARTS))
        kept = [part for part in (part.replace(GONE, "").strip() for part in parts) if part]
        return _PARTS.join(kept) or instead


def _line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _without_beginning(text: str, form: str) -> str:
    """A text in which the beginning of this form stands, cut short with …"""
    at = text.find(_CUT)
    while at >= 0:
        for length in range(min(len(form), at), _LEAST_CUT - 1, -1):
            if text[at - length : at] == form[:length]:
                text, at = text[: at - length] + GONE + text[at + 1 :], at - length
                break
        at = text.find(_CUT, at + 1)
    return text
