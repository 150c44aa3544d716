"""What strangers may ask of releases, mementos, differences and citations."""

import json
from collections.abc import Iterator
from urllib.parse import quote, urlencode

from hostile.pages import BROWSER, MARKS
from hostile.queries import deadly
from hostile.wire import INJECTED, Attack, request

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
MOMENTS = (
    *("", "now", "0", "-1", "9" * 5_000, "Mon, 09 Feb 0000 00:00:00 GMT", "\x00", "Mon, " * 2_000),
    *("Mon, 09 Feb 99999 08:00:00 GMT", "Mon, 09 Feb 2026 08:00:00 +9999999999", "2026-02-09"),
    *("Mon, 01 Jan 0001 00:00:00 +2359", "Fri, 31 Dec 9999 23:59:59 -2359", "<script>"),
)
STRANGE = ("..", "%2e%2e%2f", "%00", "%ff", "current%0d%0aX:y", "a" * 5_000, "-1", "*", "%20")


def releases() -> Iterator[Attack]:
    for mark in (*(quote(mark, safe="") for mark in MARKS), *STRANGE):
        for path in (
            f"/release/{mark}/",
            f"/release/{mark}/diff/current",
            f"/release/current/diff/{mark}",
            f"/release/current/doc/{mark}",
            f"/release/current/report.{mark}",
            f"/releases.{mark}",
            f"/releases?page={mark}",
            f"/timemap/doc/{mark}",
            f"/q/{mark}",
            f"/q/{mark}.bib",
            f"/q/{mark}/result?format={mark}",
        ):
            sent = request("GET", path, headers={"Accept": BROWSER})
            absent = next((each for each in MARKS if quote(each, safe="") == mark), "")
            yield Attack(f"past {path[:80]}", sent, absent=absent)
    for number in ("0", "-1", "9" * 400, "1e9", "١"):
        path = f"/release/current/diff/current?page={quote(number)}"
        yield Attack(f"page {number[:10]}", request("GET", path, headers={"Accept": BROWSER}))


def moments() -> Iterator[Attack]:
    for moment in MOMENTS:
        for path in ("/doc/region/990000", "/doc/region/990000.ttl", "/doc/none", "/"):
            value = moment.encode("latin-1", "replace").replace(b"\x00", b"%00")
            sent = request("GET", path, headers={"Accept-Datetime": value})
            yield Attack(f"Accept-Datetime {moment[:40]!r} of {path}", sent)


def citations() -> Iterator[Attack]:
    """Bodies that make no citation, as their queries fail or are none."""
    for body, form in (
        *((f"query={'%28' * size}", FORM) for size in (1, 1_000, 50_000)),
        *((text, JSON) for text in ("", "{", "[]", "null", "1e999", "[" * 50_000, '{"query":{}}')),
        (json.dumps({"query": "ASK {} #\ud800"}), JSON),
        (json.dumps({"query": ["ASK {}", "ASK {}"]}), JSON),
        (json.dumps({"query": "ASK {}", "release": "../../etc"}), JSON),
        (json.dumps({"query": "ASK {}", "default-graph-uri": [None]}), JSON),
        (json.dumps({"query": "ASK {}", "default-graph-uri": ["a b", "<"]}), JSON),
        (urlencode({"query": f"ASK {{ # {INJECTED}: yes\r\n"}), FORM),
        (urlencode({"query": "ASK {}", "release": f"x\r\n{INJECTED}: yes"}), FORM),
        ("query=" + "a" * 200_000, FORM),
        ("query=%ff%fe", FORM),
        ("query=ASK{}", "text/plain"),
        ("query=ASK{}", "multipart/form-data; boundary=x"),
    ):
        sent = request("POST", "/q", body, {"Content-Type": form, "Accept": BROWSER})
        refused = frozenset({400, 404, 413, 415, 422, 429})
        yield Attack(f"cite {body[:40]!r} as {form}", sent, refused)


def costly_citations() -> Iterator[Attack]:
    """Queries that a bound ends are not kept."""
    for attack in [*deadly()][:6]:
        text = attack.sent.partition(b"\r\n\r\n")[2].decode()
        sent = request("POST", "/q", urlencode({"query": text}), {"Content-Type": FORM})
        yield Attack(f"cite {attack.name}", sent, bound=True)
