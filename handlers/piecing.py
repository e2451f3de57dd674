"""A trouble told in pieces: it is opened from all of them, and all of them belong to it."""

from __future__ import annotations

from dataclasses import replace

from handlers import correcting, pieces
from handlers.messages import Action, Outcome
from handlers.pieces import Pieces
from handlers.talk import Talk
from handlers.work import Case
from handlers.workflow import Status
from nlu import guessing
from nlu.guessing import SURE
from nlu.understanding import Intent, Issue, Understanding, Urgency
from nlu.understanding import Kind as IssueKind
from storage import inbox

_PLAIN = 0.8  # probability of a subject that is named outright
_CAME_BEFORE = "后来说清楚了，归到同一张工单"


def whole(talk: Talk, *, going_on: bool) -> Talk:
    """The message with the pieces before it, where all of it tells a trouble; else as it came.

    Args:
        going_on: whether a trouble was told minutes ago: then words that are no trouble are about that one.
    """
    found = talk.pieces
    if found is None or (going_on and not talk.issues) or _only_things(talk, found):
        return talk
    issues = _issues(talk, found.said)
    if issues and issues == tuple(talk.issues):
        # It needs no piece to be understood: what was mere talk stays out of it.
        found = replace(found, rows=tuple(filter(pieces.tells, found.rows)))
    if not issues or not found.rows:
        return replace(talk, pieces=None) if talk.issues else talk
    place = talk.said.place if talk.said.place.estate or not found.said.place else found.said.place
    said = replace(found.said, intent=Intent.APPEAL, issues=issues, place=place)
    message = replace(talk.message, text="，".join([*found.words, talk.text]))
    return replace(talk, said=said, message=message, pieces=found)


def _only_things(talk: Talk, found: Pieces) -> bool:
    """Whether nobody has said yet what is wrong: "锦园3号楼", "水"."""
    told = [words for row, words in zip(found.rows, found.words, strict=True) if row.reason != pieces.HOME_TOLD]
    return all(map(guessing.thing, [*told, talk.text]))


def _issues(talk: Talk, together: Understanding) -> tuple[Issue, ...]:
    """What the pieces are about; words that name their own trouble need none before them to tell it."""
    alone = tuple(talk.issues)
    plain = guessing.subject(talk.text) is not None and all(issue.confidence >= SURE for issue in alone)
    if alone and (plain or any(issue.urgency is Urgency.EMERGENCY for issue in alone)):
        return alone
    joined = tuple(issue for issue in together.issues if issue.kind is not IssueKind.PRAISE)
    return joined or alone or _guessed(talk, together)


def _guessed(talk: Talk, together: Understanding) -> tuple[Issue, ...]:
    """What it sounds like; nothing where that is looked after already: then the words are about that."""
    issue = guessing.trouble(together.text)
    if issue is None or any(ticket.category == issue.category for ticket in talk.own(Action.CANCEL)):
        return ()
    return (together.topic or issue,)


def name_better(talk: Talk, case: Case) -> None:
    """A thing named afterwards ("楼下那个大门") says what a ticket of "关不上" is about, which nobody has got yet."""
    topic, ticket = talk.said.topic, case.ticket
    if topic is None or topic.confidence < _PLAIN or topic.category == ticket.category or not guessing.thing(talk.text):
        return
    own = guessing.SUBJECTS.get(ticket.category)
    if ticket.status == Status.OPEN and ticket.urgency == Urgency.NORMAL and not (own and own.search(ticket.summary)):
        correcting.understood_better(case, topic.category)


def bring(talk: Talk, outcome: Outcome) -> None:
    """The pieces belong to the ticket that what followed them has just opened."""
    case = talk.work.case(outcome.ticket_id) if talk.pieces and outcome.ticket_id else None
    if talk.pieces is None or case is None or case.ticket.opened_at != talk.work.now:
        return
    for row in talk.pieces.rows:
        case.add_message(row.id, row.message_id, row.sender, "more")
        inbox.belongs(talk.work.batch, row.district, row.id, case.ticket.id, _CAME_BEFORE)
