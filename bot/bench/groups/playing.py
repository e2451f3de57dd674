"""Our own listener: a transcript through the whole product on the virtual clock, as `minhu replay` does it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bot import bootstrap, orgfile, settings
from bot.bench.groups.transcripts import Transcript
from bot.clocks import VirtualTime
from bot.replay import events, output, stage
from bot.replay.events import CHANNEL
from bot.replay.player import Player
from nlu.understanding import Engine


def listen(transcript: Transcript, engine: Engine, folder: Path) -> None:
    """Play a transcript and leave its tickets, deliveries and messages in FOLDER/NN-name/."""
    recorded = events.read([transcript.path])
    district, _ = orgfile.read(transcript.org)
    own = folder / transcript.name
    output.prepare(own)
    with tempfile.TemporaryDirectory() as scratch:
        given = settings.read(database_url=f"sqlite:///{Path(scratch) / stage.FILE}")
        with stage.opened(given) as database:
            stage.set_up(database, district)
            clock = VirtualTime(recorded[0].message.at)
            product = bootstrap.build(given, database, engine, clock, stand_in=CHANNEL)
            player = Player(product, clock)
            player.play(recorded)
            player.run_until(recorded[-1].message.at)
            with database.read() as conn:
                output.write(conn, product.district, own, player.played.refused)
