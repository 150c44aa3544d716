import pytest

from hbgraph.ns import HB, ID, PREFIXES, SDMX_DIMENSION, curie


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (HB.Cluster, "hb:Cluster"),
        (ID["region/420000"], "id:region/420000"),
        (SDMX_DIMENSION.refArea, "sdmx-dimension:refArea"),
        ("https://example.org/x", "https://example.org/x"),
    ],
)
def test_curie_takes_the_prefix_of_the_table(iri: str, short: str) -> None:
    assert curie(iri) == short


def test_no_namespace_has_two_prefixes() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)
