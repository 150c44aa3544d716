"""Requests whose lines, lengths and chunks contradict each other or never end."""

from collections.abc import Iterator

from hostile.wire import Attack, request

REFUSED = frozenset({400, 405, 408, 411, 413, 414, 417, 431})
HOST = b"Host: 127.0.0.1\r\n"
GET = b"GET / HTTP/1.1\r\n"
POST = b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n"
ASK = b"ASK {}"
END = b"\r\n\r\n"


def ambiguous() -> Iterator[Attack]:
    """What two servers in a row might take for different requests."""
    smuggled = b"0\r\n\r\nGET /smuggled HTTP/1.1\r\n" + HOST + b"\r\n"
    for name, sent in {
        "length and chunks": CHUNKED + b"Content-Length: 6" + END + smuggled,
        "chunks and length": POST
        + b"Content-Length: 4\r\nTransfer-Encoding: chunked"
        + END
        + smuggled,
        "two lengths": POST + b"Content-Length: 6\r\nContent-Length: 7" + END + ASK,
        "the same length twice": POST + b"Content-Length: 6\r\nContent-Length: 6" + END + ASK,
        "lengths in a list": POST + b"Content-Length: 6, 6" + END + ASK,
        "negative length": POST + b"Content-Length: -1" + END + ASK,
        "signed length": POST + b"Content-Length: +6" + END + ASK,
        "hexadecimal length": POST + b"Content-Length: 0x6" + END + ASK,
        "length of letters": POST + b"Content-Length: six" + END + ASK,
        "empty length": POST + b"Content-Length: " + END + ASK,
        "length with a space": POST + b"Content-Length: 6 6" + END + ASK,
        "length without end": POST + b"Content-Length: " + b"9" * 5_000 + END + ASK,
        "length of other digits": POST + "Content-Length: ٦".encode() + END + ASK,
        "chunks twice": CHUNKED + b"Transfer-Encoding: chunked" + END + smuggled,
        "chunks in chunks": POST + b"Transfer-Encoding: chunked, chunked" + END + smuggled,
        "chunks then identity": POST + b"Transfer-Encoding: chunked, identity" + END + smuggled,
        "identity": POST + b"Transfer-Encoding: identity\r\nContent-Length: 6" + END + ASK,
        "gzip, then chunks": POST + b"Transfer-Encoding: gzip, chunked" + END + smuggled,
        "gzip": POST + b"Transfer-Encoding: gzip" + END + smuggled,
        "xchunked": POST + b"Transfer-Encoding: xchunked" + END + smuggled,
        "chunked in quotes": POST + b'Transfer-Encoding: "chunked"' + END + smuggled,
        "chunked after a tab": POST + b"Transfer-Encoding:\tx\tchunked" + END + smuggled,
        "chunked after a vertical tab": POST + b"Transfer-Encoding: \x0bchunked" + END + smuggled,
        "space before the colon": POST + b"Transfer-Encoding : chunked" + END + smuggled,
        "chunks in HTTP/1.0": CHUNKED.replace(b"1.1", b"1.0") + END[2:] + smuggled,
        "folded header": POST + b"Transfer-Encoding:\r\n chunked" + END + smuggled,
        "two hosts": GET + HOST + b"Host: evil.example" + END,
        "the same host twice": GET + HOST + HOST + b"\r\n",
        "no host": GET + b"\r\n",
        "empty name": GET + HOST + b": x" + END,
        "no colon": GET + HOST + b"colon" + END,
        "space in a name": GET + HOST + b"a b: c" + END,
        "first line folded": GET + b" x: y\r\n" + HOST + b"\r\n",
        "bare line feeds": b"GET / HTTP/1.1\nHost: 127.0.0.1\n\n",
        "one bare line feed": GET + HOST + b"A: b\nC: d" + END,
        "one bare carriage return": GET + HOST + b"A: b\rC: d" + END,
        "NUL in a value": GET + HOST + b"A: b\x00c" + END,
        "NUL in a name": GET + HOST + b"A\x00: b" + END,
        "spaces before a control character": GET + HOST + b"A:" + b" " * 200_000 + b"\x01b" + END,
        "control character in a value": GET + HOST + b"A: b\x01c" + END,
        "host with a path": GET + b"Host: a/b" + END,
        "host with a user": GET + b"Host: a@b" + END,
        "host with a space": GET + b"Host: a b" + END,
        "host with marks": GET + b"Host: <script>" + END,
        "host with a comma": GET + b"Host: a,b" + END,
        "host with a bad port": GET + b"Host: a:b" + END,
    }.items():
        yield Attack(f"ambiguous: {name}", sent, REFUSED)


def chunks() -> Iterator[Attack]:
    for name, body in {
        "size of no digits": b"zz\r\nASK {}\r\n0\r\n\r\n",
        "negative size": b"-6\r\nASK {}\r\n0\r\n\r\n",
        "signed size": b"+6\r\nASK {}\r\n0\r\n\r\n",
        "0x before a size": b"0x6\r\nASK {}\r\n0\r\n\r\n",
        "underscore in a size": b"0_6\r\nASK {}\r\n0\r\n\r\n",
        "space before a size": b" 6\r\nASK {}\r\n0\r\n\r\n",
        "space after a size": b"6 \r\nASK {}\r\n0\r\n\r\n",
        "line feed in a size": b"6\nASK {}\r\n0\r\n\r\n",
        "size too small": b"3\r\nASK {}\r\n0\r\n\r\n",
        "size too large for the body": b"ffffffffffffffff\r\nASK {}\r\n0\r\n\r\n" + b"x" * 100,
        "size of many digits": b"0" * 100_000 + b"6\r\nASK {}\r\n0\r\n\r\n",
        "extension that does not end": b"6;" + b"a=b;" * 100_000,
        "line that does not end": b"6" * 3_000_000,
        "bare line feeds": b"6\nASK {}\n0\n\n",
        "carriage return in an extension": b"6;\rx\r\nASK {}\r\n0\r\n\r\n",
        "NUL after the size": b"6\x00\r\nASK {}\r\n0\r\n\r\n",
        "trailers that do not end": b"6\r\nASK {}\r\n0\r\n" + b"A: b\r\n" * 500_000,
    }.items():
        yield Attack(f"chunks: {name}", CHUNKED + b"\r\n" + body, REFUSED)
    many = b"".join(b"1\r\nx\r\n" for _ in range(60_000))
    for name, body, statuses in (
        ("one by one", b"".join(b"1\r\n%c\r\n" % c for c in ASK) + b"0\r\n\r\n", {200}),
        ("capital digits", b"00000006;a=b\r\nASK {}\r\n0\r\nA: b\r\n\r\n", {200}),
        ("60,000 of one byte", many + b"0\r\n\r\n", {400, 413, 422, 429}),
        ("too many of one byte", many * 8 + b"0\r\n\r\n", {400, 413, 422, 429}),
    ):
        sent = CHUNKED + b"Connection: close\r\n\r\n" + body
        yield Attack(f"chunks: {name}", sent, frozenset(statuses))


def lines() -> Iterator[Attack]:
    """Request lines that are none, and lines without measure."""
    for line in (
        *(
            b"GET",
            b"GET /",
            b"GET / HTTP/9.9",
            b"GET / HTTP/1.2",
            b"GET / HTTP/2.0",
            b"GET / http/1.1",
        ),
        *(b"GET / HTTP/1.1 x", b"GET  / HTTP/1.1", b"GET\t/\tHTTP/1.1", b" GET / HTTP/1.1", b"/"),
        *(
            b"get / HTTP/1.1",
            b"GET / HTTP/1.",
            b"GET / HTTP/",
            b"GET / FTP/1.1",
            b"GET /a b HTTP/1.1",
        ),
        *(b"\x00 / HTTP/1.1", b"G\x00T / HTTP/1.1", b"GET /\x00 HTTP/1.1", b"GET /\xff HTTP/1.1"),
        *(b"PRI * HTTP/2.0", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", b"SSH-2.0-x", b"EHLO x"),
        *(b"*1", b"{}", b"GET http://[::1 HTTP/1.1", b"GET http://[/ HTTP/1.1", b"GET : HTTP/1.1"),
        *(b"GET ?x HTTP/1.1", b"GET # HTTP/1.1", b"GET http:// HTTP/1.1", b"GET //\\ HTTP/1.1"),
        *(b"GET http://a:99999999/ HTTP/1.1", b"GET ://x HTTP/1.1", b"GET x:y:z HTTP/1.1"),
    ):
        statuses = REFUSED | {200, 303, 308, 404}
        sent = line + b"\r\n" + HOST + b"Connection: close" + END
        yield Attack(f"line {line[:40]!r}", sent, statuses, broken=line.startswith(b"\x16"))
    for size in (20_000, 250_000, 300_000, 2_000_000):
        long = b"a" * size
        for name, sent in {
            "address": b"GET /" + long + b" HTTP/1.1\r\n" + HOST + b"\r\n",
            "method": long.upper() + b" / HTTP/1.1\r\n" + HOST + b"\r\n",
            "header": GET + HOST + b"A: " + long + END,
            "header name": GET + HOST + long + b": a" + END,
            "headers": GET + HOST + b"A: b\r\n" * (size // 6) + b"\r\n",
            "different headers": GET
            + HOST
            + b"".join(b"A%d: b\r\n" % n for n in range(size // 10))
            + b"\r\n",
            "blank lines": b"\r\n" * (size // 2) + GET + HOST + b"\r\n",
            "host": GET + b"Host: " + long + END,
        }.items():
            statuses = REFUSED | {200, 404}
            yield Attack(f"{size} bytes of {name}", sent, statuses)


def hosts() -> Iterator[Attack]:
    """Hosts that an answer must not make links of."""
    for host in (
        "evil.example",
        "evil.example:80",
        "[::1]",
        "[::1]:99999",
        "a.b.c",
        "..",
        "-",
        "%00",
    ):
        for path in (
            "/",
            "/id/region/990000",
            "/sparql",
            "/graphs",
            "//evil.example/id/region/990000",
        ):
            sent = request("GET", path, headers={"Host": host, "Accept": "text/turtle"})
            yield Attack(f"host {host} of {path}", sent, REFUSED | {200, 303, 308, 404, 406})
