"""The web application: pages, documents and SPARQL over the current release."""

from flask import Flask

from hbgraph import releases
from hbgraph.pages.reader import Reader
from hbgraph.settings import Settings
from hbgraph.web import (
    entities,
    headers,
    health,
    home,
    links,
    ontology,
    problems,
    search,
    show,
    sparql,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The application, with the current release open; NoRelease when there is none.

    Without settings it takes those of the environment, as a server's worker process does.
    """
    chosen = settings or Settings()
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = 4 * chosen.query_limit
    app.extensions["hbgraph"] = Reader.open(releases.current(chosen.data_dir))
    app.extensions["hbgraph_settings"] = chosen
    for part in (entities, health, home, ontology, search, sparql):
        app.register_blueprint(part.bp)
    for part in (headers, links, problems, show):
        part.init_app(app)
    return app
