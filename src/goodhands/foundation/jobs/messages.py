"""The messages that make workers look: those of the library `django_tasks`, and nothing rests on them but speed.

A message says that a job may be due. It may come twice or never: whoever gets it asks the job itself, and `lost.py`
sends another where one was lost. Everything that this house knows of the library stands here and in `background.py`.
"""

from datetime import datetime
from threading import Event

from django.db import transaction
from django_tasks import task

from goodhands.foundation.jobs.models import Job

awake = Event()
"""Set when something was asked for in this process, so that its worker need not wait for its next look."""


def send(job: Job) -> None:
    """Have a worker look at a job once it is due; goes with the transaction."""
    look.using(run_after=job.due_at).enqueue(str(job.company_id), str(job.pk))
    transaction.on_commit(awake.set)


def send_turn(name: str, begun_at: datetime) -> None:
    """Have a worker do what happens regularly; goes with the transaction."""
    take_turn.enqueue(name, begun_at.isoformat())
    transaction.on_commit(awake.set)


@task()
def look(company: str, job: str) -> None:
    """Work on a job, if it is to be worked on."""
    from goodhands.foundation.jobs.running import look_at

    look_at(company, job)


@task()
def take_turn(name: str, begun_at: str) -> None:
    """Do what happens regularly."""
    from goodhands.foundation.jobs.turns import do

    do(name, datetime.fromisoformat(begun_at))
