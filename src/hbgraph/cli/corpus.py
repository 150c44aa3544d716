"""The commands about the corpus: publish, validate, audit, format."""

import json
from contextlib import closing
from pathlib import Path

import click
from rdflib import Graph

from hbgraph import publish, report, turtle
from hbgraph.audit import audit as audit_text
from hbgraph.cli.endpoint import USER, access_of, checked, deliver
from hbgraph.cli.words import DATA_DIR, PATHS, corpus_of, read, tell, turtle_files
from hbgraph.corpus import Corpus, load, merge
from hbgraph.engine import open_writable
from hbgraph.releases import Release
from hbgraph.releases.inputs import inputs_digest, is_current
from hbgraph.settings import Settings, chosen


@click.command(name="publish")
@click.option(
    "--endpoint",
    metavar="URL",
    help="并送往这个 SPARQL 端点。 And send it to the engine of this SPARQL endpoint.",
)
@click.option(
    "--graph-store",
    metavar="URL",
    help="以图存储协议写入的地址。 Where it takes the Graph Store Protocol.",
)
@click.option(
    "--update", metavar="URL", help="以 SPARQL 更新写入的地址。 Or where it takes SPARQL Update."
)
@click.option("--everything", is_flag=True, help="全部重送。 Send all graphs, changed or not.")
@USER
@DATA_DIR
def publish_command(
    endpoint: str | None,
    graph_store: str | None,
    update: str | None,
    everything: bool,
    user: str | None,
    data_dir: Path | None,
) -> None:
    """由语料建立一个版本:装载、推导、校验。 Build a release: load, derive, validate.

    \b
    例 Example:  hbgraph publish --data-dir .hbgraph
    例 Example:  hbgraph publish --endpoint http://127.0.0.1:7878/query \\
                   --graph-store http://127.0.0.1:7878/store
    """
    settings = chosen(data_dir=data_dir)
    if endpoint is None:
        if graph_store or update:
            raise click.UsageError("请一并给出 --endpoint。 Give --endpoint as well.")
        tell(published(settings))
        return
    if graph_store and update:
        raise click.UsageError(
            "--graph-store 与 --update 只取其一。 Give either --graph-store or --update."
        )
    engine = open_writable(checked(endpoint), access_of(settings, user), graph_store, update)
    with closing(engine):
        release = published(settings)
        tell(release)
        deliver(release, engine, endpoint, everything)


@click.command()
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
    raise SystemExit(0 if found.acceptable else 1)


@click.command()
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


@click.command(name="format")
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


def published(settings: Settings) -> Release:
    """Publishes what changed, and says beforehand whether that will take its time."""
    corpus = corpus_of(settings)
    if is_current(settings.data_dir, inputs_digest(corpus)):
        click.echo("语料未变,沿用当前版本。 The corpus is unchanged; its release stands.")
    else:
        click.echo("正在装载、推导、校验语料…… Loading, deriving, validating the corpus …")
    return publish.publish(corpus, settings.data_dir)


def corpus_graph(corpus: Corpus) -> Graph:
    return merge(load(source).triples for source in corpus.sources)
