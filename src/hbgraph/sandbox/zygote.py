"""The process that forks: ``python -m hbgraph.sandbox.zygote FD PREPARATION MODULE…``.

It imports the modules whose functions are jobs, the first before it serves and the others in its
idle moments, so that a child starts with everything imported. It has one thread and opens no store,
since neither threads nor stores survive a fork. PREPARATION, a list in JSON, is empty or holds
``module:function`` and an argument: what that leaves in memory is there for all children. The
process ends when the other end of FD is closed.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection

from hbgraph.sandbox.limits import Limits

PREPARING = 10
"""How nice a zygote is that prepares, and what it forks."""

IDLE = 0.02
"""Seconds without a request after which the next module is imported."""


def main(descriptor: int, preparation: list[str], modules: list[str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the children
    import_module(modules.pop(0))
    if preparation:
        os.nice(PREPARING)
        function_of(preparation[0])(preparation[1])
    with socket.socket(fileno=descriptor) as control:
        while True:
            if modules and not select.select([control], [], [], IDLE)[0]:
                import_module(modules.pop(0))
                continue
            request, descriptors, _, _ = socket.recv_fds(control, 65536, 1)
            if not request:
                return
            fork(json.loads(request), descriptors[0], control)


def fork(request: dict[str, object], descriptor: int, control: socket.socket) -> None:
    zygote = os.getpid()
    gc.freeze()  # or the collector of each child would copy the pages of all that is imported
    if os.fork() == 0:
        control.close()
        run(request, descriptor, zygote)
    os.close(descriptor)


def run(request: dict[str, object], descriptor: int, zygote: int) -> None:
    """Does the job in this child and ends it; whoever asked first learns its number."""
    status = 1
    try:
        Limits(**request["limits"]).apply(zygote)  # type: ignore[arg-type]
        job = function_of(str(request["job"]))
        with Connection(descriptor) as connection:
            connection.send_bytes(str(os.getpid()).encode())
            job(connection)
        status = 0
    except (EOFError, BrokenPipeError, ConnectionResetError):
        status = 0
    except MemoryError:
        status = 2
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(status)


def function_of(name: str) -> Callable[..., None]:
    """The function that ``module:function`` names."""
    module, _, function = name.partition(":")
    found: Callable[..., None] = getattr(import_module(module), function)
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3:])
