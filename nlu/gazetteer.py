"""Which estate is meant: names and aliases as people type them, misspelled, misheard, shortened or in old script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import add

from rapidfuzz.distance import OSA

from nlu.names import SHORTEST, Form, forms, goes_on, is_named_here, may_be_misheard, one_slip, with_numerals
from nlu.pinyin import FIRST_SYLLABLE, Pinyin
from nlu.understanding import EstateName

KEPT = 32  # lists of estates remembered by identity: one for each district that is in use
COMMON = 48  # two characters that more names have ("花园") find nobody
BETTER = 2  # characters by which a name that was nearly said must be longer than one within it that was said
SPOKEN = 3  # characters a name must have to be known by its sound


class Ear:
    """How characters are written today and how they sound, careless of zh/z, ch/c, sh/s and of -ng.

    Args:
        simplify: `str.translate` table from traditional to simplified characters.
        pinyin: syllables and readings, as the trained model keeps them.
    """

    def __init__(self, simplify: Mapping[int, str], pinyin: Pinyin) -> None:
        self.simplify = simplify
        careless: dict[str, str] = {}
        for row, name in enumerate(pinyin.syllables):
            careless.setdefault(_mumbled(name), chr(FIRST_SYLLABLE + row))
        self._sounds = {
            code: careless[_mumbled(pinyin.syllables[ord(sound) - FIRST_SYLLABLE])]
            for code, sound in pinyin.sounds.items()
        }

    def write(self, text: str) -> str:
        """Simplified characters."""
        return text.translate(self.simplify)

    def spell(self, text: str) -> str:
        """One sign for each character, the same for those that sound alike."""
        return text.translate(self._sounds)


@dataclass(frozen=True, slots=True)
class EstateFound:
    """An estate that was named.

    Attributes:
        guessed: its name was not said exactly.
        span: start and end (exclusive) of the name in the text.
        spoken: guessed, but what was written sounds as its name does, and as no other's.
    """

    code: str
    guessed: bool
    span: tuple[int, int]
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class _Near:
    form: Form
    start: int
    heard: bool

    @property
    def end(self) -> int:
        return self.start + len(self.form.text)


class Gazetteer:
    """All forms of all estates of one list, to be found in a text.

    Args:
        estates: nearest first.
        ear: None where only what is written counts.
    """

    def __init__(self, estates: Sequence[EstateName], ear: Ear | None = None) -> None:
        self._ear = ear
        self._by_start: dict[str, list[Form]] = {}
        self._by_sound: dict[str, list[tuple[str, Form]]] = {}
        self._by_pair: dict[str, list[tuple[int, Form]]] = {}
        simple = [EstateName(e.code, self._write(e.name), tuple(map(self._write, e.aliases))) for e in estates]
        for form in sorted(forms(simple), key=lambda form: -len(form.text)):
            self._add(form)
        self._by_pair = {pair: places for pair, places in self._by_pair.items() if len(places) <= COMMON}

    def _add(self, form: Form) -> None:
        name = form.text
        self._by_start.setdefault(name[:2], []).append(form)
        if self._ear and len(name) >= SPOKEN:
            sounds = self._ear.spell(name)
            self._by_sound.setdefault(sounds[:2], []).append((sounds, form))
        if form.stem >= SHORTEST and len(name) > SHORTEST:
            # One slip leaves two neighbours of the stem, or its end and the beginning of the suffix, as they were.
            for start in range(min(form.stem, len(name) - 1)):
                self._by_pair.setdefault(name[start : start + 2], []).append((start, form))

    def find(self, text: str) -> EstateFound | None:
        """The estate with the longest name told; what was not said exactly only where nothing better was.

        Args:
            text: of one width and case.
        """
        return self.look(text)[0]

    def look(self, text: str) -> tuple[EstateFound | None, tuple[str, ...]]:
        """The same, and beside it the estates that may be meant where nothing was said exactly, for who can ask."""
        plain = with_numerals(self._write(text))
        pairs = [*map(add, plain, plain[1:])]
        exact = self._exact(plain, pairs)
        close = self._close(plain, pairs, len(exact[0].text) + BETTER if exact else 0)
        codes = tuple(dict.fromkeys(near.form.code for near in close))
        if len(codes) == 1 and (exact is None or close[0].start <= exact[1] < close[0].end):
            first = close[0]
            return EstateFound(first.form.code, True, (first.start, first.end), first.heard), codes
        if exact is None:
            return None, codes
        form, start = exact
        end = start + len(form.text)
        doubtful = goes_on(plain, form, end) or (len(form.text) < SHORTEST and not form.full)
        return EstateFound(form.code, doubtful, (start, end)), (form.code,) if doubtful else ()

    def _write(self, text: str) -> str:
        return self._ear.write(text) if self._ear else text

    def _exact(self, text: str, pairs: Sequence[str]) -> tuple[Form, int] | None:
        best: tuple[Form, int] | None = None
        if self._by_start.keys().isdisjoint(pairs):
            return best
        for start, pair in enumerate(pairs):
            for form in self._by_start.get(pair, ()):
                if best and len(form.text) <= len(best[0].text):
                    break
                if text.startswith(form.text, start) and _is_meant(text, form, start):
                    best = (form, start)
                    break
        return best

    def _close(self, text: str, pairs: Sequence[str], shortest: int) -> list[_Near]:
        """The longest forms that were nearly said, those that sound so first."""
        near = [*self._misheard(text), *self._mistyped(text, pairs)]
        longest = max((len(one.form.text) for one in near), default=0)
        return [one for one in near if len(one.form.text) == longest >= shortest]

    def _misheard(self, text: str) -> Iterator[_Near]:
        if self._ear is None:
            return
        sounds = self._ear.spell(text)
        pairs = [*map(add, sounds, sounds[1:])]
        if self._by_sound.keys().isdisjoint(pairs):
            return
        for start, pair in enumerate(pairs):
            for sound, form in self._by_sound.get(pair, ()):
                if sounds.startswith(sound, start) and _is_misheard(text, form, start):
                    yield _Near(form, start, heard=True)

    def _mistyped(self, text: str, pairs: Sequence[str]) -> Iterator[_Near]:
        if self._by_pair.keys().isdisjoint(pairs):
            return
        tried: set[tuple[int, str]] = set()
        for place, pair in enumerate(pairs):
            for offset, form in self._by_pair.get(pair, ()):
                start = place - offset
                if (start, form.text) not in tried:
                    tried.add((start, form.text))
                    if _is_mistyped(text, form, start):
                        yield _Near(form, max(start, 0), heard=False)


def _is_meant(text: str, form: Form, start: int) -> bool:
    end = start + len(form.text)
    if form.full:
        return True
    if len(form.text) < SHORTEST and not is_named_here(text, start, end):
        return False
    return not goes_on(text, form, end)


def _is_misheard(text: str, form: Form, start: int) -> bool:
    end = start + len(form.text)
    typed = text[start:end]
    if typed == form.text or not may_be_misheard(form, typed) or goes_on(text, form, end):
        return False
    same = [a == b for a, b in zip(form.text, typed, strict=True)]
    likely = any(same[: form.stem]) and (sum(same) == len(same) - 1 or 2 * sum(same) >= len(same) > SPOKEN)
    return likely or is_named_here(text, start, end)


def _is_mistyped(text: str, form: Form, start: int) -> bool:
    """Whether the name was said there with one slip: a wrong, missing or additional character, or two swapped."""
    end = start + len(form.text)
    for first, last in ((start, end), (start, end - 1), (start + 1, end), (start, end + 1), (start - 1, end)):
        typed = text[max(first, 0) : last]
        if OSA.distance(form.text, typed, score_cutoff=1) == 1 and one_slip(form, typed):
            return not goes_on(text, form, last)
    return False


@lru_cache(maxsize=8)
def _indexed(estates: tuple[EstateName, ...], ear: Ear | None) -> Gazetteer:
    return Gazetteer(estates, ear)


# Hashing thousands of names costs more than finding one, so a tuple that was seen is known by identity.
_seen: dict[tuple[int, int], tuple[Sequence[EstateName], Ear | None, Gazetteer]] = {}


def gazetteer(estates: Sequence[EstateName], ear: Ear | None = None) -> Gazetteer:
    """The index of these estates, built at its first use."""
    key = (id(estates), id(ear))
    known = _seen.get(key)
    if known is not None:
        return known[2]
    built = _indexed(tuple(estates), ear)
    if isinstance(estates, tuple):
        while len(_seen) >= KEPT:
            _seen.pop(next(iter(_seen), key), None)
        _seen[key] = (estates, ear, built)  # holding both keeps their identities from being used again
    return built


def _mumbled(syllable: str) -> str:
    """How a syllable sounds to an ear that does not tell zh from z or -ng from -n."""
    core = syllable.replace("zh", "z").replace("ch", "c").replace("sh", "s")
    return core.removesuffix("g") if core.endswith(("ing", "eng", "ang")) else core


def find_estate(text: str, estates: Sequence[EstateName], ear: Ear | None = None) -> EstateFound | None:
    """The estate that was named, or None. A list of estates is indexed once; hand over the same tuple each time.

    Args:
        text: of one width and case.
        estates: nearest first.
    """
    return gazetteer(estates, ear).find(text)
