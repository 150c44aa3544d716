import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from rdflib import Dataset, Graph

from conftest import SmallCorpus
from hbgraph import __version__
from hbgraph.cli import main
from hbgraph.ns import ID

COUNT = "SELECT (COUNT(*) AS ?n) { ?s <https://w3id.org/hbgraph/ontology#population> ?o }"
COMMANDS = ["serve", "publish", "validate", "audit", "query", "dump", "releases", "format"]
COMMANDS += ["token", "backup", "restore"]


class Line:
    """A command line whose settings point at a small corpus and a folder of its own."""

    def __init__(self, small: SmallCorpus, data_dir: Path) -> None:
        self.environment = {"HBGRAPH_CORPUS": str(small.root), "HBGRAPH_DATA_DIR": str(data_dir)}

    def __call__(self, *arguments: str | Path, code: int = 0) -> Result:
        result = CliRunner().invoke(main, [*map(str, arguments)], env=self.environment)
        assert result.exit_code == code, result.output
        return result


@pytest.fixture
def run(small: SmallCorpus, tmp_path: Path) -> Line:
    return Line(small, tmp_path / "data")


@pytest.fixture
def published(run: Line) -> Line:
    run("publish")
    return run


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_chinese_english_and_an_example(run: Line, command: str) -> None:
    text = run(command, "--help").output
    assert f"例 Example:  hbgraph {command}" in text
    assert any("\u4e00" <= character <= "\u9fff" for character in text.splitlines()[2])


def test_every_command_is_tested_for_its_help() -> None:
    assert set(COMMANDS) == set(main.list_commands(click.Context(main)))


def test_version_is_told(run: Line) -> None:
    assert __version__ in run("--version").output


def test_publish_tells_what_it_did(run: Line) -> None:
    assert "Loading, deriving, validating" in run("publish").output
    assert "its release stands" in run("publish").output


def test_publish_of_a_broken_graph_ends_with_the_report(run: Line, small: SmallCorpus) -> None:
    small.write("data/ttl/reference/places.ttl", "<urn:x:a> a hb:Region .")
    output = run("publish", code=1).output
    assert "写上名称。" in output
    assert "State the label." in output
    assert "hbgraph: not-conforming" in output


def test_validate_ends_with_0_1_or_2(run: Line, small: SmallCorpus) -> None:
    run("validate")
    run("validate", "nowhere.ttl", code=2)
    small.write("data/ttl/reference/places.ttl", "<urn:x:a> a hb:Region .")
    run("validate", code=1)
    run("validate", small.root / "data/ttl/reference", code=1)


def test_validate_reports_in_three_forms(run: Line, small: SmallCorpus) -> None:
    small.write("data/ttl/reference/places.ttl", "<urn:x:a> a hb:Region .")
    assert "places.ttl" in run("validate", code=1).output
    assert json.loads(run("validate", "--format", "json", code=1).output)
    assert len(Graph().parse(data=run("validate", "--format", "ttl", code=1).output)) > 0


def test_query_answers_as_a_table(published: Line) -> None:
    assert published("query", COUNT).output == "n\n-\n2\n"


def test_query_tables_align_chinese_labels(published: Line) -> None:
    query = "SELECT ?l ?s { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l } ORDER BY ?l"
    lines = published("query", query).output.splitlines()
    assert "Test City      id:region/990100" in lines
    assert "试市           id:region/990100" in lines


def test_query_shows_an_ask_as_a_word(published: Line) -> None:
    assert published("query", "ASK { ?s ?p ?o }").output == "true\n"


def test_query_reads_a_file(published: Line, tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text(COUNT, encoding="utf-8")
    assert published("query", "-f", path, "--format", "csv").output.split() == ["n", "2"]


@pytest.mark.parametrize(
    ("form", "start"), [("json", "{"), ("xml", "<?xml"), ("csv", "n"), ("tsv", "?n")]
)
def test_query_writes_the_form_asked_for(published: Line, form: str, start: str) -> None:
    assert published("query", COUNT, "--format", form).output.startswith(start)


@pytest.mark.parametrize(
    ("form", "name"), [("turtle", "turtle"), ("ntriples", "nt"), ("jsonld", "json-ld")]
)
def test_query_writes_graphs(published: Line, form: str, name: str) -> None:
    output = published("query", "CONSTRUCT WHERE { ?s a ?o }", "--format", form).output
    assert len(Graph().parse(data=output, format=name)) > 0


def test_a_graph_is_turtle_unless_asked_otherwise(published: Line) -> None:
    output = published("query", "CONSTRUCT WHERE { ?s a ?o }").output
    assert len(Graph().parse(data=output, format="turtle")) > 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("query", "SELECT"), "malformed-query"),
        (("query", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), "refused-query"),
        (("query", "ASK {}", "--format", "turtle"), "not-acceptable"),
        (("query", "-f", "nowhere.rq"), "unreadable-file"),
        (("query", "ASK {}", "--endpoint", "http://127.0.0.1:9/"), "endpoint-unreachable"),
        (("audit", "2030-none", "--text", "x.txt"), "unknown-bulletin"),
        (("audit", "2031-test", "--text", "nowhere.txt"), "unreadable-file"),
        (("validate", "nowhere.ttl"), "unknown-path"),
        (("serve", "--bind", "127.0.0.1"), "address-in-use"),
        (("serve", "--bind", "127.0.0.1:99999"), "address-in-use"),
    ],
)
def test_errors_have_a_code_and_no_traceback(
    published: Line, arguments: tuple[str, ...], code: str
) -> None:
    output = published(*arguments, code=2).output
    assert f"hbgraph: {code}\n" in output
    assert "Traceback" not in output


def test_a_query_without_a_release_says_what_to_do(run: Line) -> None:
    assert "hbgraph publish" in run("query", COUNT, code=2).output


def test_a_folder_that_cannot_be_written_is_told(run: Line, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    output = run("publish", "--data-dir", tmp_path / "file", code=2).output
    assert "hbgraph: unreadable-file" in output


def test_a_wrong_setting_is_told_by_name(run: Line) -> None:
    run.environment["HBGRAPH_QUERY_LIMIT"] = "many"
    assert "HBGRAPH_query_limit" in run("publish", code=2).output


def test_a_fault_of_our_own_is_no_traceback(published: Line, tmp_path: Path) -> None:
    (tmp_path / "data/current/manifest.json").write_text("{")
    output = published("releases", code=2).output
    assert "hbgraph: internal-error" in output
    assert "Traceback" not in output


def test_text_or_file_is_needed_for_a_query(run: Line) -> None:
    run("query", code=2)
    run("query", COUNT, "-f", "x.rq", code=2)


def test_dump_writes_the_data_set_and_each_graph(published: Line, tmp_path: Path) -> None:
    published("dump", tmp_path / "out")
    assert len(Graph().parse(tmp_path / "out/graphs/id/bulletin/2031-test/p02.ttl")) == 1
    trig = Dataset().parse(tmp_path / "out/dataset.trig")
    quads = Dataset().parse(tmp_path / "out/dataset.nq")
    assert set(trig.quads()) == set(quads.quads())
    assert {str(quad[3]) for quad in quads.quads()} >= {str(ID["bulletin/2031-test/p02"])}


def test_releases_marks_the_current_one(published: Line) -> None:
    assert published("releases").output.startswith("* ")
    manifest = json.loads(published("releases", "show").output)
    assert manifest["default"]["triples"] > 0


def test_releases_are_named_compared_rolled_back_and_pruned(
    published: Line, small: SmallCorpus
) -> None:
    published("releases", "name", "current", "v1")
    small.write("data/ttl/reference/more.ttl", '<urn:x:m> a hb:Region ; rdfs:label "多"@zh .')
    published("publish")
    first, second = published("releases", "list").output.splitlines()
    assert (first[0], first.endswith("  v1"), second[0]) == (" ", True, "*")
    changes = published("releases", "diff", "v1").output
    assert '+ <urn:x:m> <http://www.w3.org/2000/01/rdf-schema#label> "多"@zh .' in changes
    assert not any(line.startswith("-") for line in changes.splitlines())
    assert published("releases", "rollback", "v1").output.splitlines()[0].startswith("*")
    assert published("releases", "prune", "--keep", "1").output == ""
    assert json.loads(published("releases", "show", "v1").output)["parent"] is None
    assert "unknown-release" in published("releases", "show", "v9", code=2).stderr


def test_format_checks_and_rewrites(run: Line, small: SmallCorpus) -> None:
    assert "not canonical" in run("format", "--check", code=1).output
    run("format")
    assert run("format", "--check").output == ""
    path = small.write("data/ttl/reference/places.ttl", "<urn:x:a> a hb:Region .")
    run("format", "--check", small.root / "ontology")
    run("format", "--check", path, code=1)
