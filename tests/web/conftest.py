"""A server on the real corpus: one release for all tests here, without the validation."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from waitress.server import BaseWSGIServer
from waitress.wasyncore import close_all

from conftest import small_corpus
from hbgraph import publish, releases
from hbgraph.corpus import Corpus
from hbgraph.server import listen
from hbgraph.settings import Settings
from hbgraph.web import create_app

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@dataclass(frozen=True)
class Reply:
    """What came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass(frozen=True)
class Site:
    """A server on loopback, spoken to by real HTTP."""

    port: int

    def get(self, path: str, accept: str | None = None, **headers: str) -> Reply:
        return self.send("GET", path, accept, **headers)

    def query(self, text: str, accept: str | None = None, **given: str) -> Reply:
        return self.get(f"/sparql?{urlencode({'query': text} | given)}", accept)

    def send(
        self,
        method: str,
        path: str,
        accept: str | None = None,
        body: bytes | None = None,
        **headers: str,
    ) -> Reply:
        """A request with exactly these headers; ``if_none_match`` becomes If-None-Match."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, sent | ({"Accept": accept} if accept else {}))
            response = connection.getresponse()
            got = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, got, response.read())
        finally:
            connection.close()


@pytest.fixture(scope="session")
def app(data_dir: Path) -> Iterator[Flask]:
    created = create_app(Settings(data_dir=data_dir, query_limit=5_000))
    yield created
    created.extensions["hbgraph"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def site(app: Flask) -> Iterator[Site]:
    with served(app) as port:
        yield Site(port)


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """The port on which an application answers, on the server that ``hbgraph serve`` runs."""
    server = listen(app, Settings(bind="127.0.0.1:0"))
    assert isinstance(server, BaseWSGIServer)  # of one address
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server.effective_port
    finally:
        server.task_dispatcher.shutdown()
        with suppress(OSError):  # it may have read its order before it gets this wink, and be gone
            server.trigger.pull_trigger(partial(close_all, server._map))
        thread.join()


@dataclass(frozen=True)
class Past(Site):
    """A server on a small corpus with four releases: a city comes with the second, the third says
    something else of the province, the fourth has the city no more. The first is named v1."""

    data_dir: Path
    ids: tuple[str, ...]


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    data_dir, ids = history_of(tmp_path_factory.mktemp("past"))
    app = create_app(Settings(data_dir=data_dir, citations_per_client=1_000))
    with served(app) as port:
        yield Past(port, data_dir, ids)
    app.extensions["hbgraph"].close()


CITY = """
    <https://w3id.org/hbgraph/id/region/990200> a hb:Region ;
        rdfs:label "Gone City"@en, "去市"@zh ;
        hb:within <https://w3id.org/hbgraph/id/region/990000> .
"""
RANK = "<https://w3id.org/hbgraph/id/region/990000> hb:rank 1 ."


def history_of(folder: Path) -> tuple[Path, tuple[str, ...]]:
    """The data folder of ``Past`` and the ids of its releases, which are a second apart, as times
    on the web have no smaller parts."""
    small, data_dir = small_corpus(folder / "corpus"), folder / "data"
    made = [publish.publish(small.corpus, data_dir)]
    for text in (CITY, CITY + RANK, ""):
        time.sleep(1)
        small.write("data/ttl/bulletins/2031-test/p03.ttl", text)
        made.append(publish.publish(Corpus(small.root), data_dir))
    releases.name(data_dir, made[0], "v1")
    return data_dir, tuple(release.id for release in made)
