"""The threads in which work is done: one works, one watches, gives signs of life and begins what is due."""

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections, connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker

from goodhands.foundation.jobs import lost, running, turns
from goodhands.foundation.jobs.messages import awake
from goodhands.foundation.jobs.workers import me

LOOK_EVERY = 1.0
WATCH_EVERY = 5.0

_log = logging.getLogger(__name__)


def worker() -> Worker:
    """A worker that does all that is due now, and ends."""
    return Worker(
        queue_names=["*"], excluded_queue_names=[], interval=LOOK_EVERY, batch=True, backend_name="default",
        startup_delay=False, max_tasks=None, worker_id=me()[-64:],
    )  # fmt: skip


class Background:
    """Does what was asked for until it is stopped. What breaks off in it, be it the database, is tried again."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._worker: Worker | None = None
        self._threads = [
            threading.Thread(target=self._repeat, args=(self._work, self._wait), name="worker", daemon=True),
            threading.Thread(target=self._repeat, args=(self._watch, self._pause), name="watcher", daemon=True),
        ]

    def start(self) -> None:
        """Begin, in threads that end with the process."""
        for thread in self._threads:
            thread.start()

    def stop(self, patience: float) -> bool:
        """Begin nothing more, and wait so many seconds for what is under way; whether it has ended."""
        self._stopped.set()
        if self._worker is not None:
            self._worker.running = False
        awake.set()
        for thread in self._threads:
            thread.join(patience)
        return not any(thread.is_alive() for thread in self._threads)

    def _repeat(self, work: Callable[[], None], wait: Callable[[], None]) -> None:
        while not self._stopped.is_set():
            close_old_connections()
            try:
                work()
            except Exception:
                _log.exception("Work in the background was broken off; it goes on")
                self._pause()
            close_old_connections()
            wait()
        connections.close_all()

    def _work(self) -> None:
        """Do all that is due now."""
        self._worker = worker()
        self._worker.run()

    def _wait(self) -> None:
        awake.wait(LOOK_EVERY)
        awake.clear()

    def _watch(self) -> None:
        at = timezone.now()
        running.beat(at)
        lost.take_up(at)
        turns.begin_what_is_due(at)

    def _pause(self) -> None:
        self._stopped.wait(WATCH_EVERY)
