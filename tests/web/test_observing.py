"""What is told to those who run the service, and to nobody else."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask, g
from prometheus_client.parser import text_string_to_metric_families

from hbgraph import releases
from hbgraph.releases import Manifest, Release
from hbgraph.settings import Settings
from hbgraph.web import observing, problems
from hbgraph.web.service import Service
from web.conftest import Site, served

SECRET = "hbg_TheSecretOfThisTest"
ELSEWHERE = "203.0.113.7"


def small_app(settings: Settings) -> Flask:
    """The parts under test around two pages of our own."""
    app = Flask("observed")
    app.extensions["hbgraph"] = Service(settings)
    observing.init_app(app)
    problems.init_app(app)

    @app.route("/page/<name>", methods=["GET", "PUT"])
    def page(name: str) -> str:
        g.release = Release(Path("20261123T080000.000000Z-test"))
        return name

    @app.get("/fault")
    def fault() -> str:
        secret = SECRET  # a variable that a traceback must not show
        raise RuntimeError(f"of our own, {len(secret)}")

    return app


@contextmanager
def serving(app: Flask) -> Iterator[Site]:
    with served(app) as port:
        yield Site(port)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose current release is a manifest, an hour old."""
    created = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    folder = tmp_path / "releases/20261123T080000.000000Z-test"
    folder.mkdir(parents=True)
    size = {"triples": 42, "blank": 0, "digest": "0" * 64}
    Manifest(id=folder.name, created=created, default=size).write(folder)
    (tmp_path / "current").symlink_to(Path("releases") / folder.name)
    assert releases.current(tmp_path).manifest.triples == 42
    return tmp_path


@pytest.fixture
def site(data: Path) -> Iterator[Site]:
    with serving(small_app(Settings(data_dir=data))) as site:
        yield site


def lines(capfd: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """What was logged since last time, of our own."""
    return [json.loads(line) for line in capfd.readouterr().err.splitlines() if line[:1] == "{"]


def samples(site: Site, **headers: str) -> dict[tuple[str, ...], float]:
    """All samples: the name and the values of the labels, in the order of their names."""
    text = site.get("/metrics", **headers).text
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_each_request_has_an_id_of_its_own(site: Site) -> None:
    first, second = (site.get("/page/a").headers["x-request-id"] for _ in range(2))
    assert UUID(first).version == UUID(second).version == 4
    assert first != second


@pytest.mark.parametrize("given", ["a", "A.b_c-9", "x" * 64])
def test_an_id_that_came_with_the_request_is_kept(site: Site, given: str) -> None:
    assert site.get("/page/a", X_Request_Id=given).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a,b", "é", "<script>", 'a"b', "a%0d%0ab"])
def test_an_id_that_could_do_harm_is_replaced(site: Site, given: str) -> None:
    assert UUID(site.get("/page/a", X_Request_Id=given).headers["x-request-id"])


def test_a_request_leaves_one_line(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    site.get("/page/a", X_Request_Id="mine")
    (line,) = lines(capfd)
    assert (
        abs(datetime.fromisoformat(str(line.pop("time"))).timestamp() - datetime.now().timestamp())
        < 60
    )
    milliseconds = line.pop("milliseconds")
    assert isinstance(milliseconds, float)
    assert 0 <= milliseconds < 10_000
    assert line == {
        "event": "request",
        "level": "info",
        "request_id": "mine",
        "method": "GET",
        "route": "/page/<name>",
        "status": 200,
        "release": "20261123T080000.000000Z-test",
        "client": "127.0.0.1",
    }


def test_what_no_page_answers_leaves_a_line_too(
    site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    site.get("/nowhere")
    site.send("DELETE", "/page/a")
    site.send("EVIL", "/page/a")
    found = [(line["method"], line["route"], line["status"]) for line in lines(capfd)]
    assert found == [("GET", None, 404), ("DELETE", None, 405), ("other", None, 405)]


def test_no_secret_reaches_the_log(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    for path in (f"/page/{SECRET}?token={SECRET}", f"/{SECRET}", f"/fault?{SECRET}"):
        headers = {"Authorization": f"Bearer {SECRET}", "Cookie": SECRET, "X-Any": SECRET}
        body = SECRET.encode()
        site.send("PUT", path, body=body, X_Request_Id=f"{SECRET}/", **headers)
        site.get(path, **headers)
    ours = [json.dumps(line) for line in lines(capfd)]
    assert len(ours) == 7  # six requests and one fault
    assert SECRET not in "".join(ours)


def test_a_fault_of_our_own_is_logged_with_the_id_of_its_request(
    site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    reply = site.get("/fault", X_Request_Id="mine")
    assert reply.status == 500
    fault, answered = lines(capfd)
    assert fault["request_id"] == answered["request_id"] == "mine"
    assert fault["level"] == "error"
    assert "RuntimeError: of our own" in str(fault["exception"])
    assert answered["status"] == 500


def test_metrics_tell_of_requests_refusals_and_the_release(site: Site) -> None:
    site.get("/page/a")
    site.get("/page/b")
    site.get("/nowhere")
    site.send("DELETE", "/page/a")
    found = samples(site)
    assert found["hbgraph_requests_total", "page", "GET", "200"] == 2
    assert found["hbgraph_requests_total", "other", "GET", "404"] == 1
    assert found["hbgraph_requests_total", "other", "DELETE", "405"] == 1
    assert found["hbgraph_request_seconds_count", "page"] == 2
    assert found["hbgraph_refusals_total", "unknown-page"] == 1
    assert found["hbgraph_refusals_total", "method-not-allowed"] == 1
    assert found["hbgraph_release_age_seconds",] == pytest.approx(3600, abs=60)
    assert found["hbgraph_release_triples",] == 42
    assert found["process_resident_memory_bytes",] > 0


def test_metrics_tell_what_the_pool_counts(data: Path) -> None:
    app = small_app(Settings(data_dir=data))
    pool = app.extensions["hbgraph"].instruments
    with serving(app) as site, pool.waiting(), pool.running():
        pool.killed("deadline-reached")
        pool.restarted()
        found = samples(site)
    assert found["hbgraph_queries_waiting",] == found["hbgraph_queries_running",] == 1
    assert found["hbgraph_kills_total", "deadline-reached"] == 1
    assert found["hbgraph_worker_restarts_total",] == 1


def test_without_a_release_its_metrics_are_no_numbers(tmp_path: Path) -> None:
    with serving(small_app(Settings(data_dir=tmp_path))) as site:
        found = samples(site)
    assert str(found["hbgraph_release_triples",]) == "nan"


def test_what_strangers_choose_makes_no_new_metric(site: Site) -> None:
    site.get("/none/0")
    site.send("EVIL", "/page/0")
    before = set(samples(site))
    for number in range(50):
        site.get(f"/none/{number}")
        site.get(f"/page/{number}")
        site.send(f"EVIL{number}", "/page/a")
        site.get("/none/0", X_Request_Id=f"id{number}", Accept_Language=f"l{number}")
    added = set(samples(site)) - before
    assert {key[1] for key in added} <= {"page", "observing.metrics"}
    assert len(added) < 50


def test_metrics_are_plain_text_of_prometheus(site: Site) -> None:
    reply = site.get("/metrics")
    assert reply.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert re.search("^# TYPE hbgraph_requests_total counter$", reply.text, re.MULTILINE)


def test_metrics_are_closed_to_who_comes_through_an_unknown_proxy(site: Site) -> None:
    for header in ("Forwarded", "Via", "X-Forwarded-For", "X-Real-IP"):
        reply = site.get("/metrics", **{header: "127.0.0.1"})
        assert reply.status == 403
        assert "metrics-closed" in reply.text


def test_a_socket_for_both_families_makes_no_difference(data: Path) -> None:
    client = small_app(Settings(data_dir=data)).test_client()
    both = {"REMOTE_ADDR": "::ffff:127.0.0.1"}
    assert client.get("/metrics", environ_base=both).status_code == 200
    forwarded = {"X-Forwarded-For": "127.0.0.1"}
    assert client.get("/metrics", environ_base=both, headers=forwarded).status_code == 403


@pytest.mark.parametrize(
    ("forwarded", "status"),
    [(ELSEWHERE, 403), (f"127.0.0.1, {ELSEWHERE}", 403), ("10.1.2.3", 200), ("unknown", 403)],
)
def test_through_a_proxy_of_ours_the_clients_address_decides(
    data: Path, forwarded: str, status: int
) -> None:
    settings = Settings(data_dir=data, proxies=("127.0.0.1", "10.0.0.0/8"))
    with serving(small_app(settings)) as site:
        assert site.get("/metrics", X_Forwarded_For=forwarded).status == status


def test_metrics_may_be_opened_to_everybody(data: Path) -> None:
    settings = Settings(data_dir=data, proxies=("127.0.0.1",), metrics_public=True)
    with serving(small_app(settings)) as site:
        assert site.get("/metrics", X_Forwarded_For=ELSEWHERE).status == 200


def test_the_client_in_the_log_is_the_one_that_our_proxy_names(
    data: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(small_app(Settings(data_dir=data, proxies=("127.0.0.1",)))) as site:
        site.get("/page/a", X_Forwarded_For=f"198.51.100.1, {ELSEWHERE}")
    assert [line["client"] for line in lines(capfd)] == [ELSEWHERE]
