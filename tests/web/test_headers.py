"""What every answer carries."""

import pytest

from web.conftest import BROWSER, Site

PATHS = ["/", "/sparql", "/doc/region/420100", "/doc/none", "/static/style.css", "/healthz"]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_may_run_and_anyone_may_read(site: Site, path: str) -> None:
    headers = site.get(path, BROWSER).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", PATHS[:3])
def test_no_page_loads_anything_from_elsewhere(site: Site, path: str) -> None:
    head = site.get(path, BROWSER).text.partition("</head>")[0]
    assert 'rel="stylesheet" href="/static/style.css"' in head
    assert "style=" not in head


def test_the_style_sheet_is_small(site: Site) -> None:
    assert len(site.get("/static/style.css").body) < 8_000
