"""Processes that may die: a job for a stranger runs in one, bounded by the kernel.

A zygote (``zygote.py``), single-threaded and without an open store, forks a child for each job;
the child binds itself (``limits.py``) before it reads anything a stranger wrote; ``client.py`` is
what the server holds of both. Jobs are functions that take the connection to whoever asked.
"""

from hbgraph.sandbox.client import Child, Zygote
from hbgraph.sandbox.limits import Limits

__all__ = ["Child", "Limits", "Zygote"]
