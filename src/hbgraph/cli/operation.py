"""Commands for whoever runs the service: tokens, backup, restore."""

from pathlib import Path

import click

from hbgraph import backup
from hbgraph.cli.words import DATA_DIR
from hbgraph.settings import chosen
from hbgraph.tokens import Tokens

FOLDER = click.argument("folder", type=click.Path(path_type=Path))


@click.group()
def token() -> None:
    """管理写入令牌。 Manage the tokens that may write.

    \b
    例 Example:  hbgraph token add press --scope https://example.org/graphs/
    """


@token.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    metavar="PREFIX",
    multiple=True,
    required=True,
    help="可写的图 IRI 的开头,可重复;* 为全部。 Graphs it may write begin so; * means all.",
)
@click.option(
    "--unvalidated",
    is_flag=True,
    help="可写不经校验的命名空间。 May write where nothing is validated.",
)
@DATA_DIR
def add(name: str, scopes: tuple[str, ...], unvalidated: bool, data_dir: Path | None) -> None:
    """新建令牌,只显示这一次。 Make a token; it is shown this once.

    \b
    例 Example:  hbgraph token add press --scope https://example.org/graphs/
    """
    secret = tokens(data_dir).add(name, scopes, unvalidated)
    click.echo("请立即保存,以后无法再显示。 Keep it now: it cannot be shown again.", err=True)
    click.echo(secret)


@token.command(name="list")
@DATA_DIR
def list_command(data_dir: Path | None) -> None:
    """列出令牌的名字和范围。 List the names and scopes of the tokens.

    \b
    例 Example:  hbgraph token list
    """
    for found in tokens(data_dir).list():
        mark = "  --unvalidated" if found.unvalidated else ""
        click.echo(f"{found.name}  {' '.join(found.scopes)}{mark}")


@token.command()
@click.argument("name")
@DATA_DIR
def revoke(name: str, data_dir: Path | None) -> None:
    """撤销令牌,立即生效。 Take a token away, at once.

    \b
    例 Example:  hbgraph token revoke press
    """
    tokens(data_dir).revoke(name)
    click.echo(f"已撤销 Revoked: {name}")


@click.command(name="backup")
@FOLDER
@DATA_DIR
def backup_command(folder: Path, data_dir: Path | None) -> None:
    """备份到空文件夹;服务器可照常运行。 Back up into an empty folder, while servers run.

    \b
    例 Example:  hbgraph backup backups/2026-11-23
    """
    tell("已备份 Backed up", backup.backup(chosen(data_dir=data_dir).data_dir, folder))


@click.command(name="restore")
@FOLDER
@DATA_DIR
def restore_command(folder: Path, data_dir: Path | None) -> None:
    """核对备份并恢复到新目录。 Check a backup and make a new data folder of it.

    \b
    例 Example:  hbgraph restore backups/2026-11-23 --data-dir restored
    """
    tell("已恢复 Restored", backup.restore(folder, chosen(data_dir=data_dir).data_dir))


def tokens(data_dir: Path | None) -> Tokens:
    return Tokens(chosen(data_dir=data_dir).data_dir / "tokens.json")


def tell(done: str, found: backup.Backup) -> None:
    click.echo(f"{done}: {len(found.releases)} 个版本 releases, {found.size} 字节 bytes")
    click.echo(f"当前版本 Current release: {found.current}")
