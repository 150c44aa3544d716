"""The command line: each command says what it did and ends with a code that a script can use."""

import json
import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

import click
from rdflib import Graph

from hbgraph import __version__, media, publish, releases, report, turtle
from hbgraph.audit import audit as audit_text
from hbgraph.corpus import Corpus, load, merge
from hbgraph.engine import open_engine
from hbgraph.errors import AddressInUse, HbgraphError, UnreadableFile
from hbgraph.ns import ID
from hbgraph.settings import Settings

QUERY_FORMATS = {
    "table": media.RESULTS_TSV,
    "json": media.RESULTS_JSON,
    "xml": media.RESULTS_XML,
    "csv": media.RESULTS_CSV,
    "tsv": media.RESULTS_TSV,
    "turtle": media.TURTLE,
    "ntriples": media.N_TRIPLES,
    "jsonld": media.JSON_LD,
}
PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
DATA_DIR = click.option(
    "--data-dir",
    type=click.Path(path_type=Path),
    help="版本所在的目录。 Folder of the releases.  [.hbgraph]",
)


class Commands(click.Group):
    """Turns every error of ours into its words and its exit code."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except HbgraphError as error:
            fail(error)


def fail(error: HbgraphError) -> NoReturn:
    for note in getattr(error, "__notes__", ()):
        click.echo(note, err=True)
    click.echo(f"hbgraph: {error.code}\n{error.text}", err=True)
    raise SystemExit(error.exit_code)


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="hbgraph")
def main() -> None:
    """以关联数据发布区域产业政策。 A region's industrial policy as linked data."""


@main.command()
@click.option("--bind", metavar="HOST:PORT", help="监听地址。 Where to listen.  [127.0.0.1:8000]")
@DATA_DIR
def serve(bind: str | None, data_dir: Path | None) -> None:
    """发布语料(如有变化)并提供服务。 Publish the corpus if it changed, and serve it.

    \b
    例 Example:  hbgraph serve --bind 127.0.0.1:8080
    """
    settings = chosen(bind=bind, data_dir=data_dir)
    check_free(settings.bind)
    release = publish.publish(corpus_of(settings), settings.data_dir)
    click.echo(f"版本 Release {release.manifest.id}: {release.manifest.triples} triples")
    run_server(settings)


@main.command(name="publish")
@DATA_DIR
def publish_command(data_dir: Path | None) -> None:
    """由语料建立一个版本:装载、推导、校验。 Build a release: load, derive, validate.

    \b
    例 Example:  hbgraph publish --data-dir .hbgraph
    """
    settings = chosen(data_dir=data_dir)
    release = publish.publish(corpus_of(settings), settings.data_dir)
    manifest = release.manifest
    click.echo(f"当前版本 Current release: {manifest.id}")
    click.echo(f"{len(manifest.graphs)} 个图 graphs, {manifest.triples} 条三元组 triples")


@main.command()
@PATHS
@click.option("--format", "form", type=click.Choice(["text", "json", "ttl"]), default="text")
def validate(paths: tuple[Path, ...], form: str) -> None:
    """按形状校验语料或所给文件。 Validate the corpus, or the files given, against the shapes.

    退出码 Exit code: 0 合格 conforms, 1 有违反 violations, 2 无法运行 could not run.

    \b
    例 Example:  hbgraph validate data/ttl/bulletins/2026-hubei-jxt/p08.ttl
    """
    found = publish.check(corpus_of(chosen()), paths)
    writers = {"text": report.to_text, "json": report.to_json, "ttl": report.to_turtle}
    click.echo(writers[form](found))
    raise SystemExit(0 if found.conforms else 1)


@main.command()
@click.argument("bulletin")
@click.option("--text", "path", type=click.Path(path_type=Path), required=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def audit(bulletin: str, path: Path, form: str) -> None:
    """核对公报中的每个数字和每个锚点。 Account for every numeral and every anchor of a bulletin.

    退出码 Exit code: 0 全部有据 complete, 1 有遗漏或错误 gaps or errors, 2 无法运行 could not run.

    \b
    例 Example:  hbgraph audit 2026-hubei-jxt --text bulletin.txt --format json
    """
    corpus = corpus_of(chosen())
    corpus.bulletin(bulletin)
    coverage = audit_text(read(path), corpus_graph(corpus), ID[f"bulletin/{bulletin}"])
    click.echo(
        json.dumps(coverage.to_json(), ensure_ascii=False, indent=1)
        if form == "json"
        else coverage.to_text()
    )
    raise SystemExit(0 if coverage.ok else 1)


@main.command()
@click.argument("text", required=False)
@click.option(
    "-f", "--file", "path", type=click.Path(path_type=Path), help="查询文件。 Query file."
)
@click.option("--format", "form", type=click.Choice(list(QUERY_FORMATS)), help="[json, turtle]")
@click.option("--endpoint", metavar="URL", help="改问一个远程端点。 Ask a remote endpoint instead.")
@DATA_DIR
def query(
    text: str | None,
    path: Path | None,
    form: str | None,
    endpoint: str | None,
    data_dir: Path | None,
) -> None:
    """回答一条 SPARQL 查询。 Answer a SPARQL query.

    \b
    例 Example:  hbgraph query 'SELECT (COUNT(*) AS ?n) { ?s ?p ?o }' --format csv
    """
    if (text is None) == (path is None):
        raise click.UsageError(
            "请给出查询文本或 -f 文件之一。 Give either a query text or -f FILE."
        )
    settings = chosen(data_dir=data_dir)
    engine = open_engine(endpoint or releases.current(settings.data_dir).store)
    answer = engine.query(text or read(path), QUERY_FORMATS[form] if form else "")
    for chunk in answer.chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.write(b"\n")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("dump"))
@DATA_DIR
def dump(folder: Path, data_dir: Path | None) -> None:
    """导出 TriG、N-Quads 和每个图的 Turtle。 Write TriG, N-Quads, and each graph as Turtle.

    \b
    例 Example:  hbgraph dump dump/
    """
    release = releases.current(chosen(data_dir=data_dir).data_dir)
    written = releases.dump(release, folder)
    click.echo(f"已写入 Wrote {len(written)} 个文件 files: {folder}")


@main.command(name="releases")
@DATA_DIR
def releases_command(data_dir: Path | None) -> None:
    """列出已发布的版本。 List the releases.

    \b
    例 Example:  hbgraph releases
    """
    folder = chosen(data_dir=data_dir).data_dir
    now = releases.current(folder).path.name
    for release in releases.released(folder):
        mark = "*" if release.path.name == now else " "
        click.echo(f"{mark} {release.manifest.id}  {release.manifest.triples} triples")


@main.command(name="format")
@PATHS
@click.option("--check", is_flag=True, help="只检查,不改写。 Only check; change nothing.")
def format_command(paths: tuple[Path, ...], check: bool) -> None:
    """把 Turtle 写成规范形式。 Write Turtle in its canonical form.

    \b
    例 Example:  hbgraph format --check
    """
    files = paths or tuple(source.path for source in corpus_of(chosen()).sources)
    test = (lambda path: not turtle.is_canonical(path)) if check else turtle.rewrite
    changed = [path for path in files if test(path)]
    for path in changed:
        click.echo(f"{'不规范 not canonical' if check else '已改写 rewrote'}: {path}")
    raise SystemExit(1 if check and changed else 0)


def chosen(**given: object) -> Settings:
    """The settings of the environment, with what the command line gives in their place."""
    return Settings().model_copy(update={k: v for k, v in given.items() if v is not None})


def corpus_of(settings: Settings) -> Corpus:
    return Corpus(settings.corpus) if settings.corpus else Corpus.default()


def corpus_graph(corpus: Corpus) -> Graph:
    return merge(load(source).triples for source in corpus.sources)


def read(path: Path | None) -> str:
    """The text of a file, its line ends untouched."""
    try:
        return Path(path or "").read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(path=path, reason=error) from error


def check_free(bind: str) -> None:
    host, _, port = bind.rpartition(":")
    try:
        socket.create_server((host.strip("[]"), int(port))).close()
    except (OSError, ValueError) as error:
        raise AddressInUse(bind=bind, reason=error) from error


def run_server(settings: Settings) -> None:
    """Serves until the process is told to stop; one worker, a few threads."""
    from granian import Granian
    from granian.constants import Interfaces

    host, _, port = settings.bind.rpartition(":")
    os.environ["HBGRAPH_DATA_DIR"] = str(settings.data_dir.resolve())
    server = Granian(
        "hbgraph.web:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=host.strip("[]"),
        port=int(port),
        blocking_threads=4,
        log_access=False,
    )
    server.on_startup(lambda: click.echo(f"http://{settings.bind}/"))
    server.serve()
