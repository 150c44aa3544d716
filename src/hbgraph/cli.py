"""The command line: each command says what it did and ends with a code that a script can use."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from errno import EPIPE
from multiprocessing import Process
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

import click
from rdflib import Graph

from hbgraph import __version__, media, publish, releases, report, server, table, turtle
from hbgraph.audit import audit as audit_text
from hbgraph.cli_operation import DATA_DIR, backup_command, restore_command, token
from hbgraph.corpus import Corpus, load, merge
from hbgraph.engine import open_engine
from hbgraph.errors import HbgraphError, InternalError, UnreadableFile
from hbgraph.releases import Release
from hbgraph.releases.inputs import inputs_digest, is_current
from hbgraph.settings import Settings, chosen

QUERY_FORMATS = {
    "table": f"{media.RESULTS_JSON}, {media.TURTLE};q=0.9",
    "json": media.RESULTS_JSON,
    "xml": media.RESULTS_XML,
    "csv": media.RESULTS_CSV,
    "tsv": media.RESULTS_TSV,
    "turtle": media.TURTLE,
    "ntriples": media.N_TRIPLES,
    "jsonld": media.JSON_LD,
}
PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))


class Commands(click.Group):
    """Turns every error of ours into its words and its exit code."""

    def invoke(self, context: click.Context) -> object:
        with reported():
            return super().invoke(context)


@contextmanager
def reported() -> Iterator[None]:
    """Turns every error into its words and its exit code."""
    try:
        yield
    except HbgraphError as error:
        fail(error)
    except OSError as error:
        if error.errno == EPIPE:  # the reader of our output has seen enough; click ends quietly
            raise
        fail(UnreadableFile(path=error.filename or "", reason=error.strerror or error))
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Exception as error:
        if "HBGRAPH_TRACEBACK" in os.environ:
            raise
        fail(InternalError(reason=f"{type(error).__name__}: {error}"))


def fail(error: HbgraphError) -> NoReturn:
    for note in getattr(error, "__notes__", ()):
        click.echo(note, err=True)
    click.echo(f"hbgraph: {error.code}\n{error.text}", err=True)
    raise SystemExit(error.exit_code)


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="hbgraph")
def main() -> None:
    """以关联数据发布区域产业政策。 A region's industrial policy as linked data."""


main.add_command(token)
main.add_command(backup_command)
main.add_command(restore_command)


@main.command()
@click.option("--bind", metavar="HOST:PORT", help="监听地址。 Where to listen.  [127.0.0.1:8000]")
@click.option("--token", help="可写入任何图的令牌。 A token that may write everywhere.")
@click.option("--scratch", is_flag=True, help="空的试验库,无形状。 An empty store without shapes.")
@DATA_DIR
def serve(bind: str | None, token: str | None, scratch: bool, data_dir: Path | None) -> None:
    """发布语料(如有变化)并提供服务。 Publish the corpus if it changed, and serve it.

    \b
    例 Example:  hbgraph serve --bind 127.0.0.1:8080
    例 Example:  hbgraph serve --scratch --token secret
    """
    with ExitStack() as stack:
        if scratch and data_dir is None:
            data_dir = Path(stack.enter_context(TemporaryDirectory(prefix="hbgraph-")))
        settings = chosen(bind=bind, data_dir=data_dir, token=token, scratch=scratch or None)
        server.check_free(settings.bind)
        prepared(settings)
        server.run(settings.model_copy(update={"data_dir": settings.data_dir.resolve()}))


def prepared(settings: Settings) -> None:
    """Sees to it that there is a current release, in a process of its own where one must be built:
    the server is a fork of this one and must find no store open."""
    corpus = corpus_of(settings)
    inputs = None if settings.scratch else inputs_digest(corpus)
    if inputs is None or not is_current(settings.data_dir, inputs):
        build = Process(target=build_release, args=(settings,))
        build.start()
        build.join()
        if build.exitcode:
            raise SystemExit(build.exitcode)
    tell(releases.current(settings.data_dir))


def build_release(settings: Settings) -> None:
    with reported():
        if settings.scratch:
            publish.begin_scratch(settings.data_dir)
        else:
            published(settings)


@main.command(name="publish")
@DATA_DIR
def publish_command(data_dir: Path | None) -> None:
    """由语料建立一个版本:装载、推导、校验。 Build a release: load, derive, validate.

    \b
    例 Example:  hbgraph publish --data-dir .hbgraph
    """
    tell(published(chosen(data_dir=data_dir)))


@main.command()
@PATHS
@click.option("--format", "form", type=click.Choice(["text", "json", "ttl"]), default="text")
def validate(paths: tuple[Path, ...], form: str) -> None:
    """按形状校验语料或所给文件。 Validate the corpus, or the files given, against the shapes.

    退出码 Exit code: 0 合格 conforms, 1 有违反 violations, 2 无法运行 could not run.

    \b
    例 Example:  hbgraph validate data/ttl/bulletins/2026-hubei-jxt/p08.ttl
    """
    found = publish.check(corpus_of(chosen()), turtle_files(paths))
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
    iri = corpus.bulletin(bulletin)
    coverage = audit_text(read(path), corpus_graph(corpus), iri)
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
@click.option(
    "--format", "form", type=click.Choice(list(QUERY_FORMATS)), default="table", show_default=True
)
@click.option("--endpoint", metavar="URL", help="改问一个远程端点。 Ask a remote endpoint instead.")
@DATA_DIR
def query(
    text: str | None,
    path: Path | None,
    form: str,
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
    answer = engine.query(text or read(path), QUERY_FORMATS[form])
    body = b"".join(answer.chunks)
    if form == "table" and answer.media_type == media.RESULTS_JSON:
        body = table.of_results(body).encode()
    sys.stdout.buffer.write(body.removesuffix(b"\n") + b"\n")


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


@main.group(name="releases", invoke_without_command=True)
@DATA_DIR
@click.pass_context
def releases_group(context: click.Context, data_dir: Path | None) -> None:
    """列出已发布的版本,* 为当前版本。 List the releases; * marks the current one.

    \b
    例 Example:  hbgraph releases
    """
    context.obj = chosen(data_dir=data_dir).data_dir
    if context.invoked_subcommand is None:
        now = releases.current(context.obj).path.name
        for release in releases.released(context.obj):
            mark = "*" if release.path.name == now else " "
            click.echo(f"{mark} {release.manifest.id}  {release.manifest.triples} triples")


@releases_group.command()
@click.pass_obj
def show(data_dir: Path) -> None:
    """显示当前版本的清单。 Show the manifest of the current release.

    \b
    例 Example:  hbgraph releases show
    """
    click.echo((releases.current(data_dir).path / "manifest.json").read_text(encoding="utf-8"))


@main.command(name="format")
@PATHS
@click.option("--check", is_flag=True, help="只检查,不改写。 Only check; change nothing.")
def format_command(paths: tuple[Path, ...], check: bool) -> None:
    """把 Turtle 写成规范形式。 Write Turtle in its canonical form.

    \b
    例 Example:  hbgraph format --check
    """
    files = turtle_files(paths) or [source.path for source in corpus_of(chosen()).sources]
    test = (lambda path: not turtle.is_canonical(path)) if check else turtle.rewrite
    changed = [path for path in files if test(path)]
    for path in changed:
        click.echo(f"{'不规范 not canonical' if check else '已改写 rewrote'}: {path}")
    raise SystemExit(1 if check and changed else 0)


def corpus_of(settings: Settings) -> Corpus:
    return Corpus(settings.corpus) if settings.corpus else Corpus.default()


def published(settings: Settings) -> Release:
    """Publishes what changed, and says beforehand whether that will take its time."""
    corpus = corpus_of(settings)
    if is_current(settings.data_dir, inputs_digest(corpus)):
        click.echo("语料未变,沿用当前版本。 The corpus is unchanged; its release stands.")
    else:
        click.echo("正在装载、推导、校验语料…… Loading, deriving, validating the corpus …")
    return publish.publish(corpus, settings.data_dir)


def tell(release: Release) -> None:
    manifest = release.manifest
    click.echo(f"当前版本 Current release: {manifest.id}")
    click.echo(f"{len(manifest.graphs)} 个图 graphs, {manifest.triples} 条三元组 triples")


def turtle_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and those below the folders named."""
    return [
        file
        for path in paths
        for file in (sorted(path.rglob("*.ttl")) if path.is_dir() else [path])
    ]


def corpus_graph(corpus: Corpus) -> Graph:
    return merge(load(source).triples for source in corpus.sources)


def read(path: Path | None) -> str:
    """The text of a file, its line ends untouched."""
    try:
        return Path(path or "").read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(path=path, reason=error) from error
