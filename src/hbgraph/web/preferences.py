"""How a reader wants pages: in which language, and in large type or not.

The address says it (``?lang=en``), else a cookie that an earlier address left, else, for the
language, the browser's own header. Chinese comes first.
"""

from urllib.parse import urlencode

from flask import Flask, Response, request

from hbgraph.web.once import once

LANGUAGES = {"zh": "zh-Hans", "en": "en"}
"""The languages of pages, and what HTML calls them."""

VIEWS = ("standard", "elder")
CHOICES = {"lang": tuple(LANGUAGES), "view": VIEWS}
KEPT_SECONDS = 365 * 24 * 3600
VARY = ("Accept", "Accept-Language", "Cookie")


def init_app(app: Flask) -> None:
    app.after_request(remember)
    for function in (language, view, say, switched):
        app.add_template_global(function)
    app.jinja_env.globals["LANGUAGES"] = LANGUAGES


@once
def language() -> str:
    """``zh`` or ``en``: the language of the page that this request gets."""
    return _chosen("lang") or request.accept_languages.best_match(LANGUAGES, default="zh")


def view() -> str:
    """``standard``, or ``elder``: large type, strong contrast, no more than is needed."""
    return _chosen("view") or VIEWS[0]


def say(zh: str, en: str) -> str:
    """The words in the language of the page."""
    return zh if language() == "zh" else en


def variant() -> str:
    """What tells one rendering of a page from another."""
    return f"{language()} {view()}"


def switched(choice: str, value: str) -> str:
    """The address of this very page with another choice."""
    kept = [(key, each) for key, each in request.args.items(multi=True) if key != choice]
    return f"{request.script_root}{request.path}?{urlencode([*kept, (choice, value)])}"


def remember(response: Response) -> Response:
    """Says in which language a page is, and keeps what its address chose for the next ones."""
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Language", language())
        response.vary.update(VARY)
        for choice in CHOICES:
            if request.args.get(choice) in CHOICES[choice]:
                response.set_cookie(
                    choice, request.args[choice], max_age=KEPT_SECONDS, samesite="Lax"
                )
    return response


def _chosen(choice: str) -> str | None:
    for said in (request.args.get(choice), request.cookies.get(choice)):
        if said in CHOICES[choice]:
            return said
    return None
