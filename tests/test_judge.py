"""What is sent to be validated is judged by the newest release, in a process that knows it."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from rdflib import SH, Graph, URIRef

from conftest import SmallCorpus
from hbgraph import media, publish, releases
from hbgraph.budgets import Meter
from hbgraph.corpus import Corpus
from hbgraph.engine.bounds import Bounds
from hbgraph.errors import (
    BadEncoding,
    BodyTooLarge,
    BrokenData,
    BrokenJson,
    BrokenShapes,
    HbgraphError,
    MissingData,
    NotInXml,
    OverBudget,
    WrongBody,
)
from hbgraph.judge import Case, Judge
from hbgraph.sandbox import Zygote
from hbgraph.uploads import Upload, parts

NAMELESS = "<urn:x:place> a <https://w3id.org/hbgraph/ontology#Region> ."
PREFIXES = "PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX x: <urn:x:> "
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
MULTIPART = "multipart/form-data; boundary=e"


@pytest.fixture
def data_dir(small: SmallCorpus, tmp_path: Path) -> Path:
    publish.publish(small.corpus, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def judge(small: SmallCorpus) -> Iterator[Judge]:
    zygote = Zygote("hbgraph.judge")
    judge = Judge(zygote, small.root, Bounds())
    yield judge
    judge.close()
    zygote.close()


def judged(judge: Judge, data_dir: Path, upload: Upload, meter: Meter | None = None) -> str:
    case = Case(upload, "http://127.0.0.1/validate", "text/plain")
    return judge.report(releases.current(data_dir), case, meter or Meter())


def test_the_projects_shapes_judge_data_together_with_the_release(
    judge: Judge, data_dir: Path, small: SmallCorpus
) -> None:
    judge.warm(releases.current(data_dir))
    nameless = Upload(media.TURTLE, NAMELESS.encode())
    meter = Meter()
    assert "写上名称。" in judged(judge, data_dir, nameless, meter)
    assert meter.seconds > 0
    small.write(
        "data/ttl/reference/more.ttl",
        '<https://w3id.org/hbgraph/id/reference/more> rdfs:label "more"@en, "更多"@zh . '
        '<urn:x:place> rdfs:label "Place"@en .',
    )
    before = releases.current(data_dir)
    publish.publish(Corpus(small.root), data_dir)
    assert "写上名称。" not in judged(judge, data_dir, nameless)
    case = Case(nameless, "http://127.0.0.1/validate", "text/plain")
    assert "写上名称。" in judge.report(before, case, Meter())


def test_shapes_of_ones_own_judge_the_data_alone(judge: Judge, data_dir: Path) -> None:
    shapes = f"{PREFIXES} x:S a sh:NodeShape ; sh:targetNode x:a ; sh:nodeKind sh:Literal ."
    said = {"data": "<urn:x:a> <urn:x:p> 1 .", "shapes": shapes}
    assert "urn:x:a" in judged(judge, data_dir, Upload(JSON, json.dumps(said).encode()))
    broken = said | {"shapes": f"{PREFIXES} x:S sh:targetNode x:a ; sh:property [ sh:path 'x' ] ."}
    with pytest.raises(BrokenShapes):
        judged(judge, data_dir, Upload(JSON, json.dumps(broken).encode()))
    with pytest.raises(BrokenData):
        judged(judge, data_dir, Upload(media.TURTLE, b"<urn:x:a> <urn:x:p>"))


@pytest.mark.parametrize(("about", "value"), [("urn:x:p", r"'v\u0001'"), ("urn:1", "'v'")])
def test_a_report_that_xml_cannot_hold_is_refused_in_xml_only(
    judge: Judge, data_dir: Path, about: str, value: str
) -> None:
    path = f"[ sh:path x:p ; sh:nodeKind sh:IRI ; <{about}> 5 ]"
    shapes = f"{PREFIXES} x:S a sh:NodeShape ; sh:targetNode x:a ; sh:property {path} ."
    said = {"data": f"<urn:x:a> <urn:x:p> {value}, 'w' .", "shapes": shapes}
    upload = Upload(JSON, json.dumps(said).encode())
    report = partial(judge.report, releases.current(data_dir), meter=Meter())
    with pytest.raises(NotInXml):
        report(Case(upload, "http://127.0.0.1/", media.RDF_XML))
    for form in (media.TURTLE, media.JSON_LD, media.N_TRIPLES):
        assert "urn:x:" in report(Case(upload, "http://127.0.0.1/", form))
    plain = Upload(JSON, upload.body.replace(about.encode(), b"urn:x:p").replace(rb"\\u0001", b""))
    body = report(Case(plain, "http://127.0.0.1/", media.RDF_XML))
    assert (None, SH.focusNode, URIRef("urn:x:a")) in Graph().parse(data=body, format="xml")


def test_who_has_used_up_long_queries_has_nothing_judged(judge: Judge, data_dir: Path) -> None:
    with pytest.raises(OverBudget):
        judged(judge, data_dir, Upload(media.TURTLE, NAMELESS.encode()), Meter(wait=5))


def multipart(count: int, named: str = 'data"; filename="a.nt"', text: str = "x") -> bytes:
    head = f'--e\r\nContent-Disposition: form-data; name="{named}\r\n\r\n'
    return (f"{head}{text}\r\n" * count + "--e--\r\n").encode()


@pytest.mark.parametrize(
    ("content_type", "body", "forms"),
    [
        ("text/turtle; charset=UTF-8", b"", [media.TURTLE]),
        (FORM, b"data=a&data=b&data-format=nt", [media.N_TRIPLES] * 2),
        (FORM, "data=\N{REPLACEMENT CHARACTER}".encode(), [media.TURTLE]),
        (JSON, '{"data": "\N{REPLACEMENT CHARACTER}"}'.encode(), [media.TURTLE]),
        (MULTIPART, multipart(2), [media.N_TRIPLES] * 2),
        (MULTIPART, multipart(1, 'data"\r\nContent-Type: application/rdf+xml'), [media.RDF_XML]),
        (MULTIPART, multipart(1, 'data"\r\nContent-Type: text/plain'), [media.TURTLE]),
        (
            MULTIPART,
            multipart(1, 'data-format"', "nt")[:-7] + multipart(1, 'data"') + b"junk",
            [media.N_TRIPLES],
        ),
        (JSON, b'{"data": "x", "data-format": "jsonld"}', [media.JSON_LD]),
    ],
)
def test_an_upload_is_rdf_or_a_form_or_files_or_json(
    content_type: str, body: bytes, forms: list[str]
) -> None:
    data, shapes = parts(Upload(content_type, body))
    assert [part.media_type for part in data] == forms
    assert shapes == []


@pytest.mark.parametrize(
    ("content_type", "body", "error"),
    [
        ("text/plain", b"x", WrongBody),
        ("text/turtle; charset=utf-16", b"x", WrongBody),
        ("multipart/form-data", multipart(1), WrongBody),
        (JSON, b"[" * 100_000, BrokenJson),
        (JSON, b'{"data": 7}', BrokenJson),
        (JSON, b'{"data": "\\ud800"}', BadEncoding),
        (JSON, '{"data": "武"}'.encode("utf-16"), BadEncoding),
        (FORM, b"data=%E9", BadEncoding),
        (FORM, b"data=x&note=\xe9", BadEncoding),
        (FORM, b"shapes=x", MissingData),
        (MULTIPART, multipart(1, 'data"\r\nContent-Type: text/csv'), WrongBody),
        (MULTIPART, multipart(1, 'data"; filename="a.csv"'), WrongBody),
        (MULTIPART, multipart(1)[:-8], WrongBody),
        (MULTIPART, multipart(1_001), BodyTooLarge),
    ],
)
def test_what_cannot_be_taken_apart_is_told(
    content_type: str, body: bytes, error: type[HbgraphError]
) -> None:
    with pytest.raises(error):
        parts(Upload(content_type, body))
