"""What works in the background of one process: scheduler, delivery of mails and cards, queued jobs, a thread each."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections, connection

from afterword.followups.delivering.rounds import Manner
from afterword.infra.jobs import put_back_killed, run_queued
from afterword.ops.delivering import deliver_everywhere, hand_over_cards_everywhere
from afterword.ops.scheduler import Scheduler

log = logging.getLogger(__name__)

#: Seconds after something unforeseen before a loop goes on.
AFTER_TROUBLE = 10.0
#: Seconds that a job may go on after a stop was asked for; it is put back and resumed at the next start.
JOB_PATIENCE = 10.0
#: Seconds between two looks at what is due to leave.
LOOK_AT_MESSAGES = 2.0
#: Seconds between two looks at the queue of jobs.
LOOK_AT_JOBS = 1.0


class Background:
    """The threads of one process. Start them after the web server has bound its port; stop them before it ends."""

    def __init__(self, *, lines: int | None = None) -> None:
        self.stop_asked = threading.Event()
        manner = Manner(lines=lines, stop=self.stop_asked)
        self._threads = [
            threading.Thread(target=Scheduler(self.stop_asked).run, name="scheduler"),
            self._loop("delivery", lambda: deliver_everywhere(manner, prepare=False), LOOK_AT_MESSAGES),
            # Beside the mails, which need not wait while a card is drawn and a printing service thinks about it.
            self._loop("cards", lambda: hand_over_cards_everywhere(Manner(stop=self.stop_asked)), LOOK_AT_MESSAGES),
            self._loop("jobs", run_queued, LOOK_AT_JOBS, may_be_cut_off=True),
        ]

    def start(self) -> None:
        """Put back what a killed predecessor was at, and begin."""
        put_back_killed()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ask all to stop and wait: letters that are on the lines are finished first."""
        self.stop_asked.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(JOB_PATIENCE if thread.daemon else None)

    def _loop(
        self, name: str, work: Callable[[], object], pause: float, *, may_be_cut_off: bool = False
    ) -> threading.Thread:
        def run() -> None:
            while not self.stop_asked.is_set():
                rest = pause
                try:
                    close_old_connections()
                    work()
                except Exception:  # a loop that ends silently would leave everybody waiting: say it and go on
                    log.exception("The %s loop met something unforeseen; it goes on.", name)
                    rest = AFTER_TROUBLE
                self.stop_asked.wait(rest)
            connection.close()

        return threading.Thread(target=run, name=name, daemon=may_be_cut_off)
