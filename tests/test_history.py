"""What came and went with a release follows from the change, and outlives the releases."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from hbgraph import publish, releases
from hbgraph.ns import ID
from hbgraph.pages.mementos import Timeline
from hbgraph.pages.reader import Reader
from hbgraph.publish import Policy
from hbgraph.releases import history
from hbgraph.writes import Outcome, Write, write


def updated(data_dir: Path, text: str) -> str:
    (result,) = write(data_dir, Policy(None), [Write("update", "urn:x:", text=text, scopes=("*",))])
    assert isinstance(result, Outcome)
    return result.release


def thing(name: str) -> URIRef:
    return ID[f"x/{name}"]


def test_what_is_gone_is_remembered_when_the_releases_that_had_it_are_pruned(
    tmp_path: Path,
) -> None:
    publish.begin_scratch(tmp_path)
    had = updated(tmp_path, f"INSERT DATA {{ <{thing('a')}> <urn:p> 1 , 2 }}")
    updated(tmp_path, f"DELETE DATA {{ <{thing('a')}> <urn:p> 1 }}")
    assert history.last_release(releases.current(tmp_path), str(thing("a"))) is None
    last = releases.current(tmp_path).id
    updated(tmp_path, f"DELETE DATA {{ <{thing('a')}> <urn:p> 2 }}")
    updated(tmp_path, f"INSERT DATA {{ <{thing('b')}> <urn:p> 1 }}")
    with releases.publisher(tmp_path):
        assert had in releases.prune(tmp_path, keep=1)
    now = releases.current(tmp_path)
    assert history.last_release(now, str(thing("a"))) == last
    assert history.last_release(now, str(thing("b"))) is None
    assert Timeline(tmp_path).mementos(thing("a")) == []


def test_what_changes_nothing_of_it_shares_the_list_on_disk(tmp_path: Path) -> None:
    publish.begin_scratch(tmp_path)
    for verb in ("INSERT", "DELETE"):
        updated(tmp_path, f"{verb} DATA {{ <{thing('a')}> <urn:p> 1 }}")
    first = releases.current(tmp_path).path / history.GONE
    updated(tmp_path, f"INSERT DATA {{ <urn:x:elsewhere> <urn:p> 1 . <{thing('b')}> <urn:p> 1 }}")
    assert first.samefile(releases.current(tmp_path).path / history.GONE)


def test_what_comes_back_is_gone_no_more(tmp_path: Path) -> None:
    publish.begin_scratch(tmp_path)
    there, away = (f"{verb} DATA {{ <{thing('a')}> <urn:p> 1 }}" for verb in ("INSERT", "DELETE"))
    made = [updated(tmp_path, text) for text in (there, away, there)]
    assert history.last_release(releases.current(tmp_path), str(thing("a"))) is None
    found = [each.release for each in Timeline(tmp_path).mementos(thing("a"))]
    assert found == [made[0], made[2]]


CHANGES = st.lists(
    st.tuples(st.sampled_from(["INSERT", "DELETE"]), st.sampled_from("abc"), st.integers(0, 1)),
    min_size=1,
    max_size=6,
)


@given(CHANGES, st.sets(st.integers(0, 6), max_size=3))
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_timeline_is_what_the_stores_hold_whatever_was_pruned(
    tmp_path_factory: object, changes: list[tuple[str, str, int]], pruned: set[int]
) -> None:
    data_dir = tmp_path_factory.mktemp("timeline")  # type: ignore[attr-defined]
    publish.begin_scratch(data_dir)
    for verb, name, value in changes:
        said = f"<{thing(name)}> <urn:p> 1"
        where = f"GRAPH <{thing('g')}> {{ {said} }}" if value else said
        updated(data_dir, f"{verb} DATA {{ {where} }}")
    with releases.publisher(data_dir):
        for number, release in enumerate(releases.released(data_dir)[:-1]):
            if number not in pruned:
                releases.name(data_dir, release, f"kept-{number}")
        releases.prune(data_dir, keep=1)
    for name in "abcg":
        told = [each.release for each in Timeline(data_dir).mementos(thing(name))]
        kept = releases.released(data_dir)
        assert told == [r.id for r in kept if Reader.open(r).knows(thing(name))]
