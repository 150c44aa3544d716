"""What every answer carries."""

import re

import pytest

from web.conftest import BROWSER, Site

PATHS = ["/", "/sparql", "/doc/region/420100", "/doc/none", "/static/mark.svg", "/healthz"]


@pytest.mark.parametrize("path", PATHS)
def test_only_our_own_files_may_run_and_anyone_may_read(site: Site, path: str) -> None:
    headers = site.get(path, BROWSER).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    sources = dict(part.split(" ", 1) for part in policy.split("; "))
    assert sources["script-src"] == sources["style-src"] == sources["connect-src"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", PATHS[:3])
def test_no_page_loads_anything_from_elsewhere(site: Site, path: str) -> None:
    head = site.get(path, BROWSER).text.partition("</head>")[0]
    styles = re.findall(r'rel="stylesheet" href="([^"]+)"', head)
    assert [re.sub("-[A-Z0-9]{8}", "", address) for address in styles] == ["/static/dist/style.css"]
    assert all(address.startswith("/") for address in re.findall(r'\bsrc="([^"]+)"', head))


@pytest.mark.parametrize("path", PATHS[:4])
def test_no_script_and_no_style_stands_in_a_page(site: Site, path: str) -> None:
    page = site.get(path, BROWSER).text
    scripts = re.findall(r"<script\b([^>]*)>", page)
    assert all('src="' in given or "application/ld+json" in given for given in scripts)
    assert re.findall(r'<style\b|\sstyle="|\son\w+="', page) == []


def test_a_header_too_long_to_be_weighed_is_refused(site: Site) -> None:
    reply = site.get("/sparql?query=ASK%7B%7D", accept="a/b," * 600)
    assert reply.status == 431
    assert "headers-too-large" in reply.text
    assert site.get("/sparql?query=ASK%7B%7D", accept="a/b," * 400 + "text/csv").status == 200
    assert site.get("/healthz", cookie="a" * 9_000).status == 431
    assert site.get(f"/healthz?{'a' * 50_000}", cookie="a" * 8_000).status == 200
