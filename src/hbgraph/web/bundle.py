"""The front end that the package brings: where its files are, and how they are sent."""

import json
from mimetypes import guess_type
from pathlib import Path

from flask import Blueprint, Flask, Response, send_from_directory, url_for

from hbgraph import atlas
from hbgraph.atlas import Atlas
from hbgraph.errors import FrontEndMissing
from hbgraph.web.compression import best

FOLDER = Path(__file__).parent / "static/dist"
"""Made by the build."""

LASTING = (".css", ".js")
"""Whose names carry a digest of the content, so that what a name leads to never changes."""

CODINGS = {"br": ".br", "gzip": ".gz"}
"""For each coding that the build left such files in, the suffix; the better one first."""

YEAR = 31_536_000

bp = Blueprint("bundle", __name__)


def init_app(app: Flask) -> None:
    """FrontEndMissing when the front end was not built."""
    names = built(FOLDER)

    def asset(name: str) -> str:
        """The address of a file of the front end, such as ``style.css``."""
        return url_for("bundle.send", name=names[name])

    app.add_template_global(asset)


def boundaries(chosen: str) -> Atlas | None:
    """What maps draw, as the setting has it; None when they are off or the package has none.

    Raises UnreadableFile or BadBoundaries.
    """
    bundled = FOLDER / "hubei.geojson"
    if chosen == "off" or (chosen == "bundled" and not bundled.is_file()):
        return None
    return atlas.read(bundled if chosen == "bundled" else Path(chosen))


def built(folder: Path) -> dict[str, str]:
    """For each plain name, the name that the file has in the folder."""
    try:
        names: dict[str, str] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise FrontEndMissing(folder=folder) from error
    return names


@bp.get("/static/dist/<name>")
def send(name: str) -> Response:
    if not name.endswith(LASTING):
        return send_from_directory(FOLDER, name)
    coding = best(CODINGS)
    response = send_from_directory(
        FOLDER, name + CODINGS.get(coding, ""), mimetype=guess_type(name)[0], max_age=YEAR
    )
    if coding:
        response.content_encoding = coding
    response.cache_control.public = response.cache_control.immutable = True
    response.vary.add("Accept-Encoding")
    return response
