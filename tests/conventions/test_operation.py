"""Every setting and every metric is documented, with the value that it really has."""

import re
from pathlib import Path

import pytest

from hbgraph.instruments import Instruments
from hbgraph.settings import Settings

DOCUMENT = (Path(__file__).parents[2] / "docs/operation.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (`HBGRAPH_[^|]+) \| ([^|]+) \|", DOCUMENT, re.MULTILINE)
DEFAULTS = {
    name.lower(): value.strip("` ")
    for names, values in ROWS
    for name, value in zip(re.findall("HBGRAPH_([A-Z_]+)", names), values.split(", "), strict=True)
}


def test_every_setting_is_documented() -> None:
    assert set(DEFAULTS) == set(Settings.model_fields)


@pytest.mark.parametrize("name", sorted(DEFAULTS))
def test_the_documented_default_is_the_real_one(name: str) -> None:
    default = Settings.model_fields[name].default
    if default in (None, ()):
        assert DEFAULTS[name] in {"–", "随包 bundled"}
    else:
        assert DEFAULTS[name] == str(default).replace("False", "false")


def test_every_metric_is_documented() -> None:
    instruments = Instruments()
    instruments.watch_release(lambda: 0, lambda: 0)
    ours = {
        f"{metric.name}_total" if metric.type == "counter" else metric.name
        for metric in instruments.registry.collect()
        if metric.name.startswith("hbgraph_")
    }
    assert ours == set(re.findall(r"`(hbgraph_\w+)", DOCUMENT))
