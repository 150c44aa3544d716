"""What can be checked of the unit and the image without systemd running and without an engine."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from hbgraph.settings import Settings

ROOT = Path(__file__).parents[1]
UNIT = (ROOT / "deploy/hbgraph.service").read_text(encoding="utf-8")
IMAGE = (ROOT / "deploy/Containerfile").read_text(encoding="utf-8")
ANALYZE = shutil.which("systemd-analyze")
EXPOSURE = 1.8
"""The mark of systemd-analyze security, from 0 (best) to 10."""

needs_systemd = pytest.mark.skipif(
    ANALYZE is None and "CI" not in os.environ,
    reason="systemd-analyze is missing; it comes with the Debian package systemd",
)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, with a program that exists here."""
    path = tmp_path / "hbgraph.service"
    path.write_text(UNIT.replace("/opt/hbgraph/bin/hbgraph", sys.executable), encoding="utf-8")
    return path


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", "--no-pager", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@needs_systemd
def test_systemd_understands_the_unit(unit: Path) -> None:
    done = analyze("verify", unit)
    about_ours = [line for line in done.stderr.splitlines() if "hbgraph" in line]
    assert (done.returncode, about_ours) == (0, [])


@needs_systemd
def test_the_unit_is_well_hardened(unit: Path) -> None:
    mark = re.search(
        r"exposure level for \S+: ([\d.]+)", analyze("security", "--offline=true", unit).stdout
    )
    assert mark
    assert float(mark[1]) <= EXPOSURE


@pytest.mark.parametrize("text", [UNIT, IMAGE], ids=["unit", "image"])
def test_every_setting_named_exists(text: str) -> None:
    named = {name.lower() for name in re.findall(r"HBGRAPH_([A-Z_]+)=", text)}
    assert named
    assert named <= set(Settings.model_fields)


def test_the_settings_of_the_unit_are_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in re.findall(r"^Environment=(HBGRAPH_\w+)=(.*)$", UNIT, re.MULTILINE):
        monkeypatch.setenv(name, value)
    assert [str(network) for network in Settings().proxies] == ["127.0.0.1/32", "::1/128"]


def test_the_unit_bounds_no_address_space_below_that_of_a_worker() -> None:
    assert not re.search("^(LimitAS|MemoryDenyWriteExecute)=", UNIT, re.MULTILINE)
    assert "OOMPolicy=continue" in UNIT


def test_the_image_copies_all_that_the_wheel_is_built_from() -> None:
    copied = {
        name
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", IMAGE, re.MULTILINE)
        for name in line.split()
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    needed = {Path(path).parts[0] for path in wheel}
    needed |= {"frontend", "hatch_build.py"}
    needed |= {"pyproject.toml", project["project"]["readme"], *project["project"]["license-files"]}
    assert copied == needed
    assert all((ROOT / name).exists() for name in copied)


class Health(BaseHTTPRequestHandler):
    """/healthz of a server that is ready or not."""

    def do_GET(self) -> None:
        ready = self.path == "/healthz" and getattr(self.server, "ready", False)
        self.send_response(200 if ready else 503)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.mark.parametrize("ready", [True, False])
def test_the_health_check_of_the_image_tells_ready_from_not(ready: bool) -> None:
    found = re.search(r"^ +CMD (\[.*\])$", IMAGE, re.MULTILINE)
    assert found
    server = HTTPServer(("127.0.0.1", 0), Health)
    server.ready = ready  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        _, *arguments = json.loads(found[1].replace(":8000/", f":{server.server_port}/"))
        done = subprocess.run([sys.executable, *arguments], capture_output=True, check=False)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert (done.returncode == 0) == ready
