"""The commands about releases; each takes an id, a name, or ``current``."""

from pathlib import Path

import click

from hbgraph import releases
from hbgraph.cli.words import DATA_DIR
from hbgraph.settings import Settings, chosen

RELEASE = click.argument("release")


@click.group(name="releases", invoke_without_command=True)
@DATA_DIR
@click.pass_context
def releases_group(context: click.Context, data_dir: Path | None) -> None:
    """列出已发布的版本,* 为当前版本。 List the releases; * marks the current one.

    \b
    例 Example:  hbgraph releases
    """
    context.obj = chosen(data_dir=data_dir)
    if context.invoked_subcommand is None:
        listed(context.obj)


@releases_group.command(name="list")
@click.pass_obj
def list_command(settings: Settings) -> None:
    """列出已发布的版本。 List the releases.

    \b
    例 Example:  hbgraph releases list
    """
    listed(settings)


def listed(settings: Settings) -> None:
    now = releases.current(settings.data_dir).id
    names = releases.named(settings.data_dir)
    for release in releases.released(settings.data_dir):
        called = "".join(f"  {name}" for name, known in names.items() if known == release.id)
        mark = "*" if release.id == now else " "
        click.echo(f"{mark} {release.id}  {release.manifest.triples} triples{called}")


@releases_group.command()
@click.argument("release", default="current")
@click.pass_obj
def show(settings: Settings, release: str) -> None:
    """显示一个版本的清单。 Show the manifest of a release.

    \b
    例 Example:  hbgraph releases show
    """
    found = releases.find(settings.data_dir, release)
    click.echo((found.path / "manifest.json").read_text(encoding="utf-8"))


@releases_group.command()
@click.argument("before")
@click.argument("after", default="current")
@click.pass_obj
def diff(settings: Settings, before: str, after: str) -> None:
    """两个版本之间增减的三元组。 The triples that came and went between two releases.

    \b
    例 Example:  hbgraph releases diff v1 current
    """
    ends = (releases.find(settings.data_dir, known_as) for known_as in (before, after))
    for graph in releases.diff(*ends):
        click.echo(f"@ <{graph.name}>")
        for mark, quads in (("-", graph.removed), ("+", graph.added)):
            for quad in quads:
                click.echo(f"{mark} {quad.triple} .")


@releases_group.command()
@RELEASE
@click.pass_obj
def rollback(settings: Settings, release: str) -> None:
    """让较早的版本重新成为当前版本。 Make an older release current again.

    \b
    例 Example:  hbgraph releases rollback v1
    """
    with releases.publisher(settings.data_dir):
        releases.rollback(settings.data_dir, releases.find(settings.data_dir, release))
    listed(settings)


@releases_group.command(name="name")
@RELEASE
@click.argument("name")
@click.pass_obj
def name_command(settings: Settings, release: str, name: str) -> None:
    """给版本命名,命名的版本永远保留。 Name a release, which keeps it for ever.

    \b
    例 Example:  hbgraph releases name current v1
    """
    with releases.publisher(settings.data_dir):
        releases.name(settings.data_dir, releases.find(settings.data_dir, release), name)
    listed(settings)


@releases_group.command()
@click.option(
    "--keep", type=click.IntRange(min=1), help="保留最新的几个。 How many newest stay.  [20]"
)
@click.pass_obj
def prune(settings: Settings, keep: int | None) -> None:
    """清理没有命名、引用和读者的旧版本。 Remove old releases nobody names, cites or reads.

    \b
    例 Example:  hbgraph releases prune --keep 5
    """
    with releases.publisher(settings.data_dir):
        for gone in releases.prune(settings.data_dir, keep or settings.keep):
            click.echo(f"已清理 Removed: {gone}")
