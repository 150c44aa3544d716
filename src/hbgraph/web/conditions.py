"""What an answer may depend on: the preconditions of a request (RFC 9110, section 13).

Werkzeug reads ranges, but not these: it knows no empty tag, no ``If-Match: *`` and no
If-Unmodified-Since, takes an If-Match without any strong tag for none, and lets a weak tag or a
later time pass as If-Range.
"""

import re

from flask import Flask, Response, request
from werkzeug.datastructures import ETags

from hbgraph.web.compression import copies
from hbgraph.web.problems import PreconditionFailed

TAG = re.compile(r'(?:^|,)[ \t]*(W/)?"([^"]*)"[ \t]*(?=,|$)')
DONE = ("HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_NONE_MATCH", "HTTP_IF_RANGE")
"""What is settled before Werkzeug looks for ranges."""


class Conditional(Response):
    """A response whose ``make_conditional`` does as section 13.2.2 says."""

    def make_conditional(
        self,
        request_or_environ: object,
        accept_ranges: bool | str = False,
        complete_length: int | None = None,
    ) -> "Conditional":
        """Becomes 304, or a part of itself; PreconditionFailed when it is not what is wanted."""
        if request.method not in ("GET", "HEAD"):
            return self
        tag, _ = self.get_etag()
        known_as = copies(tag) if tag is not None else ()
        if not self._is_wanted(known_as):
            self.close()
            raise PreconditionFailed(path=request.path)
        if self._is_held(known_as):
            self.status_code = 304
            return self
        left = {name: value for name, value in request.environ.items() if name not in DONE}
        if not self._may_be_cut():
            left.pop("HTTP_RANGE", None)
        super().make_conditional(left, accept_ranges, complete_length)
        return self

    def _is_wanted(self, known_as: tuple[str, ...]) -> bool:
        wanted = tags("If-Match")
        if wanted is not None:
            return wanted.star_tag or not wanted.as_set().isdisjoint(known_as)
        since, changed = request.if_unmodified_since, self.last_modified
        return since is None or changed is None or changed <= since

    def _is_held(self, known_as: tuple[str, ...]) -> bool:
        """Whether the client has it already; then the tag is the one by which it has it."""
        held = tags("If-None-Match")
        if held is None:
            since, changed = request.if_modified_since, self.last_modified
            return since is not None and changed is not None and changed <= since
        found = [tag for tag in known_as if held.contains_weak(tag)]
        if found and not held.star_tag:
            self.set_etag(found[0])
        return bool(found) or held.star_tag

    def _may_be_cut(self) -> bool:
        """Whether If-Range, if any, says this very tag or time (section 13.1.5)."""
        given = request.headers.get("If-Range")
        said = (self.headers.get("ETag"), self.headers.get("Last-Modified"))
        return given is None or given.strip(" \t") in said


def init_app(app: Flask) -> None:
    app.response_class = Conditional


def tags(header: str) -> ETags | None:
    """The tags that If-Match or If-None-Match lists, which are none when it is ill written; None
    when the request has no such header."""
    given = request.headers.get(header)
    if given is None:
        return None
    if given.strip(" \t") == "*":
        return ETags(star_tag=True)
    found = TAG.findall(given)
    strong, weak = (
        [tag for mark, tag in found if bool(mark) == is_weak] for is_weak in (False, True)
    )
    return ETags(strong, weak)
