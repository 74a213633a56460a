"""How gunicorn serves the registry; `gunicorn --config docs/operations/gunicorn.conf.py wsgi:app`.

WEB_CONCURRENCY, which gunicorn reads itself, is the number of processes: twice the cores is enough.
"""

import os
from pathlib import Path
from typing import Any

bind = "unix:/run/registry/web.sock"
# Nginx gets in by its group.
umask = 0o007
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
# A table of the largest size is read in some seconds; what takes longer hangs.
timeout = 60
graceful_timeout = 30
keepalive = 75
# The application reads addresses of 8,000 characters; gunicorn's own limit is half of that.
limit_request_line = 8190
# What a library keeps for ever goes with the process.
max_requests = 10_000
max_requests_jitter = 1_000
worker_tmp_dir = "/dev/shm"  # noqa: S108  # a heartbeat, not data
# The application logs each request itself, without what may not be in a log.
accesslog = None
errorlog = "-"


def on_starting(server: Any) -> None:
    """Measures of processes that are no more are not counted."""
    for left in Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR") or "/nonexistent").glob("*.db"):
        left.unlink()
