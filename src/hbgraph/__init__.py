"""hbgraph: a region's industrial policy as linked data."""

__version__ = "0.1.0"
