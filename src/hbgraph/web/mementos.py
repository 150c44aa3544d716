"""Documents as they were: Memento (RFC 7089), in its pattern 1.1.

/doc/… is the original resource and its own TimeGate: asked with Accept-Datetime it leads (302) to
/release/<id>/doc/…, a memento; /timemap/doc/… lists all of them.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from flask import Response, redirect, request
from rdflib import URIRef
from werkzeug.http import http_date

from hbgraph.ns import ID
from hbgraph.pages.mementos import Memento, at
from hbgraph.releases.history import last_release
from hbgraph.web.problems import BadDatetime, GoneThing
from hbgraph.web.protocol import budgeted
from hbgraph.web.reading import reader, release, service, visited

LINK_FORMAT = "application/link-format"


def knows(iri: URIRef) -> bool:
    """Whether the release of this request has the thing, or an older one had."""
    return reader().knows(iri) or last_release(release(), str(iri)) is not None


def negotiated(iri: URIRef, suffix: str | None) -> Response:
    """The way to the memento that the client asks for (RFC 7089, section 4.5.1)."""
    moment = wanted(request.headers["Accept-Datetime"])
    found = mementos(iri)
    if not found:
        raise GoneThing(path=iri.removeprefix(ID))
    response = redirect(memento(at(found, moment), iri, suffix))
    response.headers["Link"] = ", ".join([*links(iri, suffix), *beside(found, None, iri, suffix)])
    response.vary.update(("Accept", "Accept-Datetime"))
    return response  # type: ignore[return-value]


def remember(response: Response, iri: URIRef, suffix: str | None) -> None:
    """Adds what RFC 7089 wants of an original resource (section 2.1.1), or of a memento (2.1.2)."""
    told = links(iri, suffix)
    if visited():
        found = mementos(iri)
        response.headers["Memento-Datetime"] = http_date(
            datetime.fromisoformat(release().manifest.created)
        )
        told += beside(found, release().id, iri, suffix)
    else:
        response.vary.add("Accept-Datetime")
    response.headers["Link"] = ", ".join([*response.headers.getlist("Link"), *told])


def timemap(iri: URIRef, suffix: str | None) -> Response:
    """All mementos of a document, oldest first (RFC 7089, section 5)."""
    found = mementos(iri)
    if not found:
        raise gone(iri)
    ends = [http_date(found[place].created) for place in (0, -1)]
    itself = f'<{address("/timemap", iri, suffix)}>; rel="self"; type="{LINK_FORMAT}"'
    lines = [
        f'<{address("", iri, suffix)}>; rel="original timegate"',
        f'{itself}; from="{ends[0]}"; until="{ends[1]}"',
        *(_link(each, relations(found, number), iri, suffix) for number, each in enumerate(found)),
    ]
    response = Response(",\n".join(lines) + "\n", content_type=LINK_FORMAT)
    response.headers["Cache-Control"] = "no-cache"
    return response


def gone(iri: URIRef) -> GoneThing:
    """The error for a thing that was in an earlier release, with the way to the last one kept."""
    problem = GoneThing(path=iri.removeprefix(ID))
    found = [each for each in mementos(iri) if each.release < release().id]
    problem.headers["Link"] = ", ".join([*links(iri, None), *beside(found, None, iri, None)])
    if found:
        problem.elsewhere = memento(found[-1], iri, None)
    return problem


def mementos(iri: URIRef) -> Sequence[Memento]:
    """Finding them may take what a query may take."""
    with budgeted() as meter, meter.clock():
        return service().timeline.mementos(iri)


def wanted(text: str) -> datetime:
    """The moment that Accept-Datetime names, in the form of RFC 1123; raises BadDatetime."""
    try:
        moment = parsedate_to_datetime(text)
    except (OverflowError, ValueError) as error:
        raise BadDatetime(sent=text) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def links(iri: URIRef, suffix: str | None) -> list[str]:
    """Where a memento came from, and where all of them are listed."""
    return [
        f'<{address("", iri, suffix)}>; rel="original timegate"',
        f'<{address("/timemap", iri, suffix)}>; rel="timemap"; type="{LINK_FORMAT}"',
    ]


def beside(
    found: Sequence[Memento], here: str | None, iri: URIRef, suffix: str | None
) -> list[str]:
    """Links to the first, the last, and those on either side of the release ``here``."""
    told = []
    for number, each in enumerate(found):
        wanted = relations(found, number, here)
        if wanted != "memento" or each.release == here:
            told.append(_link(each, wanted, iri, suffix))
    return told


def relations(found: Sequence[Memento], number: int, here: str | None = None) -> str:
    """How the memento of this number relates to them all, and to the one of a release."""
    ids = [each.release for each in found]
    place = ids.index(here) if here in ids else None
    ends = {"first": 0, "last": len(found) - 1}
    if place is not None:
        ends |= {"prev": place - 1, "next": place + 1}
    return " ".join([*(name for name, at in ends.items() if at == number), "memento"])


def _link(each: Memento, relation: str, iri: URIRef, suffix: str | None) -> str:
    to = memento(each, iri, suffix)
    return f'<{to}>; rel="{relation}"; datetime="{http_date(each.created)}"'


def memento(each: Memento, iri: URIRef, suffix: str | None) -> str:
    return address(f"/release/{each.release}", iri, suffix)


def address(place: str, iri: URIRef, suffix: str | None) -> str:
    """The absolute address of a document below a place of this server."""
    end = f".{suffix}" if suffix else ""
    return f"{request.url_root.rstrip('/')}{place}/doc/{iri.removeprefix(ID)}{end}"
