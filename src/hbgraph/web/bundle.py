"""The front end that the package brings: where its files are, and how long one may be kept."""

import json
from pathlib import Path

from flask import Flask, Response, request, url_for

from hbgraph.errors import FrontEndMissing

FOLDER = Path(__file__).parent / "static/dist"
"""Made by the build. A name carries a digest of the content, so what it names never changes."""

YEAR = 31_536_000


def init_app(app: Flask) -> None:
    """FrontEndMissing when the front end was not built."""
    names = built(FOLDER)

    def asset(name: str) -> str:
        """The address of a file of the front end, such as ``style.css``."""
        return url_for("static", filename=f"{FOLDER.name}/{names[name]}")

    app.add_template_global(asset)
    app.after_request(keep)


def built(folder: Path) -> dict[str, str]:
    """For each plain name, the name that the file has in the folder."""
    try:
        names: dict[str, str] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise FrontEndMissing(folder=folder) from error
    return names


def keep(response: Response) -> Response:
    """A browser that has a built file need not ask for it again."""
    filename = (request.view_args or {}).get("filename", "")
    built_file = request.endpoint == "static" and filename.startswith(f"{FOLDER.name}/")
    if built_file and response.status_code < 400:
        response.cache_control.no_cache = None
        response.cache_control.max_age = YEAR
        response.cache_control.public = response.cache_control.immutable = True
    return response
