"""In a group: silent, unless it is asked by name or the pack says so; then one line with its source."""

from __future__ import annotations

from dataclasses import replace

from handlers import notices
from handlers.knowing import answering, matching, near, stationing
from handlers.knowing.wording import source_of
from handlers.messages import Kind, Outcome
from handlers.org import Address
from handlers.talk import Talk


def answer(talk: Talk) -> Outcome | None:
    """Answer a question of a group; None where nobody asked us, or it is not known."""
    rule = talk.work.policy.knowledge
    name = next((name for name in rule.called if name in talk.text), None)
    if rule.groups == "never" or (rule.groups == "asked" and name is None):
        return None
    asked = replace(talk, message=replace(talk.message, text=talk.text.replace(name or "", "").strip()))
    if name and (text := _station(asked)):
        return _say(talk, text, "问便民驿站")
    if not answering.asks(asked):
        return None
    unit = talk.said.place.estate or talk.resident.unit
    entry = matching.sure(talk.work, matching.best(talk.work, asked.text, unit))
    return _say(talk, f"{entry.answer}（{source_of(entry)}）", f"按知识库回答：{entry.id}") if entry else None


def _station(talk: Talk) -> str:
    service = stationing.wanted(talk.work.policy.stations, talk.text)
    if service is None or not stationing.offering(talk.work, service):
        return ""
    unit = talk.said.place.estate or talk.resident.unit
    return stationing.told(talk.work, service, unit, near.position(talk.text))


def _say(talk: Talk, text: str, reason: str) -> Outcome:
    to = Address(talk.message.channel, talk.message.chat or talk.message.sender)
    notices.owe(talk.work, to, Kind.ANSWER, text)
    return Outcome(reason)
