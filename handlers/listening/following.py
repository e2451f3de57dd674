"""Going on from what a group said: where its next message belongs, and keeping in mind what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.listening import deciding, memory
from handlers.listening.weighing import Weighed
from handlers.talk import Talk
from handlers.threads import Decision
from handlers.work import Case, Work
from handlers.workflow import Status
from nlu.conversation import choosing, listening
from nlu.conversation.choosing import NOWHERE, Choice
from nlu.conversation.ear import Heard
from nlu.conversation.remarks import Remark, Scene, Sketch
from nlu.understanding import Issue, Urgency
from storage import heard, inbox, sketches, tickets
from storage.heard import Spoken

PLAIN = 0.8  # probability of its category from which a trouble's own words are believed


@dataclass(frozen=True, slots=True)
class Listened:
    """A message that was listened to.

    Attributes:
        said: the messages just before it, as `scene.recent` has them.
        heard: what the ear heard in it.
        rivals: troubles it may have belonged to, with the probability of each, where it opens one of its own.
        unsure: probability that it belongs to a trouble, where that is too little to act on and too much to forget.
    """

    decision: Decision
    remark: Remark
    heard: Heard | None
    scene: Scene
    said: Sequence[Spoken]
    unsure: float | None
    rivals: Sequence[tuple[int, float]] = ()


def listen(talk: Talk, *, office: bool) -> Listened | None:
    """What a listener makes of a message; None where the engine gives no sense of what is said."""
    work = talk.work
    if talk.said.sense is None and talk.text:
        return None
    quotes = _quoted(talk)
    said, scene = memory.scene(work, talk.row, quotes or ())
    if talk.said.sense is None and not any(one.sound for one in said):
        return None
    remark = memory.heard_now(talk, office, quotes)
    if talk.message.reply_to is not None:
        quoted = (place for place, one in enumerate(said) if one.message_id == talk.message.reply_to)
        remark = replace(remark, quoted=next(quoted, None))
    choice = choosing.choose(choosing.load(), remark, scene)
    remark = choosing.after(remark, choice)
    memory.keep(work, talk.row, remark, choice)
    rule = work.policy.understanding.threads
    decision = deciding.decide(Weighed(talk.said, remark, choice, scene.sketches), rule.certainty)
    somewhere = 1 - choice.of(NOWHERE)
    doubtful = not (decision.join or decision.open) and somewhere >= rule.look and not office
    unsure = somewhere if doubtful else None
    return Listened(decision, remark, choice.heard, scene, said, unsure, _rivals(decision, choice, scene))


def _rivals(decision: Decision, choice: Choice, scene: Scene) -> list[tuple[int, float]]:
    if decision.join or len(decision.open) != 1:
        return []
    known = {one.id for one in scene.sketches if one.seed is None}
    return [(one.thread, one.probability) for one in choice.options if one.thread in known]


def _quoted(talk: Talk) -> tuple[int, ...] | None:
    """The tickets of the message that is answered; None when none is."""
    work, message = talk.work, talk.message
    if message.reply_to is None:
        return None
    found = inbox.by_message(work.conn, work.district, message.channel, message.reply_to)
    if found is None or found.chat != message.chat or found.ticket_id is None:
        return ()
    return (found.ticket_id,)


def joined(case: Case, listened: Listened) -> None:
    """Keep in mind that the message belongs to a ticket the group spoke of."""
    known = next((one for one in listened.scene.sketches if one.id == case.ticket.id), None)
    if known is not None:
        known.add(listened.remark)
        memory.save(case, known)


@dataclass(frozen=True, slots=True)
class Begun:
    """A trouble as it begins: its sketch, and what was said before and belongs to it after all."""

    sketch: Sketch
    earlier: Sequence[Spoken]

    def issue(self, told: Issue) -> Issue:
        """The trouble, its category as all that was said sounds, where the words that told it leave doubt."""
        category = self.sketch.category
        if told.confidence >= PLAIN or category is None or category == told.category:
            return told
        return replace(told, category=category, confidence=self.sketch.alike({category: 1.0}))

    def keep(self, case: Case) -> None:
        """Keep it in mind as this ticket."""
        self.sketch.id = case.ticket.id
        sketches.add(case.work.batch, memory.row_of(case, self.sketch))


def begun(listened: Listened, place: int | None = None) -> Begun:
    """A trouble that begins with the message.

    Args:
        place: where the message that begins it stands among the recent ones; the present one then only joins it.
    """
    recent = listened.scene.recent
    opener, before = (listened.remark, recent) if place is None else (recent[place], recent[:place])
    sketch, places = listening.begun(0, opener, before, listened.heard)
    if place is not None:
        sketch.add(listened.remark)
    return Begun(sketch, [listened.said[earlier] for earlier in places])


def better(case: Case, listened: Listened) -> str | None:
    """The category that all that was said shows better than the first words did; None where they still hold.

    Only while it is still being told, by whoever knows more, and nobody has accepted it: later people decide.
    """
    ticket = case.ticket
    known = next((one for one in listened.scene.sketches if one.id == ticket.id), None)
    if known is None or ticket.status != Status.DISPATCHED or ticket.urgency == Urgency.EMERGENCY:
        return None
    return listening.put_right(known, listened.remark, ticket.category)


def redraw(work: Work, case: Case) -> None:
    """Keep in mind what belongs to a ticket now, after people moved messages."""
    found = tickets.messages_of(work.conn, case.ticket)
    said = heard.of_messages(work.conn, work.district, [row.inbox_id for row in found])
    sketch = memory.redrawn(case, said)
    sketches.remove(work.conn, work.district, case.ticket.id)
    if sketch is not None and case.ticket.chat is not None:
        sketches.add(work.batch, memory.row_of(case, sketch))
