"""The command line: each command says what it did and ends with a code that a script can use.

A command's module is imported when somebody calls it: a server must start fast.
"""

from importlib import import_module

import click

from hbgraph import __version__
from hbgraph.cli.words import reported

COMMANDS = {
    "serve": "serving",
    "publish": "corpus",
    "validate": "corpus",
    "audit": "corpus",
    "format": "corpus",
    "query": "reading",
    "dump": "reading",
    "releases": "releases",
    "token": "operation",
    "backup": "operation",
    "restore": "operation",
}
"""The module of each command, in the order in which they are listed."""


class Commands(click.Group):
    """Finds commands in their modules, and turns every error into its words and its exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"hbgraph.cli.{COMMANDS[cmd_name]}")
        found = [each for each in vars(module).values() if isinstance(each, click.Command)]
        return next(each for each in found if each.name == cmd_name)

    def invoke(self, ctx: click.Context) -> object:
        with reported():
            return super().invoke(ctx)


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="hbgraph")
def main() -> None:
    """以关联数据发布区域产业政策。 A region's industrial policy as linked data."""
