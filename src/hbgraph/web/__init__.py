"""The web application: pages, documents and SPARQL over the current release."""

from flask import Flask

from hbgraph.settings import Settings
from hbgraph.web import (
    bundle,
    catalogue,
    citations,
    compression,
    conditions,
    crawlers,
    diffs,
    entities,
    form,
    graphs,
    headers,
    health,
    home,
    indicators,
    inline,
    links,
    maps,
    observing,
    once,
    ontology,
    phone,
    preferences,
    problems,
    protocol,
    releases,
    search,
    shapes,
    show,
    sparql,
    targets,
    update,
    validation,
)
from hbgraph.web.service import Service

PAGES = (
    bundle,
    catalogue,
    citations,
    crawlers,
    diffs,
    entities,
    form,
    graphs,
    health,
    home,
    indicators,
    maps,
    ontology,
    phone,
    releases,
    search,
    shapes,
    sparql,
    targets,
    update,
    validation,
)
PARTS = (
    bundle,
    compression,
    conditions,
    headers,
    inline,
    links,
    maps,
    once,
    preferences,
    problems,
    protocol,
    show,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The application, with the current release open; NoRelease when there is none.

    Without settings it takes those of the environment, as a server's worker process does.
    """
    chosen = settings or Settings()
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = 4 * chosen.query_limit
    service = Service(chosen, bundle.boundaries(chosen.map))
    service.reader(service.current())
    service.zygote.start()
    app.extensions["hbgraph"] = service
    app.extensions["hbgraph_settings"] = chosen
    app.extensions["hbgraph_instruments"] = service.instruments
    observing.init_app(app)
    for page in PAGES:
        app.register_blueprint(page.bp)
    for extra in PARTS:
        extra.init_app(app)
    return app
