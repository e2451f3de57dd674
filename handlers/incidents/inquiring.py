"""How does it go? Of an incident at the asker's place, else of his own tickets, or of what we never heard of."""

from __future__ import annotations

from handlers import replying, reported
from handlers.incidents import asked
from handlers.messages import Outcome
from handlers.talk import Talk


def progress(talk: Talk) -> Outcome:
    """A resident's question in private."""
    return asked.progress(talk) or reported.unknown(talk) or replying.progress(talk)
