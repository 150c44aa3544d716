"""The commands that read a release: query and dump."""

import sys
from contextlib import closing
from pathlib import Path

import click

from hbgraph import media, releases, table
from hbgraph.cli.endpoint import USER, access_of, checked
from hbgraph.cli.words import DATA_DIR, read
from hbgraph.engine import open_engine
from hbgraph.settings import chosen

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


@click.command()
@click.argument("text", required=False)
@click.option(
    "-f", "--file", "path", type=click.Path(path_type=Path), help="查询文件。 Query file."
)
@click.option(
    "--format", "form", type=click.Choice(list(QUERY_FORMATS)), default="table", show_default=True
)
@click.option(
    "--endpoint",
    metavar="URL",
    help="改问远程端点;副本以空格隔开。 Ask a remote endpoint, or replicas with blanks between.",
)
@USER
@DATA_DIR
def query(
    text: str | None,
    path: Path | None,
    form: str,
    endpoint: str | None,
    user: str | None,
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
    if endpoint:
        engine = open_engine(checked(endpoint), access_of(settings, user))
    else:
        engine = open_engine(releases.current(settings.data_dir).store)
    with closing(engine):
        answer = engine.query(text or read(path), QUERY_FORMATS[form])
        body = b"".join(answer.chunks)
    if form == "table" and answer.media_type == media.RESULTS_JSON:
        body = table.of_results(body).encode()
    sys.stdout.buffer.write(body.removesuffix(b"\n") + b"\n")


@click.command()
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
