"""What is wrong with an org file, gathered so that one run tells everything."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from bot.orgfile.raw import Place

# Looking for near words costs time that grows with both lists; a file where everything is wrong must not hang.
MOST_SUGGESTIONS = 50
MOST_OPTIONS = 5_000
SHOWN_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: `where` is "file.yml:12" or "file.xlsx:units!B7", `sentence` is Chinese."""

    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}"


class OrgFileError(Exception):
    """The file cannot be used; `problems` are all that were found, in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Report:
    """Collects errors and warnings by place; the same sentence at the same place counts once."""

    def __init__(self) -> None:
        self._errors: dict[tuple[Place, str], None] = {}
        self._warnings: dict[tuple[Place, str], None] = {}
        self._suggestions_left = MOST_SUGGESTIONS

    def error(self, place: Place, sentence: str) -> None:
        """Something that keeps the file from being used."""
        self._errors[place, sentence] = None

    def warn(self, place: Place, sentence: str) -> None:
        """Something the operator should look at; the file can be used."""
        self._warnings[place, sentence] = None

    def suggest(self, word: str, options: Collection[str]) -> str:
        """The end of a sentence that asks whether a near word was meant, or nothing."""
        if self._suggestions_left == 0 or len(options) > MOST_OPTIONS:
            return ""
        self._suggestions_left -= 1
        near = get_close_matches(word[:64], options, n=1, cutoff=0.7)
        return f"，是不是“{shown(near[0])}”？" if near else ""

    @property
    def errors(self) -> list[Problem]:
        """Every error, in the order of the file."""
        return _sorted(self._errors)

    @property
    def warnings(self) -> list[Problem]:
        """Every warning, in the order of the file."""
        return _sorted(self._warnings)


def shown(text: str) -> str:
    """The operator's own words, short and without characters that disturb a terminal."""
    visible = "".join("�" if unicodedata.category(char) in {"Cc", "Cf", "Cs"} else char for char in text)
    return visible if len(visible) <= SHOWN_LENGTH else visible[: SHOWN_LENGTH - 1] + "…"


def refusal(place: Place, sentence: str) -> OrgFileError:
    """The error for a file that cannot be read further than this."""
    return OrgFileError([Problem(place.where, sentence)])


def _sorted(found: dict[tuple[Place, str], None]) -> list[Problem]:
    in_order = sorted(found, key=lambda item: item[0].order)
    return [Problem(place.where, sentence) for place, sentence in in_order]
