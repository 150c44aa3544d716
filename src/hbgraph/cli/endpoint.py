"""What commands that speak to a remote engine have in common, and how one is published to."""

import click

from hbgraph import mirror
from hbgraph.engine import WritableEngine, is_remote
from hbgraph.engine.credentials import Access
from hbgraph.errors import BadEndpoint
from hbgraph.releases import Release
from hbgraph.settings import Settings

USER = click.option(
    "--user",
    metavar="NAME",
    help="在该端点的用户名;密码取自 HBGRAPH_ENDPOINT_PASSWORD,否则询问。 "
    "Name to use there; the password is HBGRAPH_ENDPOINT_PASSWORD, or asked for.",
)

PROMISES = """\
远程引擎没有版本,不能回滚。各图逐一替换:其间读者可能看到新旧并存,中断后须重新运行。默认图、时限和内存由该引擎决定。
A remote engine keeps no releases and cannot be rolled back. Graphs are replaced one by one:
meanwhile readers may see old beside new, and after an interruption this command must be run again.
The default graph and the bounds of queries are that engine's own."""


def checked(endpoint: str) -> str:
    """An address, or several with blanks between them; BadEndpoint otherwise."""
    if not is_remote(endpoint):
        raise BadEndpoint(endpoint=endpoint.rpartition("@")[2])
    return endpoint


def access_of(settings: Settings, user: str | None) -> Access:
    """The credentials and bounds that settings and options give; asks for a missing password."""
    password = settings.endpoint_password
    if user is not None and password is None:
        password = click.prompt("密码 Password", hide_input=True, err=True)
    return Access(
        user=user or settings.endpoint_user,
        password=password,
        token=None if user else settings.endpoint_token,
        seconds=settings.endpoint_seconds,
        limit=settings.answer_limit,
    )


def deliver(release: Release, engine: WritableEngine, endpoint: str, everything: bool) -> None:
    """Sends a release, and says what came of it and what cannot be promised."""
    place = endpoint.partition("?")[0]
    click.echo(f"正在送往 Sending to {place}\n{PROMISES}")
    done = mirror.mirror(release, engine, place, everything)
    click.echo(
        f"已送出 Sent: {len(done.sent)} 个图 graphs; 已删除 deleted: {len(done.deleted)}; "
        f"未变 unchanged: {done.unchanged}"
    )
