"""SPARQL 1.1 Update as changes: what an operation would remove and add is known before it is done.

Oxigraph evaluates; but it does not tell what an update changed, and digests, the merge, scopes and
undoing all follow from that. So the WHERE clause runs as a query, and the templates are filled in
by an INSERT into a store in memory, whose content then is the change.
"""

from collections.abc import Callable, Iterator, Sequence

import pyoxigraph as ox

from hbgraph.engine.dataset import Dataset, merged, resolve
from hbgraph.engine.embedded import GraphName
from hbgraph.engine.lexis import check, tokens
from hbgraph.engine.operations import Operation, declares_later, operations, sources
from hbgraph.errors import (
    DatasetConflict,
    HbgraphError,
    MalformedUpdate,
    RefusedQuery,
    UpdateFailed,
)
from hbgraph.releases.draft import DEFAULT, Change, Draft, name_of, node

SKOLEM = "urn:x-hbgraph:blank:"
"""A blank node of the store passes through a text under a name, and becomes itself again."""

REFUSED = ("SERVICE",)
"""What would make the store ask other servers; LOAD fails when it is its turn."""

ROWS = 5_000
"""Solutions that are filled into a template at a time."""


def update(
    draft: Draft, text: str, base: str, using: Dataset, permit: Callable[[Change], None]
) -> list[Change]:
    """Does a whole request on a draft, or nothing of it; returns the changes it made.

    ``using`` is the data set of the protocol; ``permit`` raises when a change may not be made.
    Raises MalformedUpdate, DatasetConflict, UpdateFailed, and whatever ``permit`` does.
    """
    check(text, REFUSED)
    check_syntax(text, base)
    done: list[Change] = []
    try:
        for operation in operations(text):
            change = change_of(draft, operation, base, using)
            permit(change)
            draft.apply(change)
            done.append(change)
    except HbgraphError:
        for change in reversed(done):
            draft.apply(change.undone)
        raise
    except (SyntaxError, ValueError) as error:
        for change in reversed(done):
            draft.apply(change.undone)
        raise MalformedUpdate(reason=" ".join(str(error).split())) from error
    except RuntimeError as error:  # a function that there is not
        for change in reversed(done):
            draft.apply(change.undone)
        raise RefusedQuery(feature=" ".join(str(error).split())) from error
    return done


def check_syntax(text: str, base: str) -> None:
    """Lets Oxigraph's parser judge a request, on an empty store.

    That parser takes declarations at the beginning only; where others follow (SPARQL 1.1, rule 29),
    it judges each operation by itself. The sources of LOAD are replaced beforehand, since Oxigraph
    would fetch them.
    """
    harmless = text
    for source in reversed(sources(text)):
        harmless = f"{harmless[: source.start]}<urn:x-hbgraph:none>{harmless[source.end :]}"
    if not declares_later(harmless):
        return _judge(harmless, base)
    labels: set[str] = set()
    for operation in operations(harmless):
        _judge(f"{operation.declarations} {operation.text}", base)
        shared = labels & operation.blank_labels
        if shared:
            raise MalformedUpdate(reason=f"{min(shared)} stands in several operations")
        labels |= operation.blank_labels
    return None


def _judge(text: str, base: str) -> None:
    try:
        ox.Store().update(text, base_iri=base)
    except SyntaxError as error:
        raise MalformedUpdate(reason=" ".join(str(error).split())) from error
    except (RuntimeError, ValueError, OSError):
        return  # it parsed; an empty store has no graph to drop


def change_of(draft: Draft, operation: Operation, base: str, using: Dataset) -> Change:
    """What an operation would change in a draft as it stands."""
    match operation.kind:
        case "INSERT" | "DELETE" | "WITH":
            return _modification(draft, operation, base, using)
        case "CLEAR" | "DROP":
            return _emptying(draft, operation, base)
        case "LOAD":
            if not silent(operation):
                raise RefusedQuery(feature="LOAD")
            return Change()
        case "CREATE":
            (name,) = resolve(operation.declarations, operation.after("GRAPH"), base)
            if name in draft.names:
                return _failed(operation, f"<{name}> exists")
            return Change(created=frozenset({name}))
        case _:
            return _transfer(draft, operation, base)


def _modification(draft: Draft, operation: Operation, base: str, using: Dataset) -> Change:
    """INSERT DATA, DELETE DATA, DELETE WHERE, and DELETE/INSERT … WHERE (3.1.1 to 3.1.3)."""
    within = operation.after("WITH")
    scope = f"WITH {within[0]}" if within else ""
    pattern = operation.block("WHERE")
    both = operation.block("DELETE", "WHERE")
    gone = operation.block("DELETE", "DATA") or operation.block("DELETE") or both
    come = operation.block("INSERT", "DATA") or operation.block("INSERT")
    values = [""]
    if pattern is not None or both is not None:
        where = both if both is not None else pattern or ""
        variables = _variables(f"{gone or ''} {come or ''}")
        data = _dataset(operation, base, using, within)
        values = list(_solutions(draft, operation.declarations, where, variables, base, data))

    def filled(template: str | None) -> frozenset[ox.Quad]:
        if template is None:
            return frozenset()
        start = f"{operation.declarations} {scope} INSERT {{ {template} }}"
        return frozenset(
            q for rows in values for q in _instances(f"{start} WHERE {{ {rows} }}", base)
        )

    wanted = filled(come)
    removed = frozenset(quad for quad in filled(gone) - wanted if quad in draft.store)
    added = frozenset(quad for quad in wanted if quad not in draft.store)
    names = set(map(name_of, added)) - {DEFAULT}
    return Change(removed, added, created=frozenset(names - draft.names))


def _dataset(
    operation: Operation, base: str, using: Dataset, within: Sequence[str]
) -> tuple[list[str] | None, list[str] | None]:
    """The default and the named graphs of the WHERE clause; None for all there are."""
    every = operation.after("USING")
    named = operation.after("USING", "NAMED")
    default = [name for name in every if name.upper() != "NAMED"]
    declared = every or within
    if any(using):
        if declared:
            raise DatasetConflict
        return list(using.default), list(using.named)
    if every:
        declarations = operation.declarations
        return resolve(declarations, default, base), resolve(declarations, named, base)
    if within:
        return resolve(operation.declarations, within, base), None
    return None, None


def _solutions(
    draft: Draft,
    declarations: str,
    where: str,
    variables: Sequence[str],
    base: str,
    dataset: tuple[list[str] | None, list[str] | None],
) -> Iterator[str]:
    """The solutions of a pattern as VALUES clauses of some thousand rows each."""
    head = " ".join(f"?{name}" for name in variables)
    text = f"{declarations} SELECT {head or '*'} WHERE {{ {where} }}"
    store, graphs = draft.store, dataset[0]
    default: list[GraphName] | None = (
        None if graphs is None else [ox.NamedNode(name) for name in graphs]
    )
    named: list[ox.NamedNode | ox.BlankNode] | None = (
        None if dataset[1] is None else [ox.NamedNode(name) for name in dataset[1]]
    )
    if graphs and len(graphs) > 1:
        store, default = merged(store, Dataset(graphs, dataset[1] or ())), [ox.DefaultGraph()]
    solutions = store.query(text, base_iri=base, default_graph=default, named_graphs=named)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError("not a SELECT query")
    rows: list[str] = []
    for solution in solutions:
        rows.append(f"({' '.join(_spelt(solution[name]) for name in variables)})")
        if len(rows) == ROWS:
            yield f"VALUES ({head}) {{ {' '.join(rows)} }}"
            rows = []
    if rows:
        yield f"VALUES ({head}) {{ {' '.join(rows)} }}"


def _variables(templates: str) -> list[str]:
    return sorted({token.text[1:] for token in tokens(templates) if token.kind == "variable"})


def _spelt(term: object) -> str:
    if term is None:
        return "UNDEF"
    return f"<{SKOLEM}{term.value}>" if isinstance(term, ox.BlankNode) else str(term)


def _instances(text: str, base: str) -> Iterator[ox.Quad]:
    """The quads that an INSERT makes."""
    passing = ox.Store()
    passing.update(text, base_iri=base)
    for quad in passing:
        subject, value = quad.subject, quad.object
        if isinstance(subject, ox.NamedNode):
            subject = _unskolemised(subject)
        if isinstance(value, ox.NamedNode):
            value = _unskolemised(value)
        yield ox.Quad(subject, quad.predicate, value, quad.graph_name)


def _unskolemised(term: ox.NamedNode) -> ox.NamedNode | ox.BlankNode:
    name = term.value.removeprefix(SKOLEM)
    return term if name == term.value else ox.BlankNode(name)


def _emptying(draft: Draft, operation: Operation, base: str) -> Change:
    """CLEAR and DROP (3.1.3 and 3.2.2); a graph that is not there is clear already."""
    last = operation.words[-1]
    if last.says("DEFAULT"):
        names = {DEFAULT}
    elif last.says("NAMED", "ALL"):
        names = draft.names | ({DEFAULT} if last.says("ALL") else set())
    else:
        names = set(resolve(operation.declarations, [last.text], base))
        if names - draft.names and operation.kind == "DROP":
            return _failed(operation, f"there is no <{min(names)}>")
    quads = frozenset(quad for name in names for quad in draft.quads(name))
    dropped = names & draft.names if operation.kind == "DROP" else set()
    return Change(quads, dropped=frozenset(dropped))


def _transfer(draft: Draft, operation: Operation, base: str) -> Change:
    """ADD, MOVE and COPY (3.2.3 to 3.2.5)."""
    ends = [word for word in operation.words[1:] if not word.says("SILENT", "GRAPH", "TO")]
    source, target = (
        DEFAULT if word.says("DEFAULT") else resolve(operation.declarations, [word.text], base)[0]
        for word in ends
    )
    if source not in draft.names | {DEFAULT}:
        return _failed(operation, f"there is no <{source}>")
    if source == target:
        return Change()
    moved = [
        ox.Quad(quad.subject, quad.predicate, quad.object, node(target))
        for quad in draft.quads(source)
    ]
    if operation.kind == "ADD":
        return draft.adding(target, moved)
    change = draft.replacing(target, moved)
    if operation.kind == "COPY":
        return change
    gone = draft.dropping(source)
    return Change(change.removed | gone.removed, change.added, gone.dropped, change.created)


def _failed(operation: Operation, reason: str) -> Change:
    """Nothing, where the operation is to be silent about its failure."""
    if silent(operation):
        return Change()
    raise UpdateFailed(reason=f"{operation.kind}: {reason}")


def silent(operation: Operation) -> bool:
    return any(word.says("SILENT") for word in operation.words[:2])
