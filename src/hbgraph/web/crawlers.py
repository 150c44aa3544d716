"""What crawlers are told: robots.txt and the sitemap."""

from flask import Blueprint, Response, request

from hbgraph.catalogue import sitemap
from hbgraph.web.conditions import Conditional
from hbgraph.web.documents import etag
from hbgraph.web.problems import UnknownPage
from hbgraph.web.reading import reader

bp = Blueprint("crawlers", __name__)

XML = "application/xml"


@bp.get("/robots.txt")
def robots() -> Response:
    return Response(sitemap.robots(request.url_root), content_type="text/plain; charset=utf-8")


@bp.get("/sitemap.xml")
def index() -> Response:
    return _sent(sitemap.index(reader(), request.url_root))


@bp.get("/sitemap-<int:number>.xml")
def page(number: int) -> Response:
    found = sitemap.page(reader(), request.url_root, number)
    if found is None:
        raise UnknownPage
    return _sent(found)


def _sent(body: bytes) -> Response:
    response = Conditional(body, content_type=XML)
    response.set_etag(etag(request.url, XML))
    response.make_conditional(request)
    return response
