"""The command that serves."""

from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from hbgraph import releases, server
from hbgraph.cli.words import DATA_DIR, corpus_of, reported, tell
from hbgraph.errors import NoRelease
from hbgraph.releases.inputs import inputs_digest, is_current
from hbgraph.settings import Settings, chosen


@click.command()
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
    """Sees to it that there is a current release.

    One that must be built is built in a process of its own: the server is a fork of this one and
    must find no store open.
    """
    if not has_release(settings):
        build = get_context("fork").Process(target=build_release, args=(settings,))
        build.start()
        build.join()
        if build.exitcode:
            raise SystemExit(build.exitcode)
    tell(releases.current(settings.data_dir))


def has_release(settings: Settings) -> bool:
    """Whether the current release is the one that these settings call for."""
    if not settings.scratch:
        return is_current(settings.data_dir, inputs_digest(corpus_of(settings))) is not None
    try:
        return not releases.current(settings.data_dir).manifest.merged
    except NoRelease:
        return False


def build_release(settings: Settings) -> None:
    from hbgraph import publish  # with the validator, which a server that is up to date needs not
    from hbgraph.cli.corpus import published

    with reported():
        if settings.scratch:
            publish.begin_scratch(settings.data_dir)
        else:
            published(settings)
