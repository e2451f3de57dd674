"""Which buttons stand on an official's card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from handlers.messages import Action
from handlers.rules.base import Fault, unknown
from handlers.rules.promises import FORMS
from handlers.workflow import Status

# What a card holds: of a longer list the first that fit the order and whoever gets the card.
MOST = 6
Buttons = Annotated[tuple[str, ...], Field(max_length=15)]


def amiss_cards(cards: Mapping[str, Buttons]) -> Iterator[Fault]:
    """What is wrong with them: a state, a form or an action nobody knows."""
    for key, actions in cards.items():
        form, _, status = key.rpartition(".")
        yield from unknown(("cards", key), [form] if form else [], FORMS, "工单种类")
        yield from unknown(("cards", key), [status], [state.value for state in Status], "状态")
        yield from unknown(("cards", key), actions, [action.value for action in Action], "按钮")
