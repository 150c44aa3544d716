"""The commands about releases."""

from pathlib import Path

import click

from hbgraph import releases
from hbgraph.cli.words import DATA_DIR
from hbgraph.settings import chosen


@click.group(name="releases", invoke_without_command=True)
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
