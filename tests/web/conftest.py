"""A server on the real corpus: one release for all tests here, without the validation."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from hbgraph import publish, releases
from hbgraph.corpus import Corpus
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


def release_of(corpus: Corpus, data_dir: Path) -> None:
    """A release with everything but the validation, which other tests hold."""
    policy = publish.Policy(corpus)
    with releases.publisher(data_dir) as folder, publish.drafted(folder, policy) as draft:
        publish.fill(draft, corpus)
        publish.index(draft)
        manifest = publish.described(draft, policy, "test")
        releases.commit(draft.finish(), data_dir, manifest, {"shapes.ttl": corpus.shapes_text})


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    release_of(Corpus.default(), folder)
    return folder


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
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(server.server_port)
    server.shutdown()
    thread.join()
    server.server_close()
