"""Papers handed to Celery workers, where a broker is set.

Only the messages are sent from here; what the workers do with them is in `registry/worker.py`.
"""

from functools import cache

from registry.errors import NotReady

try:
    from celery import Celery
    from kombu.exceptions import OperationalError
except ImportError:
    # An extra: without it the registry makes its papers in processes of its own.
    _present = False
else:
    _present = True

MAKE_PAPER = "registry.make_paper"
QUEUE = "papers"
# A person waits for the answer to a decision while its message is sent.
_SECONDS = 3
# Redis gives what a dead worker had to another after so long; it must exceed a task's own limit.
_UNTIL_GIVEN_AGAIN = 600
_PUBLISHING = {"max_retries": 1, "interval_start": 0.1, "interval_max": 0.1}


def queue_paper(broker_url: str, paper_id: int) -> None:
    """Send the message that has a paper made; NotReady when the broker does not take it, which
    loses nothing."""
    producer = celery(broker_url)
    try:
        producer.send_task(
            MAKE_PAPER, (paper_id,), queue=QUEUE, retry=True, retry_policy=_PUBLISHING
        )
    except OperationalError as error:
        raise NotReady("The broker does not answer: {reason}", reason=error) from error


def _transport(broker_url: str) -> dict[str, int]:
    """What the way to the broker is told; RabbitMQ gives a dead worker's messages on by itself."""
    waits = {"socket_connect_timeout": _SECONDS, "socket_timeout": 30}
    redis = broker_url.startswith(("redis", "rediss"))
    return waits | ({"visibility_timeout": _UNTIL_GIVEN_AGAIN} if redis else {})


@cache
def celery(broker_url: str) -> "Celery":  # in quotes, as it may be absent
    """Celery on this broker, once for each process.

    A message is acknowledged when its work is done, so that one whose worker dies is given to
    another; answers are not kept, for the row of the paper is the answer.
    """
    if not _present:
        raise NotReady("REGISTRY_BROKER_URL is set, and Celery is not installed: add the extra.")
    application = Celery("registry", broker=broker_url)
    application.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_default_queue=QUEUE,
        worker_prefetch_multiplier=1,
        broker_connection_timeout=_SECONDS,
        broker_transport_options=_transport(broker_url),
        broker_connection_retry_on_startup=True,
        # Celery would add to the logging that the registry has set up.
        worker_hijack_root_logger=False,
        timezone="Asia/Shanghai",
    )
    return application
