"""The process that forks: ``python -m hbgraph.sandbox.zygote FD MODULE…``.

It imports the modules whose functions are jobs, the first before it serves and the others in its
idle moments, so that a child starts with everything imported. It has one thread and opens no store,
since neither threads nor stores survive a fork. It ends when the other end of FD is closed.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
from importlib import import_module
from multiprocessing.connection import Connection

from hbgraph.sandbox.limits import Limits

IDLE = 0.02
"""Seconds without a request after which the next module is imported."""


def main(descriptor: int, modules: list[str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the children
    import_module(modules.pop(0))
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
        module, _, name = str(request["job"]).partition(":")
        with Connection(descriptor) as connection:
            connection.send_bytes(str(os.getpid()).encode())
            getattr(import_module(module), name)(connection)
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


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
