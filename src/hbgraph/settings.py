"""Settings, read once from HBGRAPH_* and the command line, then never changed."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, PositiveFloat, PositiveInt, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from hbgraph.errors import BadSetting


def networks(given: object) -> object:
    """``10.0.0.0/8, ::1`` as networks; an address is a network of one."""
    if not isinstance(given, str):
        return given
    return tuple(
        ip_network(part.strip(), strict=False) for part in given.split(",") if part.strip()
    )


ENVIRONMENT = "HBGRAPH_"
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(networks)]


class Settings(BaseSettings):
    """``data_dir`` holds releases; ``corpus`` is the folder with ontology, shapes and data
    (the bundled one unless given); ``query_limit`` bounds the text of a query, in bytes.

    A query may use ``query_seconds``, ``query_memory`` (MB) and ``answer_limit`` (MB);
    ``quick_lane``, ``middle_lane`` and ``slow_lane`` are how many run at once; ``queue`` may wait
    for a place in each, for ``patience`` seconds. A write may use ``write_seconds`` and
    ``write_memory`` (MB), its body ``body_limit`` (MB), the text of an update ``update_limit``
    (MB), what is sent to be validated ``upload_limit`` (MB). The newest ``keep`` releases stay.
    ``token`` may write everywhere; ``scratch`` serves a store without shapes or rules. In each
    ``budget_window`` seconds a client may use ``budget_seconds`` of processor time, the second half
    of them by quick queries only, and make ``budget_errors`` errors. Only ``proxies`` (networks,
    with commas between them) are believed when they say who asked. ``metrics_public`` opens
    /metrics to everybody. ``map`` is ``bundled``, ``off``, or a GeoJSON file with the boundaries to
    draw. A remote engine may use ``endpoint_seconds``; it gets ``endpoint_user`` with
    ``endpoint_password``, or ``endpoint_token``.
    There may be ``citations`` in all, ``citations_per_release``, and ``citations_per_client`` new
    ones in a day, of queries of at most ``citation_limit`` bytes; they may keep ``cited_releases``.
    """

    model_config = SettingsConfigDict(env_prefix=ENVIRONMENT, frozen=True)

    bind: str = "127.0.0.1:8000"
    data_dir: Path = Path(".hbgraph")
    corpus: Path | None = None
    query_limit: PositiveInt = 100_000
    query_seconds: PositiveFloat = 30
    query_memory: PositiveInt = 2048
    answer_limit: PositiveInt = 64
    quick_lane: PositiveInt = 16
    middle_lane: PositiveInt = 2
    slow_lane: PositiveInt = 2
    patience: PositiveFloat = 10
    queue: PositiveInt = 50
    write_seconds: PositiveFloat = 600
    write_memory: PositiveInt = 8192
    body_limit: PositiveInt = 256
    update_limit: PositiveInt = 16
    upload_limit: PositiveInt = 16
    keep: PositiveInt = 20
    token: str | None = Field(default=None, repr=False)
    scratch: bool = False
    budget_seconds: PositiveInt = 1200
    budget_errors: PositiveInt = 3000
    budget_window: PositiveInt = 600
    proxies: Networks = ()
    metrics_public: bool = False
    map: str = "bundled"
    endpoint_user: str | None = None
    endpoint_password: str | None = Field(default=None, repr=False)
    endpoint_token: str | None = Field(default=None, repr=False)
    endpoint_seconds: PositiveFloat = 60
    citations: PositiveInt = 2_000
    citations_per_release: PositiveInt = 500
    citations_per_client: PositiveInt = 20
    citation_limit: PositiveInt = 20_000
    cited_releases: PositiveInt = 100

    def environment(self) -> dict[str, str]:
        """The settings as variables of the environment, for a process that reads them there."""
        return {
            f"{ENVIRONMENT}{name.upper()}": spelt(value)
            for name, value in self
            if value is not None
        }


def spelt(value: object) -> str:
    """A value as ``Settings`` reads it."""
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def chosen(**given: object) -> Settings:
    """The settings of the environment, with what the command line gives in their place.

    Raises BadSetting.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = (f"HBGRAPH_{fault['loc'][0]}: {fault['msg']}" for fault in error.errors())
        raise BadSetting(reason="; ".join(wrong)) from error
    return settings.model_copy(update={k: v for k, v in given.items() if v is not None})
