"""What every listener does, in a living group and in a record: choose among candidates, begin, and see better."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from nlu.conversation import choosing
from nlu.conversation.choosing import NEW, NOWHERE, Choice
from nlu.conversation.ear import Heard
from nlu.conversation.looks import HALF_OVER
from nlu.conversation.remarks import TELLS, Remark, Sketch, relief, seed_place
from nlu.understanding import Kind

ALIKE = 0.5  # probability that two messages are about one category from which they may be one trouble
TELLING = timedelta(hours=1)  # how long the first words may be put right by what is added
CLEARLY = 1.2  # how much more must speak for another category before a ticket is put right, in logarithms of odds
ONE_KIND, UNLIKE = 0.8, 0.1  # probability of one category, and of the trouble's, from which words are about another
APART = 0.5  # so much of the probability of that trouble is then enough for one of their own
OVER = 0.8  # probability of "it works again" from which it may end a trouble; less is any good news
ENDS = 0.05  # probability from which "来水了" belongs to a trouble; less is "太好了" said to something else
SURELY = 0.9  # probability from which such words belong to the trouble all the same
PLAIN, LESS = 0.9, 0.1  # of words that by themselves are an appeal so surely, so much less certainty begins a trouble
CANDIDATES = 8  # troubles that a remark may belong to, those spoken of last; more of them find nothing more


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure a listener must be that a remark belongs to a trouble at all; to which is then the likeliest.

    Attributes:
        new: probability from which a trouble of its own is begun.
        joined: probability from which a remark belongs to a trouble that is known.
    """

    new: float = 0.75
    joined: float = 0.7


def begun(number: int, remark: Remark, recent: Sequence[Remark], heard: Heard | None) -> tuple[Sketch, list[int]]:
    """The sketch of a trouble that a remark begins, with what hinted at it before; and which of `recent` that was.

    Args:
        heard: what the ear heard in the remark that showed it.
    """
    remark = replace(remark, office=False)
    sketch = Sketch.begun(number, remark)
    places = choosing.before(choosing.load(), remark, sketch, recent, heard)
    for place in places:
        sketch.add(recent[place])
    return sketch, places


def put_right(sketch: Sketch, remark: Remark, category: str) -> str | None:
    """The category that all that was said of a trouble shows better than its own; None where this one still holds.

    Args:
        remark: the last that was said of it; what offices say puts nothing right, nor what comes when it has been told.
    """
    other = sketch.category
    if other is None or other == category or remark.office or remark.at - sketch.opened_at > TELLING:
        return None
    return other if sketch.better(other, category) >= CLEARLY else None


def candidates(sketches: Iterable[Sketch], always: Iterable[int] = ()) -> list[Sketch]:
    """The troubles spoken of last, and those that are quoted."""
    ordered = sorted(sketches, key=lambda one: one.last_at, reverse=True)
    wanted = set(always)
    return [one for place, one in enumerate(ordered) if place < CANDIDATES or one.id in wanted]


def decided(choice: Choice, certainty: Certainty, remark: Remark, sketches: Sequence[Sketch]) -> int:
    """The likeliest possibility a listener may act on; `NOWHERE` where he is not sure enough of any."""
    if (over := _works_again(choice, remark, sketches)) is not None:
        return over
    somewhere, best = 1 - choice.of(NOWHERE), choice.best.thread
    new = certainty.new - LESS if _plain(remark) else certainty.new
    if best == NEW:
        return NEW if somewhere >= new else NOWHERE
    enough = certainty.joined if seed_place(best) is None else certainty.new
    known = next((one for one in sketches if one.id == best), None)
    if known is not None and somewhere >= new and _told_apart(choice, remark, known):
        return NEW
    if known is not None and _of_another_kind(remark, known):
        enough = max(enough, SURELY)
    if somewhere < enough:
        return NOWHERE
    return NEW if known is not None and _something_else(remark, known) else best


def _plain(remark: Remark) -> bool:
    """Whether the words by themselves leave hardly a doubt that something is wrong; praise asks for nothing."""
    sense = remark.sense
    return sense is not None and sense.appeal >= PLAIN and sense.issue.kind is not Kind.PRAISE


def _works_again(choice: Choice, remark: Remark, sketches: Sequence[Sketch]) -> int | None:
    """The trouble that "来水了" ends: one its sender spoke of, or one it sounds like; None of everything else.

    The corpus leaves open whether such a message belongs, so nothing is learned about it.
    """
    sense = remark.sense
    if sense is None or relief(sense) < OVER or sense.appeal >= TELLS:
        return None
    begun = [one for one in sketches if one.seed is None]
    ended = [one for one in begun if remark.sender in one.speakers or one.alike(sense.categories) >= ALIKE]
    ended = [one for one in ended if choice.of(one.id) >= ENDS]
    return max(ended, key=lambda one: choice.of(one.id)).id if ended else None


def _of_another_kind(remark: Remark, sketch: Sketch) -> bool:
    """Whether the words of somebody new to a trouble leave little doubt that they are about another category.

    Only words that tell something are about one: "心里直发毛" is about what was told before it.
    """
    going_on = remark.sender in sketch.speakers or sketch.id in (remark.quotes or ())
    if remark.sense is None or remark.sense.appeal < TELLS or sketch.seed is not None or going_on:
        return False
    categories = remark.sense.categories
    return max(categories.values(), default=0.0) >= ONE_KIND and sketch.alike(categories) < UNLIKE


def _told_apart(choice: Choice, remark: Remark, sketch: Sketch) -> bool:
    """Whether plain words about another category are hardly less likely a trouble of their own.

    Swallowed by what was spoken of before, it would go to whom it does not concern; told twice, people merge it.
    """
    sense = remark.sense
    if sense is None or sense.appeal < TELLS or sense.issue.kind is Kind.PRAISE or remark.office:
        return False
    if sense.intents.get("follow_up", 0.0) >= TELLS:
        return False  # "快把电闸拉了", where water comes through the ceiling
    if sketch.seed is not None or sketch.category is None or sketch.id in (remark.quotes or ()):
        return False
    return sketch.alike(sense.categories) < UNLIKE and choice.of(NEW) >= APART * choice.of(sketch.id)


def _something_else(remark: Remark, sketch: Sketch) -> bool:
    """Whether it is conceded that a trouble is over ("来是来了") and another one is told."""
    if remark.sense is None or remark.sense.appeal < TELLS or HALF_OVER.search(remark.text) is None:
        return False
    return sketch.calmed
