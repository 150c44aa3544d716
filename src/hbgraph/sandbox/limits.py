"""Bounds that a process puts on itself and cannot lift again; the kernel keeps them."""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from dataclasses import dataclass

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP = 1, 38, 22
SECCOMP_MODE_FILTER = 2
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | 13
"""SECCOMP_RET_ALLOW, and SECCOMP_RET_ERRNO with EACCES."""

LOAD, JUMP_EQUAL, JUMP_ABOVE, RETURN = 0x20, 0x15, 0x25, 0x06
"""Operations of classic BPF: load a word, jump if equal, jump if greater, return."""

CALL, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
"""Offsets into ``struct seccomp_data``."""

AF_UNIX = 1
SYSTEM_CALLS = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}
"""For each machine: the audit code of its ABI, and the numbers of socket and io_uring_setup."""

HIGHEST_CALL = 0x3FFFFFFF
"""Above it on x86_64 lie the calls of the x32 ABI, numbered differently."""


@dataclass(frozen=True)
class Limits:
    """``memory`` bounds the address space in bytes, ``seconds`` the life of the process (0: none),
    ``network`` says whether it may open sockets."""

    memory: int = 2 << 30
    seconds: float = 0
    network: bool = False

    def apply(self, parent: int) -> None:
        """Binds this process, the child of ``parent``; it ends when its parent does."""
        _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if self.memory:
            resource.setrlimit(resource.RLIMIT_AS, (self.memory, self.memory))
        if not self.network:
            refuse_sockets()
        deadline(self.seconds)


def deadline(seconds: float) -> None:
    """From now on the kernel ends this process after so many seconds; 0 takes that back."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def refuse_sockets() -> None:
    """Lets this process make no sockets but local ones, and no io_uring, which could."""
    if platform.machine() not in SYSTEM_CALLS or sys.platform != "linux":
        raise OSError(f"no sandbox for {sys.platform} on {platform.machine()}")
    abi, socket_call, ring_call = SYSTEM_CALLS[platform.machine()]
    program = b"".join(
        struct.pack("=HBBI", *instruction)
        for instruction in (
            (LOAD, 0, 0, ARCHITECTURE),
            (JUMP_EQUAL, 0, 7, abi),
            (LOAD, 0, 0, CALL),
            (JUMP_ABOVE, 5, 0, HIGHEST_CALL),
            (JUMP_EQUAL, 4, 0, ring_call),
            (JUMP_EQUAL, 0, 2, socket_call),
            (LOAD, 0, 0, FIRST_ARGUMENT),
            (JUMP_EQUAL, 0, 1, AF_UNIX),
            (RETURN, 0, 0, ALLOW),
            (RETURN, 0, 0, REFUSE),
        )
    )
    code = ctypes.create_string_buffer(program)
    size = struct.calcsize("=HBBI")
    head = struct.pack("HxxxxxxP", len(program) // size, ctypes.addressof(code))
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    _prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.create_string_buffer(head))


def die_with_parent() -> None:
    """Ends this process when the one that started it ends, however that ends."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _prctl(option: int, *arguments: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    given = [a if not isinstance(a, int) else ctypes.c_ulong(a) for a in arguments]
    padding = [ctypes.c_ulong(0)] * (4 - len(given))
    if libc.prctl(ctypes.c_int(option), *given, *padding) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
