"""What the data is, in words: only what the corpus and its licence say."""

from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import URIRef

from hbgraph.ns import ID
from hbgraph.releases import Manifest

LICENCE = URIRef("https://creativecommons.org/licenses/by/4.0/")
PROJECT = URIRef("https://w3id.org/hbgraph")
"""Whom the licence names as the source; the corpus names no person and no office behind it."""

HUBEI = ID["region/420000"]
EU = "http://publications.europa.eu/resource/authority/"
LANGUAGES = (URIRef(f"{EU}language/ZHO"), URIRef(f"{EU}language/ENG"))
THEME = URIRef(f"{EU}data-theme/ECON")
PUBLIC = URIRef(f"{EU}access-right/PUBLIC")


@dataclass(frozen=True)
class Words:
    """One text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class About:
    """The data set in words; ``of_corpus`` tells whether it is ours to describe and to license."""

    title: Words
    description: Words
    keywords: tuple[Words, ...]
    of_corpus: bool


CORPUS = About(
    Words("湖北产业政策图谱", "Hubei's industrial policy as a graph"),
    Words(
        "产业公报里的产业、集群、区域、计划、指标、数值与目标,连同行政区划、行业分类等参考数据;"
        "每个数值都指回印出它的那几个字,每个图都写明来源和证据等级。",
        "The industries, clusters, regions, programmes, indicators, figures and targets of an "
        "industrial-policy bulletin, with reference data such as administrative divisions and "
        "classifications. Every figure leads back to the characters that print it; every graph "
        "has its source and its evidence grade.",
    ),
    (
        Words("产业政策", "industrial policy"),
        Words("湖北", "Hubei"),
        Words("制造业", "manufacturing"),
        Words("产业集群", "industrial clusters"),
        Words("统计公报", "statistical bulletin"),
        Words("关联数据", "linked data"),
    ),
    of_corpus=True,
)
SCRATCH = About(
    Words("试验库", "A scratch store"),
    Words(
        "一个 hbgraph 试验服务器的内容,由使用者写入;服务器不知道它说的是什么。数目只计默认图。",
        "What users wrote into an hbgraph server that is run for a trial; the server does not "
        "know what it is about. Numbers count its unnamed default graph only.",
    ),
    (),
    of_corpus=False,
)


def about(manifest: Manifest) -> About:
    return CORPUS if manifest.corpus else SCRATCH


def either(words: Words) -> Iterable[str]:
    """The text in both languages, Chinese first."""
    return words.zh, words.en
