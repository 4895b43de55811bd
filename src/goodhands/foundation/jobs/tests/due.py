"""Does, in a test, what a worker would do now: the library's own would give up the test's connection."""

from django_tasks_db.models import DBTaskResult


def do_what_is_due() -> int:
    """Deliver every message that is due, once; how many there were."""
    messages = list(DBTaskResult.objects.ready())
    for message in messages:
        arguments = message.args_kwargs
        message.set_successful(message.task.call(*arguments["args"], **arguments["kwargs"]))
    return len(messages)
