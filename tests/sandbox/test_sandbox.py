"""Children are bound by the kernel, end when they should, and are replaced when they died."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hbgraph.sandbox import Child, Limits, Zygote


@pytest.fixture
def zygote(monkeypatch: pytest.MonkeyPatch) -> Iterator[Zygote]:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
    zygote = Zygote("jobs")
    yield zygote
    zygote.close()


def spawn(zygote: Zygote, job: str, **limits: float) -> Child:
    return zygote.spawn(f"jobs:{job}", Limits(**limits))  # type: ignore[arg-type]


def ends(child: Child, seconds: float = 5) -> bool:
    """Whether the child goes away within so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not Path(f"/proc/{child.pid}").exists():
            return True
        time.sleep(0.01)
    return False


def test_a_child_does_its_job_until_the_connection_is_closed(zygote: Zygote) -> None:
    child = spawn(zygote, "echo")
    child.connection.send_bytes("武汉".encode())
    assert child.connection.recv_bytes().decode() == "武汉"
    child.close()
    assert ends(child)


def test_a_child_can_open_no_socket_to_the_network(zygote: Zygote) -> None:
    child = spawn(zygote, "connect")
    assert child.connection.recv_bytes() == b"AF_INET AF_INET6 AF_NETLINK"
    child.kill()


def test_the_kernel_ends_a_child_at_its_deadline(zygote: Zygote) -> None:
    child = spawn(zygote, "spin", seconds=0.2)
    began = time.monotonic()
    with pytest.raises(EOFError):
        child.connection.recv_bytes()
    assert 0.1 < time.monotonic() - began < 2
    child.kill()


def test_a_child_gets_no_more_memory_than_its_bound(zygote: Zygote) -> None:
    child = spawn(zygote, "swallow", memory=512 << 20)
    with pytest.raises(EOFError):
        child.connection.recv_bytes()
    child.kill()
    child = spawn(zygote, "swallow", memory=4 << 30)
    assert child.connection.recv_bytes() == str(1 << 30).encode()
    child.kill()


def test_a_zygote_that_died_takes_its_children_along_and_is_replaced(zygote: Zygote) -> None:
    child = spawn(zygote, "sleep")
    parent = int(child.connection.recv_bytes())
    os.kill(parent, signal.SIGKILL)
    assert ends(child)
    another = spawn(zygote, "echo")
    another.connection.send_bytes(b"again")
    assert another.connection.recv_bytes() == b"again"
    another.close()
    child.kill()


def test_closing_the_zygote_ends_everything(zygote: Zygote) -> None:
    child = spawn(zygote, "sleep")
    zygote.close()
    assert ends(child)
    child.kill()


def test_a_secret_of_the_server_does_not_reach_a_child(
    zygote: Zygote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HBGRAPH_TOKEN", "a secret of this test")
    child = spawn(zygote, "sleep")
    environment = Path(f"/proc/{child.pid}/environ").read_bytes()
    assert b"a secret of this test" not in environment
    child.kill()
