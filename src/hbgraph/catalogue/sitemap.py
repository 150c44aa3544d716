"""What crawlers may read, and where it is: robots.txt (RFC 9309) and the sitemap protocol 0.9."""

from collections.abc import Iterable
from xml.etree import ElementTree

from hbgraph.ns import ID, ONTOLOGY
from hbgraph.pages.reader import Reader

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PAGE_SIZE = 10_000
CLOSED = (
    "/sparql?query=",
    "/search",
    "/graphs?graph=",
    "/release/",
    "/timemap/",
    "/update",
    "/validate",
)
"""What is computed for each who asks, or repeats for old releases what the documents say."""

ROOMS = ("", "dataset", "ontology")


def robots(root: str) -> str:
    closed = "".join(f"Disallow: {path}\n" for path in CLOSED)
    return f"User-agent: *\n{closed}\nSitemap: {root}sitemap.xml\n"


def documents(reader: Reader, root: str) -> list[str]:
    """The addresses of all documents, in an order that does not change within a release."""
    beside = (name for name in sorted(reader.manifest.graphs) if name.startswith(f"{ONTOLOGY}/"))
    return [
        *(f"{root}{room}" for room in ROOMS),
        *(f"{root}ontology{name.removeprefix(ONTOLOGY)}" for name in beside),
        *(f"{root}doc/{iri.removeprefix(ID)}" for iri in reader.documents),
    ]


def index(reader: Reader, root: str) -> bytes:
    """The list of the pages of the sitemap."""
    last = -(-len(documents(reader, root)) // PAGE_SIZE)
    pages = (f"{root}sitemap-{number}.xml" for number in range(1, last + 1))
    return _listed("sitemapindex", "sitemap", pages, reader.manifest.created)


def page(reader: Reader, root: str, number: int) -> bytes | None:
    """A page of the sitemap, counted from 1; None when there is no such page."""
    first = (number - 1) * PAGE_SIZE
    shown = documents(reader, root)[first : first + PAGE_SIZE] if number > 0 else []
    return _listed("urlset", "url", shown, reader.manifest.created) if shown else None


def _listed(whole: str, part: str, addresses: Iterable[str], modified: str) -> bytes:
    tree = ElementTree.Element(whole, xmlns=NAMESPACE)
    for address in addresses:
        entry = ElementTree.SubElement(tree, part)
        ElementTree.SubElement(entry, "loc").text = address
        ElementTree.SubElement(entry, "lastmod").text = modified
    written: bytes = ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True)
    return written
