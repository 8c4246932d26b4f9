"""How gunicorn serves Total Place, for bin/run and for a deployment alike."""

import os
from pathlib import Path

wsgi_app = "totalplace.wsgi"
bind = [f"127.0.0.1:{os.environ.get('PORT', '8000')}"]
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# One copy of the code in memory, shared by the workers; nothing opens a database connection while it is imported.
preload_app = True
# For a stuck worker. A request that streams a million rows keeps a thread, as long as its client goes on reading:
# see totalplace/sending.py.
timeout = 60
graceful_timeout = 5
keepalive = 5
# The heartbeat file in memory: on a slow disk a healthy worker could look stuck.
memory = Path("/dev/shm")  # noqa: S108 - gunicorn makes an unguessable name in it
worker_tmp_dir = str(memory) if memory.is_dir() else None
control_socket_disable = True
loglevel = "warning"
