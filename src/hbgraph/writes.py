"""Writes: what clients ask to be changed, and how a batch of them becomes one release."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from hbgraph import media, publish, releases
from hbgraph.engine.dataset import Dataset
from hbgraph.errors import (
    BrokenData,
    ChangedMeanwhile,
    ForbiddenGraph,
    HbgraphError,
    NotConforming,
    ReadOnlyGraph,
    UnknownGraph,
)
from hbgraph.publish import RULES, Policy
from hbgraph.releases import Change, Draft, GraphState
from hbgraph.releases.draft import kept, node
from hbgraph.releases.update import update
from hbgraph.tokens import Token

DOCTYPE = re.compile(rb"<!doctype", re.IGNORECASE)
"""What declares entities; Oxigraph's parser knows it in small letters too, which XML does not."""

PATIENCE = 10
"""Seconds to wait for another process that publishes."""


@dataclass(frozen=True)
class Part:
    """Data as it came, in a format of RDF for triples."""

    media_type: str
    data: bytes


@dataclass(frozen=True)
class Write:
    """A change that a client asks for: ``kind`` is update, put, post or delete.

    ``graph`` is the graph's name, empty for the default graph; relative IRIs resolve against
    ``base``. ``match`` and ``none_match`` hold digests of the graph, or ``*``, as the preconditions
    of RFC 9110 do. ``scopes`` and ``unvalidated`` are the token's.
    """

    kind: str
    base: str
    graph: str = ""
    text: str = ""
    using: Sequence[Sequence[str]] = ((), ())
    parts: Sequence[Part] = ()
    match: Sequence[str] = ()
    none_match: Sequence[str] = ()
    scopes: Sequence[str] = ()
    unvalidated: bool = False

    def to_json(self) -> dict[str, Any]:
        """Everything but the data, of which the media types stay."""
        said = asdict(replace(self, parts=()))
        return said | {"parts": [part.media_type for part in self.parts]}

    @classmethod
    def from_json(cls, said: Mapping[str, Any], data: Sequence[bytes]) -> "Write":
        parts = [Part(*pair) for pair in zip(said["parts"], data, strict=True)]
        return cls(**{**said, "parts": parts})

    @property
    def token(self) -> Token:
        return Token("", tuple(self.scopes), self.unvalidated)


@dataclass(frozen=True)
class Outcome:
    """What became of a write: whether it made its graph, whether it changed anything, the digest
    of its graph afterwards, and the release that holds it."""

    created: bool = False
    changed: bool = False
    digest: str = ""
    release: str = ""


Result = Outcome | HbgraphError
Watch = Callable[[Write | None], None]


def write(
    data_dir: Path, policy: Policy, writes: Sequence[Write], watch: Watch = lambda each: None
) -> list[Result]:
    """Makes one release of all writes that can be done; the others get their errors.

    When the whole does not conform, each write is judged by itself. ``watch`` is told which write
    is begun, and None when all are done and the release is made.
    """
    with releases.publisher(data_dir, PATIENCE) as folder:
        return _together(folder, policy, writes, watch)


def _together(folder: Path, policy: Policy, writes: Sequence[Write], watch: Watch) -> list[Result]:
    try:
        with publish.drafted(folder, policy) as draft:
            results = [_tried(draft, policy, each, watch) for each in writes]
            watch(None)
            if draft.changes():
                name = publish.release(draft, folder, policy).id
            else:
                name = draft.parent.id if draft.parent else ""
            return [replace(r, release=name) if isinstance(r, Outcome) else r for r in results]
    except NotConforming as error:
        if len(writes) == 1:
            return [error]
        return [result for each in writes for result in _together(folder, policy, [each], watch)]


def _tried(draft: Draft, policy: Policy, write: Write, watch: Watch) -> Result:
    watch(write)
    try:
        return perform(draft, policy, write)
    except HbgraphError as error:
        return error


def perform(draft: Draft, policy: Policy, write: Write) -> Outcome:
    """Does a write on a draft, or raises and leaves the draft as it was."""

    def permit(change: Change) -> None:
        for name in sorted(change.touched):
            allow(name, write.token, policy)

    if write.kind == "update":
        changes = update(draft, write.text, write.base, Dataset(*write.using), permit)
        return Outcome(changed=any(changes))
    before = draft.state(write.graph)
    _check_preconditions(write, before)
    allow(write.graph, write.token, policy)
    change = _change(draft, write, before)
    draft.apply(change)
    after = draft.state(write.graph)
    existed = before is not None and (write.graph != "" or before["triples"] > 0)
    return Outcome(not existed, bool(change), after["digest"] if after else "")


def allow(name: str, token: Token, policy: Policy) -> None:
    """Raises ForbiddenGraph or ReadOnlyGraph when the token may not write the graph."""
    if not token.may_write(name):
        raise ForbiddenGraph(graph=name)
    if policy.merged and (not name or name.startswith(RULES)):
        raise ReadOnlyGraph(graph=name)
    if policy.merged and name.startswith(policy.unvalidated) and not token.unvalidated:
        raise ForbiddenGraph(graph=name)


def _change(draft: Draft, write: Write, before: GraphState | None) -> Change:
    match write.kind:
        case "delete":
            if before is None:
                raise UnknownGraph(graph=write.graph)
            return draft.dropping(write.graph)
        case "put":
            return draft.replacing(write.graph, kept(parsed(write)))
        case _:
            return draft.adding(write.graph, kept(parsed(write)))


def _check_preconditions(write: Write, state: GraphState | None) -> None:
    """If-Match and If-None-Match (RFC 9110, section 13.1)."""
    fits = {"*", state["digest"]} if state else set()
    if write.match and not fits.intersection(write.match):
        raise ChangedMeanwhile(graph=write.graph)
    if fits.intersection(write.none_match):
        raise ChangedMeanwhile(graph=write.graph)


def parsed(write: Write) -> list[ox.Quad]:
    """The triples of all parts as quads of the graph, blank nodes under new names."""
    graph = node(write.graph)
    return [
        ox.Quad(quad.subject, quad.predicate, quad.object, graph)
        for part in write.parts
        for quad in quads(part, write.base)
    ]


def quads(part: Part, base: str) -> list[ox.Quad]:
    """The triples of one part; BrokenData says where the parser stopped.

    In Turtle the dot after the last triple may be missing, as it is in the W3C's own tests of the
    Graph Store Protocol.
    """
    if part.media_type == media.RDF_XML and DOCTYPE.search(part.data):
        raise BrokenData(media_type=part.media_type, reason="DOCTYPE")
    try:
        return _parsed(part.data, part.media_type, base)
    except (SyntaxError, ValueError) as error:
        if part.media_type == media.TURTLE:
            with suppress(SyntaxError, ValueError):
                return _parsed(part.data + b"\n.", part.media_type, base)
        reason = " ".join(str(error).split())
        raise BrokenData(media_type=part.media_type, reason=reason) from error


def _parsed(data: bytes, media_type: str, base: str) -> list[ox.Quad]:
    form = ox.RdfFormat.from_media_type(media_type)
    return list(
        ox.parse(data, form, base_iri=base, without_named_graphs=True, rename_blank_nodes=True)
    )
