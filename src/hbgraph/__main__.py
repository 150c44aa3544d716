"""``python -m hbgraph``."""

from hbgraph.cli import main

main()
