"""What commands have in common: their options, and how they tell what happened."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from errno import EPIPE
from pathlib import Path
from typing import NoReturn

import click

from hbgraph.corpus import Corpus
from hbgraph.errors import HbgraphError, InternalError, UnreadableFile
from hbgraph.releases import Release
from hbgraph.settings import Settings

PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
DATA_DIR = click.option(
    "--data-dir",
    type=click.Path(path_type=Path),
    help="版本所在的目录。 Folder of the releases.  [.hbgraph]",
)


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


def corpus_of(settings: Settings) -> Corpus:
    return Corpus(settings.corpus) if settings.corpus else Corpus.default()


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


def read(path: Path | None) -> str:
    """The text of a file, its line ends untouched."""
    try:
        return Path(path or "").read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(path=path, reason=error) from error
