"""The data set for search engines: schema.org/Dataset as JSON-LD, to stand inside a page."""

import json
from collections.abc import Sequence

from hbgraph.catalogue.about import HUBEI, LICENCE, PROJECT, about, either
from hbgraph.catalogue.place import Place
from hbgraph.catalogue.void import dump_address
from hbgraph.dumps import FORMS, Dump
from hbgraph.pages.reader import Reader
from hbgraph.releases import Manifest


def schema_org(reader: Reader, place: Place, dumps: Sequence[Dump] = ()) -> str:
    """A JSON-LD text that is safe inside a script element; empty for what is not ours to describe.

    Sizes and checksums are told of the dumps given. ``<`` can stand in JSON only within a string,
    where the escape means the same.
    """
    said, manifest = about(reader.manifest), reader.manifest
    if not said.of_corpus:
        return ""
    region = reader.name(HUBEI)
    described = {
        "@context": "https://schema.org/",
        "@id": place.dataset,
        "@type": "Dataset",
        "name": said.title.zh,
        "alternateName": said.title.en,
        "description": f"{said.description.zh} {said.description.en}",
        "url": f"{place.root}dataset",
        "license": LICENCE,
        "creator": {"@type": "Project", "@id": PROJECT, "name": "hbgraph", "url": PROJECT},
        "inLanguage": ["zh", "en"],
        "keywords": [text for words in said.keywords for text in either(words)],
        "isAccessibleForFree": True,
        "version": manifest.id,
        "dateModified": manifest.created,
        "spatialCoverage": {"@type": "Place", "@id": HUBEI, "name": [region.zh, region.en]},
        "temporalCoverage": "/".join(reader.period),
        "distribution": [_download(place, manifest, name, dumps) for name in FORMS],
    }
    told = {name: value for name, value in described.items() if value}
    return json.dumps(told, ensure_ascii=False, indent=1).replace("<", "\\u003c")


def _download(
    place: Place, manifest: Manifest, name: str, dumps: Sequence[Dump]
) -> dict[str, object]:
    form = FORMS[name]
    made = [
        {"contentSize": f"{dump.size} B", "sha256": dump.digest}
        for dump in dumps
        if dump.name == name
    ]
    return {
        "@type": "DataDownload",
        "name": name,
        "contentUrl": dump_address(place, manifest, name),
        "encodingFormat": [form.media_type, form.compression],
        **(made[0] if made else {}),
    }
