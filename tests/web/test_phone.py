"""The address of a page as a QR code."""

from io import BytesIO
from xml.etree import ElementTree

import pytest
import segno

from web.conftest import BROWSER, Site


def test_a_page_shows_the_code_of_its_own_address(site: Site) -> None:
    assert 'src="/qr.svg?at=/doc/region/420100"' in site.get("/doc/region/420100", BROWSER).text


def test_the_code_holds_the_address_on_this_server(site: Site) -> None:
    reply = site.get("/qr.svg?at=/doc/region/420100?lang=en")
    assert reply.media_type == "image/svg+xml"
    expected = BytesIO()
    address = f"http://127.0.0.1:{site.port}/doc/region/420100?lang=en"
    segno.make(address, micro=False).save(expected, kind="svg", scale=4, light="#fff")
    assert reply.body == expected.getvalue()
    assert ElementTree.fromstring(reply.body).tag.endswith("svg")


@pytest.mark.parametrize("at", ["", "doc", "//example.org/", "https://example.org/", "/" * 1001])
def test_an_address_elsewhere_gets_no_code(site: Site, at: str) -> None:
    assert site.get(f"/qr.svg?at={at}", "application/json").status == 400
