"""Settings, read once from HBGRAPH_* and the command line, then never changed."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """``data_dir`` holds releases; ``corpus`` is the folder with ontology, shapes and data
    (the bundled one unless given); ``query_limit`` bounds the text of a query, in bytes."""

    model_config = SettingsConfigDict(env_prefix="HBGRAPH_", frozen=True)

    bind: str = "127.0.0.1:8000"
    data_dir: Path = Path(".hbgraph")
    corpus: Path | None = None
    query_limit: int = 100_000
