"""What a server holds of its zygote and of each child."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock

from hbgraph.sandbox.limits import Limits

START_SECONDS = 20
"""How long a zygote may take to import its first module, and so a first child to appear."""

WHOLE_PROCESS = 2
"""Stands beside the complement of a process's number in that of a clock: clock_getcpuclockid(3)."""


class Child:
    """A forked process doing one job, and the connection to it."""

    def __init__(self, connection: Connection, pid: int) -> None:
        self.connection = connection
        self.pid = pid
        self._process = os.pidfd_open(pid)

    @classmethod
    def meet(cls, connection: Connection, seconds: float) -> "Child":
        """The child at the other end, once it has said its number; EOFError when it died."""
        if not connection.poll(seconds):
            raise EOFError("no child appeared")
        try:
            return cls(connection, int(connection.recv_bytes()))
        except ProcessLookupError as error:
            raise EOFError("the child died") from error

    def processor_seconds(self) -> float:
        """How long all its threads together have been at work; OSError when it is gone."""
        return time.clock_gettime(~self.pid << 3 | WHOLE_PROCESS)

    def yield_to_others(self, niceness: int) -> None:
        """Lowers the priority of all its threads, for a priority belongs to a thread in Linux."""
        with suppress(OSError):
            for thread in Path(f"/proc/{self.pid}/task").iterdir():
                os.setpriority(os.PRIO_PROCESS, int(thread.name), niceness)

    def kill(self) -> None:
        """Ends the process if it lives; a number used again is never hit, as it is a pidfd."""
        if not self.connection.closed:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._process, signal.SIGKILL)
            self.close()

    def close(self) -> None:
        """Lets go of it; a child that waits for its next request ends."""
        if not self.connection.closed:
            self.connection.close()
            os.close(self._process)


class Zygote:
    """Starts children; a zygote that died is replaced at the next start."""

    def __init__(
        self, *modules: str, preparation: Sequence[str] = (), patience: float = START_SECONDS
    ) -> None:
        """``modules`` hold the jobs, the most urgent first; ``preparation``, a function and its
        argument, comes before any job. A child appears within ``patience`` seconds or never."""
        self._modules = modules
        self._preparation = json.dumps(preparation)
        self._patience = patience
        self._lock = Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the process ahead of the first job."""
        with self._lock:
            self._running()

    def spawn(self, job: str, limits: Limits) -> Child:
        """A child that runs ``module:function``; EOFError when none could be had."""
        request = json.dumps({"job": job, "limits": asdict(limits)}).encode()
        try:
            return self._spawn(request)
        except (EOFError, OSError):  # the zygote may just have died; now there is another
            return self._spawn(request)

    def _spawn(self, request: bytes) -> Child:
        ours, theirs = socket.socketpair()
        connection = Connection(ours.detach())
        try:
            with theirs:
                self._send(request, theirs)
            return Child.meet(connection, self._patience)
        except (EOFError, OSError) as error:
            connection.close()
            raise EOFError("no child could be started") from error

    def close(self) -> None:
        """Ends the zygote, and with it all its children."""
        with self._lock:
            if self._control is not None:
                self._control.close()
            if self._process is not None:
                self._process.wait()
            self._control = self._process = None

    def _send(self, request: bytes, theirs: socket.socket) -> None:
        with self._lock:
            control = self._running()
            try:
                socket.send_fds(control, [request], [theirs.fileno()])
            except OSError:
                control.close()
                self._control = None
                raise

    def _running(self) -> socket.socket:
        if self._control is None or self._process is None or self._process.poll() is not None:
            if self._control is not None:
                self._control.close()
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            command = [sys.executable, "-m", "hbgraph.sandbox.zygote", str(theirs.fileno())]
            with theirs:
                self._process = subprocess.Popen(
                    [*command, self._preparation, *self._modules],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    env=environment(),
                )
            self._control = ours
        return self._control


def environment() -> dict[str, str]:
    """That of this process without its settings, among which a secret may be."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HBGRAPH_")}
    return kept | {"RUST_BACKTRACE": "0"}
