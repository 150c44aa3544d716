"""Addresses, headers and tokens that pages, negotiation and writing must withstand."""

from collections.abc import Iterator
from urllib.parse import quote

from hostile.wire import INJECTED, Attack, query, query_in_address, request

MARKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</textarea><script>alert(2)</script>",
    "</title><script>alert(3)</script>",
    "<iframe src=javascript:alert(1)>",
    "{{7*7}}<b>",
    "</script><script>alert(4)</script>",
)
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
REFUSED = frozenset({400, 404, 405, 406, 415, 422, 429})
READ = frozenset({200, 302, 303, 304, 308, 400, 404, 405, 406, 414, 415, 422, 431})


def scripts() -> Iterator[Attack]:
    """Marks that a page must not give back as they came."""
    for mark in MARKS:
        spelt = quote(mark, safe="")
        for path in (
            f"/{spelt}",
            f"/id/region/{spelt}",
            f"/doc/region/{spelt}",
            f"/doc/region/990000.{spelt}",
            f"/search?q={spelt}",
            f"/sparql?query={spelt}",
            f"/sparql?query=ASK%7B%7D&format={spelt}",
            f"/sparql?query=ASK%7B%7D&default-graph-uri={spelt}",
            f"/sparql?update={spelt}",
            f"/graphs?graph={spelt}",
            f"/release/{spelt}/sparql",
            f"/{spelt}?{spelt}={spelt}",
        ):
            page = request("GET", path, headers={"Accept": BROWSER})
            yield Attack(f"script {path}", page, absent=mark)
        literal = mark.replace("\\", "\\\\").replace("'", "\\'")
        for text in (f"SELECT ('{literal}' AS ?x) {{}}", f"SELECT ?x {{}} #{mark}"):
            yield Attack(f"script {text!r}", query_in_address(text, BROWSER), absent=mark)
        for path in ("/", "/search", "/nothing", "/sparql?query=%7B"):
            headers = {"Accept": f"text/html, x/{mark}", "X-Request-Id": mark, "User-Agent": mark}
            page = request("GET", path, headers=headers)
            yield Attack(f"script in headers of {path}", page, absent=mark)


ACCEPTS = (
    *("", ",", ";", "q", "*", "/", "*/*/*", "text", "text/", "/html", "text/html;", "text/html;q"),
    *("text/html;q=", "text/html;q=x", "text/html;q=-1", "text/html;q=2", "text/html;q=1e9"),
    *("*/*;q=0", "text/html;q=0", "text/html;q=nan", "text/html;q=inf", "a/b;q=0.5;q=0.6"),
    *("text/html;level=1;q=0.1", 'text/turtle;profile="a,b;c"', 'text/turtle;profile="', "\xe9"),
    *("text/turtle" * 50, ",".join(["a/b"] * 3_000), ";" * 5_000, "a/b;" + "x=y;" * 4_000),
    *("text/html, */*;q=0.0000000000000001", "TEXT/HTML", "text/html\t;\tq=1", "image/png"),
    *("application/sparql-results+json;charset=utf-7", "(comment)", "text/html;q=0.9.9", "%00"),
)
LANGUAGES = ("", "*", "zh;q=9", "en-" + "x-" * 2_000, "\xff", "zh,en;q=" + "1" * 400, "../../etc")
PATHS = ("/", "/sparql?query=ASK%7B%7D", "/id/region/990000", "/doc/region/990000", "/graphs")


def negotiation() -> Iterator[Attack]:
    for number, accept in enumerate(ACCEPTS):
        for path in (PATHS[number % len(PATHS)], PATHS[1], PATHS[3]):
            sent = request("GET", path, headers={"Accept": accept.encode("latin-1")})
            yield Attack(f"Accept {accept[:40]!r} of {path}", sent, READ)
    for language in LANGUAGES:
        sent = request("GET", "/", headers={"Accept-Language": language.encode("latin-1")})
        yield Attack(f"Accept-Language {language[:40]!r}", sent, READ)
    for name, value in (
        ("If-None-Match", '"' * 5_000),
        ("If-None-Match", ",".join(f'"{n}"' for n in range(5_000))),
        ("If-Match", "*"),
        ("If-Modified-Since", "yesterday"),
        ("If-Modified-Since", "Mon, 99 Jan 99999 99:99:99 GMT"),
        ("Range", "bytes=0-0,1-1,2-2,-1,9999999999999999999-"),
        ("Range", "bytes=" + "0-1," * 3_000),
        ("Accept-Encoding", "gzip;q=9, identity;q=0, *;q=0"),
        ("Accept-Charset", "utf-7"),
        ("Accept-Datetime", "now"),
        ("X-Forwarded-For", "127.0.0.1, " * 2_000),
        ("X-Forwarded-For", "<script>"),
        ("X-Forwarded-Host", "evil.example"),
        ("X-HTTP-Method-Override", "DELETE"),
        ("Forwarded", "for=" * 2_000),
        ("Cookie", "a=" + "b" * 60_000),
        ("Cookie", "; ".join(f"c{n}=1" for n in range(4_000))),
        ("Referer", "javascript:alert(1)"),
        ("Origin", "null"),
        ("Content-Type", "text/html; charset=" + "x" * 5_000),
        ("X-Request-Id", "a" * 60_000),
        ("Upgrade", "h2c"),
        ("Expect", "200-maybe"),
        ("TE", "trailers, deflate;q=0.5"),
    ):
        for path in PATHS[1:4]:
            sent = request("GET", path, headers={name: value})
            yield Attack(f"{name} {value[:30]!r} of {path}", sent, READ | {412, 416, 417})


def traversal() -> Iterator[Attack]:
    ways = (
        *("../" * 8 + "etc/passwd", "..%2f" * 8 + "etc%2fpasswd", "%2e%2e/" * 8 + "etc/passwd"),
        *("%2e%2e%2f" * 8 + "etc%2fpasswd", "%252e%252e%252f" * 4 + "etc", "..%5c" * 8 + "windows"),
        *("..%c0%af" * 4 + "etc/passwd", "..%ef%bc%8f" * 4 + "etc", "....//" * 4 + "etc/passwd"),
        *("%00", "a%00.ttl", "%00../../etc/passwd", ".%00./etc", "..;/..;/etc", "/etc/passwd"),
        *("%ff%fe", "%zz", "%", "%u002e%u002e", "~root", ".git/config", "tokens.json", "current"),
        *("con", "a" * 20_000, "a/" * 5_000, "%0d%0aSet-Cookie:%20a=b", "..", ".", "%2e", "*", ""),
    )
    for way in ways:
        for start in ("/", "/static/", "/id/region/", "/doc/region/", "/release/", "/graphs/"):
            sent = request("GET", start + way, headers={"Accept": "text/plain"})
            yield Attack(f"traversal {start}{way[:40]}", sent, READ | {302}, absent="root:x:")


def headers() -> Iterator[Attack]:
    """Line ends that would begin a header of an answer."""
    for end in ("%0d%0a", "%0a", "%0d", "%e5%98%8a%e5%98%8d", "%c2%85", "%e2%80%a8", "\\r\\n"):
        tail = f"{end}{INJECTED}:%20yes{end}{end}<html>"
        for path in (
            f"/id/region/x{tail}",
            f"/doc/region/990000.ttl{tail}",
            f"/id/region/990000?x={tail}",
            f"/id{tail}/region/990000",
            f"/graphs/x{tail}",
            f"/graphs?graph=urn:x:{tail}",
            f"/sparql?query=ASK%7B%7D&format=json{tail}",
            f"/sparql/{tail}",
            f"/release/x{tail}/sparql",
            f"/search?q={tail}",
            f"//evil.example/{tail}",
        ):
            sent = request("GET", path)
            yield Attack(f"line end {path}", sent, READ | {301, 302}, absent="\nSet-Cookie")


def tokens(secret: str) -> Iterator[Attack]:
    """Tokens that are wrong, and right ones where they do not belong."""
    claims = (
        *("", "Bearer", "Bearer ", f"Bearer {secret[:-1]}", f"Bearer {secret}x", f"Basic {secret}"),
        *(f"Bearer {secret.upper()}", f"Bearer\t{secret[:-1]}", f"Token {secret}", secret),
        *(
            f"Bearer {secret}, Bearer x",
            f"bearer x {secret}",
            "Bearer null",
            "Bearer " + "a" * 50_000,
        ),
        *("Bearer \xff\xfe", "Bearer *", "Bearer ../../tokens.json", "Basic OjpB", "Digest x=y"),
        *(f'Bearer "{secret}"', f"Bearer {quote(secret[:-1])}%00", "Negotiate YII=", "Bearer $2b$"),
    )
    writes = (
        ("POST", "/update", "CLEAR ALL", "application/sparql-update"),
        ("PUT", "/graphs?graph=urn:x:new", "<urn:x:a> <urn:x:b> 1 .", "text/turtle"),
        ("DELETE", "/graphs?default", "", "text/turtle"),
    )
    for claim in claims:
        for method, path, body, form in writes:
            sent = {"Authorization": claim.encode("latin-1"), "Content-Type": form}
            yield Attack(
                f"{method} with {claim[:40]!r}",
                request(method, path, body, sent),
                frozenset({400, 401, 403, 431}),
            )
    for method, path, body, form in writes:
        for place in (f"?token={secret}", f"?access_token={secret}"):
            joined = path.replace("?", place + "&") if "?" in path else path + place
            sent = request(method, joined, body, {"Content-Type": form})
            yield Attack(f"{method} with the token in the address", sent, frozenset({401}))
        for name in ("X-Authorization", "Cookie", "Proxy-Authorization", "X-Api-Key"):
            sent = {name: f"Bearer {secret}", "Content-Type": form}
            yield Attack(
                f"{method} with {name}", request(method, path, body, sent), frozenset({401})
            )
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        sent = {name: "DELETE", "Authorization": f"Bearer {secret}"}
        yield Attack(f"{name}", request("GET", "/graphs", headers=sent), READ)


METHODS = ("TRACE", "CONNECT", "PROPFIND", "PATCH", "BREW", "A" * 300, "OPTIONS", "HEAD", "DEBUG")


def methods() -> Iterator[Attack]:
    for method in METHODS:
        for path in (
            "/",
            "/sparql",
            "/update",
            "/graphs",
            "/validate",
            "/metrics",
            "/nothing",
            "*",
        ):
            statuses = READ | {204, 401, 501}
            yield Attack(f"{method[:20]} {path}", request(method, path), statuses - {501})
    for text in ("CLEAR ALL", "DROP ALL", "INSERT DATA { <urn:x:a> <urn:x:b> 1 }"):
        yield Attack(f"{text} at /sparql", query(text), REFUSED)
        yield Attack(f"{text} in an address", query_in_address(text), REFUSED)
        sent = {"Content-Type": "application/x-www-form-urlencoded"}
        for body in (f"update={quote(text)}", f"query=ASK%7B%7D&update={quote(text)}"):
            yield Attack(f"{text} in a form", request("POST", "/sparql", body, sent), REFUSED)
