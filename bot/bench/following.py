"""What it costs to find where a message of a group belongs, with five hundred troubles open in that group."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from bot.bench.measure import Comparison, interleave
from bot.bench.town import CHANNEL, DISTRICT, Stage, stage
from handlers import group_talk, opening
from handlers.listening import following, memory
from handlers.messages import Inbound
from handlers.placing import Where
from handlers.talk import Talk
from handlers.work import Work
from nlu.conversation import choosing
from nlu.conversation.listening import CANDIDATES
from nlu.conversation.remarks import DIMENSIONS, RECENT, UNHEARD, Remark, Sketch
from nlu.judging import Meaning
from nlu.taxonomy import CATEGORIES
from nlu.understanding import Engine, Intent, Issue, Kind, Sense, Understanding, Urgency
from storage import inbox, sketches
from storage.inbox import InboxRow
from storage.residents import Resident

OPEN = 500
IDLE = RECENT // 2  # messages of small talk after them
CONTROL = "只读出同样的行"
GROUP = "g1"
_WORDS = "三号楼电梯又停在半中间没人管谁来看一下暖气水管漏车位堵"
# The same rows, asked for as plainly as a driver can.
_RECENT = (
    "SELECT i.id, i.sender, i.at, i.payload, i.ticket_id, h.told, h.sense, h.meaning FROM inbox i "
    "LEFT JOIN heard h ON h.district = i.district AND h.inbox_id = i.id "
    "WHERE i.district = ? AND i.channel = ? AND i.chat = ? ORDER BY i.id DESC LIMIT ?"
)
_LATELY = (
    "SELECT s.ticket_id, s.last_at, s.data, s.centre, t.status FROM sketches s "
    "JOIN tickets t ON t.district = s.district AND t.id = s.ticket_id "
    "WHERE s.district = ? AND s.channel = ? AND s.chat = ? ORDER BY s.last_at DESC LIMIT ?"
)


def followed(engine: Engine, messages: int, rounds: int) -> Comparison:
    """Messages of one group, each weighed against the troubles spoken of there; understanding them is not counted."""
    dice = random.Random(11)  # noqa: S311 - a sample to measure with
    with stage(engine, durable=True) as made:
        now = made.clock.now()
        _open(made, dice, now)
        talks = [_said(made, dice, number, now) for number in range(messages)]

        def product() -> int:
            with made.product.work("bench") as work:
                for row, message, said in talks:
                    somebody = Resident(DISTRICT, CHANNEL, message.sender, None, "e1", None, None, None, now)
                    talk = Talk(work, replace(row, id=work.new_id()), message, said, somebody)
                    following.listen(talk, office=False)
            return len(talks)

        with closing(sqlite3.connect(made.path)) as plain:
            place = (DISTRICT, CHANNEL, GROUP)

            def control() -> int:
                for _ in talks:
                    plain.execute(_RECENT, (*place, RECENT)).fetchall()
                    plain.execute(_LATELY, (*place, CANDIDATES)).fetchall()
                return len(talks)

            return interleave(Comparison(f"群里归类，{OPEN} 件在说", "一条消息", CONTROL), rounds, product, control)


def _open(made: Stage, dice: random.Random, now: datetime) -> None:
    """Five hundred troubles, and then some small talk, so that not all of those spoken of last were just spoken of."""
    for number in range(OPEN + IDLE):
        row, message, said = _said(made, dice, -1 - number, now - timedelta(minutes=OPEN + IDLE - number))
        with made.product.work("bench") as work:
            inbox.add(work.conn, row)
            remark = _remark(work, row, message, said)
            # What the ear remembers of a message is read back with each that follows.
            choice = choosing.choose(choosing.load(), remark, memory.scene(work, row, ())[1])
            # The words are drawn by lot: nothing in them is small talk to the ear.
            if number >= OPEN:
                choice = replace(choice, told=UNHEARD)
            remark = choosing.after(remark, choice)
            memory.keep(work, row, remark, choice)
            assert said.sense is not None  # noqa: S101 - made here
            if number < OPEN:
                case = opening.open_ticket(work, row, message, said.sense.issue, Where(None))
                sketches.add(work.batch, memory.row_of(case, Sketch.begun(case.ticket.id, remark)))
                inbox.done(work.batch, row, work.now, "appeal", "bench", case.ticket.id)


def _remark(work: Work, row: InboxRow, message: Inbound, said: Understanding) -> Remark:
    talk = group_talk.said_in(work, row, message, said)
    return memory.heard_now(talk, office=False, quotes=None)


def _said(made: Stage, dice: random.Random, number: int, at: datetime) -> tuple[InboxRow, Inbound, Understanding]:
    text = "".join(dice.sample(_WORDS, 12))
    message = Inbound(CHANNEL, f"bench{number}", at, f"邻居{number % 400}", GROUP, text)
    row = InboxRow(DISTRICT, made.product.ids.next(at), CHANNEL, message.id, GROUP, message.sender, at, at,
                   message.payload())  # fmt: skip
    return row, message, _understood(dice, text)


def _understood(dice: random.Random, text: str) -> Understanding:
    category = dice.choice(list(CATEGORIES))
    rest = dice.sample(list(CATEGORIES), 5)
    issue = Issue(category, Kind.COMPLAINT, Urgency.NORMAL, 0.8, (0, len(text)))
    shares = dict.fromkeys(rest, 0.04) | {category: 0.8}
    intents = {intent.value: 0.1 for intent in Intent}
    sense = Sense(dice.random(), dice.random(), shares, intents, issue, _direction(dice), _direction(dice))
    return replace(Understanding(text, Intent.CHATTER, sense.appeal), sense=sense)


def _direction(dice: random.Random) -> Meaning:
    values = np.array([dice.gauss(0, 1) for _ in range(DIMENSIONS)], np.float32)
    found: Meaning = values / np.linalg.norm(values)
    return found
