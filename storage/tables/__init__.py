"""Every table of the product.

Each table that grows has the primary key (district, …), so that PostgreSQL can distribute it by
district. Identifiers come from `Ids`, never from the database: a transaction's rows are built in
memory and written together. What has a "next moment to look" carries it in a column with a partial
index, so that a tick is one indexed query.
"""

from __future__ import annotations

from storage.tables.base import metadata
from storage.tables.cadences import cadences, households, listed, meeting_tasks, meetings, polls, visits, votes
from storage.tables.channels import files, notes
from storage.tables.commitments import commitments
from storage.tables.delivery import buttons, counters, meta, outbox, rollups
from storage.tables.figures import exclusions, nominations, past_counts, preventions, score_appeals, warnings
from storage.tables.heard import heard, sketches
from storage.tables.hints import completions, hints, photo_marks
from storage.tables.imports import imports
from storage.tables.incidents import incidents
from storage.tables.intake import dialogues, inbox, residents
from storage.tables.joint import rooms
from storage.tables.knowledge import answers, broadcasts, knowledge, stations
from storage.tables.learning import doubts, lessons
from storage.tables.manners import consents, unrecorded
from storage.tables.readings import readings
from storage.tables.regrouping import mergings, twins
from storage.tables.tickets import (
    clocks,
    events,
    ratings,
    supporters,
    surveys,
    ticket_messages,
    ticket_people,
    tickets,
)
from storage.tables.tree import accounts, chats, districts, duties, people, rosters, units
from storage.tables.unsure import asks, corrections
from storage.tables.volunteering import services

__all__ = [
    "accounts",
    "answers",
    "asks",
    "broadcasts",
    "buttons",
    "cadences",
    "chats",
    "clocks",
    "commitments",
    "completions",
    "consents",
    "corrections",
    "counters",
    "dialogues",
    "districts",
    "doubts",
    "duties",
    "events",
    "exclusions",
    "files",
    "heard",
    "hints",
    "households",
    "imports",
    "inbox",
    "incidents",
    "knowledge",
    "lessons",
    "listed",
    "meeting_tasks",
    "meetings",
    "mergings",
    "meta",
    "metadata",
    "nominations",
    "notes",
    "outbox",
    "past_counts",
    "people",
    "photo_marks",
    "polls",
    "preventions",
    "ratings",
    "readings",
    "residents",
    "rollups",
    "rooms",
    "rosters",
    "score_appeals",
    "services",
    "sketches",
    "stations",
    "supporters",
    "surveys",
    "ticket_messages",
    "ticket_people",
    "tickets",
    "twins",
    "units",
    "unrecorded",
    "visits",
    "votes",
    "warnings",
]
