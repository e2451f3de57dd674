"""What runs behind the pages: handle what came in, tick, deliver what is owed."""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import intake
from bot.attachments import Attachments
from bot.clocks import MovableTime
from bot.delivery import Delivery
from bot.product import NoDistrictError, Product
from bot.relearning import Relearning
from handlers.messages import Outcome
from nlu import similarity
from scheduler import ticks
from storage import files, inbox, outbox
from storage.inbox import InboxRow

log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0


class Worker:
    """Does everything that waits. Safe to run in several threads and processes.

    Args:
        relearning: looks for a newly adopted model when there is nothing else to do.
    """

    def __init__(self, product: Product, relearning: Relearning | None = None) -> None:
        self.product = product
        self._relearning = relearning
        self._delivery = Delivery(product)
        self._attachments = Attachments(product)
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def run_inbox(self) -> list[tuple[InboxRow, Outcome]]:
        """Handle every waiting message; returns what became of each."""
        return list(intake.handle_waiting(self.product))

    def run_ticks(self) -> int:
        """Do everything whose moment has come; returns how many things were done."""
        product, policy = self.product, self.product.policy()
        with product.database.read() as conn:
            names = ticks.due(conn, product.district, policy, product.now())
        return ticks.run(product.work, names) if names else 0

    def run_outbox(self) -> int:
        """Deliver everything that is due; returns how many messages were."""
        return self._delivery.run()

    def run_files(self) -> int:
        """Fetch the files people sent, and remove those whose time is over; returns how many were looked at."""
        done = self._attachments.run()
        if done:
            self.product.changed()
        return done

    def run_until_idle(self) -> bool:
        """Handle, tick and deliver once round; whether anything happened."""
        happened = bool(self.run_inbox()) + self.run_outbox()
        if happened:
            self.product.changed()
        return bool(happened)

    # --- in the background ---

    def start(self) -> None:
        """Work in threads of its own until `stop`."""
        # Files have a thread to themselves: nobody's message waits behind somebody's film.
        loops = {"minhu-worker": self._loop, "minhu-files": self._files_loop}
        self._threads = [threading.Thread(target=loop, name=name, daemon=True) for name, loop in loops.items()]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish the piece of work at hand and end the threads."""
        self._stop.set()
        self.product.wake()
        for thread in self._threads:
            thread.join(timeout=10)

    def tick(self) -> None:
        """One tick of the clock: what is due happens, and is delivered."""
        try:
            if self.run_ticks():
                self.product.wake()
        except NoDistrictError:
            return
        except Exception:
            log.exception("tick failed; the next one tries again")

    def _look(self) -> None:
        if self._relearning is not None:
            self._relearning.look(self.product)

    def _loop(self) -> None:
        similarity.commonness()  # counted once, before a message waits for it within a transaction
        while not self._stop.is_set():
            self.product.wait_for_work(IDLE_SECONDS)
            try:
                while self.run_until_idle() and not self._stop.is_set():
                    self._look()
                self._look()
            except NoDistrictError:
                continue
            except Exception:
                log.exception("worker failed; trying again in a second")
                time.sleep(IDLE_SECONDS)

    def _files_loop(self) -> None:
        while not self._stop.wait(IDLE_SECONDS):
            try:
                self.run_files()
            except Exception:
                log.exception("files failed; trying again in a second")


def next_moment(product: Product, conn: Connection) -> datetime:
    """The next moment at which a tick or a delivery has something to do."""
    moments = [
        ticks.next_due(conn, product.district, product.policy(), product.now()),
        outbox.next_due(conn, product.district),
        inbox.next_due(conn, product.district),
        files.next_due(conn, product.district),
    ]
    return min(moment for moment in moments if moment is not None)


def run_through(worker: Worker, clock: MovableTime, until: datetime) -> None:
    """Let a virtual clock run to a moment, doing everything at the moment it is due."""
    product = worker.product
    while True:
        worker.run_ticks()
        worker.run_inbox()
        worker.run_outbox()
        worker.run_files()
        with product.database.read() as conn:
            upcoming = next_moment(product, conn)
        if upcoming > until:
            break
        # Always ahead, if only a little: what is due now and stays due must not hold the clock.
        clock.move_to(max(upcoming, clock.now() + timedelta(milliseconds=1)))
    clock.move_to(until)


def settle(product: Product, seconds: float = 3.0) -> bool:
    """Wait until everything that came in is handled and answered, at most so long; whether it is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with product.database.read() as conn:
            waiting = inbox.waiting(conn, product.district, product.now(), 1)
            sending = outbox.in_hand(conn, product.district, product.now())
        if not waiting and not sending:
            return True
        product.wake()
        time.sleep(0.02)
    return False
