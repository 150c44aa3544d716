"""Texts for a SPARQL endpoint: garbage, queries that would never end, queries that reach out."""

import random
from collections.abc import Iterator
from urllib.parse import quote

from hostile.wire import Attack, query, query_in_address

REFUSED = frozenset({400, 413, 415, 422, 429})
ANSWERED = frozenset({200, 400, 406, 413, 414, 422, 429, 431})

SOUND = (
    "SELECT * { ?s ?p ?o }",
    'SELECT ?s { ?s <urn:x:p> "a"@en ; <urn:x:q> 1.5e3 , true FILTER(?s > 2) } ORDER BY ?s LIMIT 3',
    "PREFIX x: <urn:x:> CONSTRUCT { ?s x:p [ x:q ( 1 2 ) ] } WHERE { GRAPH ?g { ?s x:p/x:q* ?o } }",
    "SELECT (GROUP_CONCAT(?o; SEPARATOR=', ') AS ?all) { ?s ?p ?o } GROUP BY ?s HAVING(COUNT(*)>1)",
    "DESCRIBE <urn:x:s> FROM <urn:x:g>",
)
PIECES = (
    *"{}()[]<>;,.|^/*+?!=&\\\"'`~@#$%:_-",
    *("SELECT", "WHERE", "FILTER", "OPTIONAL", "UNION", "MINUS", "BIND", "VALUES", "GRAPH", "ASK"),
    *("\x00", "\x07", "\x1b[31m", "\u202e", "\ufeff", "\U0001f4a3", "\ud7ff", "武汉", "\\u0000"),
    *("<<", ">>", "{|", "|}", "'''", '"""', "<urn:x:a>", "?x", "_:b", "1e999999", "-0", "PREFIX :"),
)


def garbage() -> Iterator[Attack]:
    """Sound queries with something cut, swapped or put in, and pieces in any order."""
    chance = random.Random(20260209)
    for number in range(150):
        text = chance.choice(SOUND)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(text))
            text = chance.choice(
                (text[:at], text[at:], text[:at] + chance.choice(PIECES) + text[at:], text[:at] * 2)
            )
            text = text or " "
        sent = query if number % 2 else query_in_address
        yield Attack(f"mutated {text!r}", sent(text), ANSWERED, bound=True)
    for number in range(60):
        text = " ".join(chance.choices(PIECES, k=chance.randint(1, 40)))
        sent = query if number % 2 else query_in_address
        yield Attack(f"pieces {text!r}", sent(text), ANSWERED, bound=True)


def backtracking() -> Iterator[Attack]:
    """Texts on which a careless lexer takes a time that grows with the square of their length."""
    size = 99_000
    units = {
        *('"', "'", '"\\', '\\"', "'''", '"""a', "'''\"\"\"", "<", "<<", "<a", "@a-", "@a", "%"),
        *(
            "a-",
            "a.",
            "a",
            "é-",
            "_:a.",
            "_:",
            "?",
            "?a",
            "0",
            "1.",
            "1e",
            "#",
            "#\n",
            "\\",
            "a:%4",
        ),
        *("-", "\x00", " ", "\n", "\\u005c", "a:\\", ":", "::", ".", "武", "\U0001f4a3"),
    }
    for unit in sorted(units):
        text = "ASK {" + unit * (size // len(unit.encode()))
        yield Attack(f"{unit!r} over and over", query(text), REFUSED, bound=True)


def deep() -> Iterator[Attack]:
    """What breaks the stack of a parser or a planner."""
    for depth in (100, 120, 1_000, 5_000, 40_000):
        for left, right, inner in (
            ("{", "}", ""),
            ("FILTER(", ")", "1"),
            ("BIND(STR(", ") AS ?x)", "1"),
            ("OPTIONAL {", "}", "?a ?b ?c"),
            ("?s ?p [", "]", " ?p 1"),
            ("?s ?p (", ")", "1"),
            ("FILTER(EXISTS {", "})", "?a ?b ?c"),
            ("FILTER(!", ")", "1"),
            ("?s (", ") ?o", "<urn:x:p>"),
            ("?s !(", ") ?o", "<urn:x:p>"),
            ("{SELECT * {", "}}", "?a ?b ?c"),
            ("GRAPH ?g {", "}", "?a ?b ?c"),
        ):
            body = left * depth + inner + right * depth
            text = f"ASK {{ {body} }}"
            yield Attack(f"{left} {depth} deep", query(text), ANSWERED, bound=True)
    for name, body in {
        "minus signs": f"FILTER({'-' * 50_000}1 = 1)",
        "exclamation marks": f"FILTER({'!' * 50_000}true)",
        "alternatives": "?s " + "|".join(["<urn:x:p>"] * 5_000) + " ?o",
        "sequence": "?s " + "/".join(["<urn:x:p>"] * 5_000) + " ?o",
        "inverses": "?s " + "^" * 50_000 + "<urn:x:p> ?o",
        "sums": "FILTER(" + "+".join(["1"] * 30_000) + " > 0)",
        "disjunction": "FILTER(" + "||".join(["?x=1"] * 12_000) + ")",
        "unions": "UNION".join(["{}"] * 12_000),
        "optionals": "OPTIONAL{?s ?p ?o}" * 5_000,
        "joins": "{?s ?p ?o}" * 8_000,
        "triples": "?s ?p ?o." * 10_000,
        "binds": " ".join(f"BIND({n} AS ?v{n})" for n in range(4_500)),
        "objects": "?s ?p " + ",".join("1" * 1 for _ in range(45_000)),
        "486 bytes": "?s ?p " + "(" * 120 + "1 " + ")" * 120,
        "486 bytes of blank nodes": "?s ?p " + "[?p" * 120 + " 1" + "]" * 120,
    }.items():
        text = f"ASK {{ {body} }}"
        yield Attack(f"{name} in a row", query(text), ANSWERED, bound=True)


PAIRS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r . ?s ?t ?u"
DIGITS = "VALUES ?d{} {{ 0 1 2 3 4 5 6 7 8 9 }}"
TWICE = [f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(40)]
DOUBLED, FEW = " ".join(TWICE), " ".join(TWICE[:20])
MANY = " ".join(DIGITS.format(n) for n in range(9))

DEADLY = (
    f"SELECT (COUNT(*) AS ?x) {{ {PAIRS} }}",
    f"SELECT * {{ {PAIRS} }} ORDER BY ?a ?i",
    f"SELECT DISTINCT ?a ?i ?u {{ {PAIRS} }}",
    f"CONSTRUCT {{ ?a ?b ?u }} {{ {PAIRS} }}",
    f"SELECT (MAX(CONCAT(STR(?a), STR(?u))) AS ?x) {{ {PAIRS} }} GROUP BY ?b ?k",
    f"ASK {{ {PAIRS} FILTER(?a = ?nothing) }}",
    f"SELECT * {{ {PAIRS} FILTER(REGEX(STR(?c), '(a+)+$') && ?a = 1) }}",
    f'SELECT ?a40 {{ BIND("x" AS ?a0) {DOUBLED} }}',
    f"SELECT (SUM(?d0) AS ?x) {{ {MANY} }}",
    f"SELECT (GROUP_CONCAT(?d0) AS ?x) {{ {MANY} }}",
    f"SELECT (SAMPLE(SHA512(STR(?d0+?d8))) AS ?x) {{ {MANY} FILTER(?d0 + ?d1 > 99) }}",
    f"SELECT ?x {{ {MANY} BIND(RAND() AS ?x) }} ORDER BY ?x LIMIT 1",
    "SELECT * { ?a (<urn:x:p>|!<urn:x:p>)* ?b . ?c (<urn:x:p>|!<urn:x:p>)* ?d . "
    "?e (<urn:x:p>|!<urn:x:p>)* ?f . ?g (!<urn:x:q>)* ?h . ?i (!<urn:x:q>)* ?j }",
    f"SELECT * {{ {MANY} MINUS {{ {MANY} }} }}",
    f"SELECT * {{ {MANY} FILTER NOT EXISTS {{ {MANY} FILTER(?d0 = 11) }} }}",
    f"SELECT (REPLACE(?a20, '.', ?a9) AS ?x) {{ BIND('x' AS ?a0) {FEW} }}",
    f"DESCRIBE ?a {{ {PAIRS} }}",
    f"SELECT * {{ {{ SELECT ?a {{ {PAIRS} }} }} OPTIONAL {{ {MANY} }} }}",
)


def deadly() -> Iterator[Attack]:
    """What never ends, each of its own kind; in all forms of an answer."""
    forms = ("text/csv", "text/html", "application/sparql-results+json", "text/turtle", "*/*")
    for number, text in enumerate(DEADLY):
        allowed = frozenset({200, 406, 422, 429})
        sent = query(text, forms[number % len(forms)])
        yield Attack(f"deadly {text[:60]!r}", sent, allowed, bound=True)


def crowd(count: int) -> Iterator[Attack]:
    """Endless queries that differ, for when they come together."""
    for number in range(count):
        text = f"SELECT (COUNT(*) AS ?n{number}) {{ {PAIRS} }}"
        yield Attack(f"endless {number}", query(text, "text/csv"), bound=True)


def large() -> Iterator[Attack]:
    """Texts at and over the bound on their length, and patterns that cost much to read."""
    regexes = ("(a*)*b", "(a|aa)+$", "((a{0,9}){0,9}){0,9}", "(?:a?){999}a{999}", "\\\\p{L}{999}")
    for pattern in (*regexes, "a{1000}{1000}", "(" * 100, "[" * 100, "x" * 90_000, "\\\\", "(?<n>"):
        text = f"ASK {{ BIND('{'a' * 5_000}' AS ?s) FILTER(REGEX(?s, '{pattern}', 'i')) }}"
        yield Attack(f"regex {pattern[:30]!r}", query(text), ANSWERED, bound=True)
    rows = " ".join(f"({n} {n})" for n in range(7_000))
    for name, text in {
        "values": f"SELECT * {{ VALUES (?a ?b) {{ {rows} }} }}",
        "values joined": f"SELECT * {{ VALUES (?a ?b) {{ {rows} }} VALUES (?c ?d) {{ (1 2) }} }}",
        "values squared": f"SELECT (COUNT(*) AS ?n) {{ VALUES (?a ?b) {{ {rows} }} ?s ?p ?o }}",
        "in": f"ASK {{ ?s ?p ?o FILTER(?o IN ({','.join(map(str, range(15_000)))})) }}",
        "prefixes": "".join(f"PREFIX p{n}: <urn:x:{n}>" for n in range(3_500)) + " ASK {}",
        "from": f"ASK {'FROM <urn:x:g> ' * 5_000} {{ ?s ?p ?o }}",
        "from named": f"ASK {'FROM NAMED <urn:x:g> ' * 4_000} {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "variables": f"SELECT {' '.join(f'?v{n}' for n in range(12_000))} {{}}",
        "decimals": f"SELECT ({'9' * 90_000} AS ?x) {{}}",
        "exponent": 'SELECT ("1e1000000000"^^<http://www.w3.org/2001/XMLSchema#decimal>+1 AS ?x){}',
        "offset": f"SELECT * {{ ?s ?p ?o }} OFFSET {9 * 10**18} LIMIT {9 * 10**18}",
        "beyond offset": f"SELECT * {{ ?s ?p ?o }} OFFSET {'9' * 40}",
        "substring": "SELECT (SUBSTR('a', -9223372036854775808, 9223372036854775807) AS ?x) {}",
        "timezone": "SELECT (ADJUST(NOW(), 'PT99999999999999999999H') AS ?x) {}",
        "date": "SELECT ('-99999999999-01-01T00:00:00Z'^^"
        "<http://www.w3.org/2001/XMLSchema#dateTime> < NOW() AS ?x) {}",
    }.items():
        yield Attack(f"large {name}", query(text), ANSWERED, bound=True)
    for size in (99_999, 100_001, 399_000, 401_000, 2_000_000):
        for sent in (query, query_in_address):
            statuses = ANSWERED | ({200} if size < 100_000 else set())
            text = "ASK {} #" + "x" * (size - 8)
            yield Attack(f"{size} bytes by {sent.__name__}", sent(text), frozenset(statuses))


def functions() -> Iterator[Attack]:
    """Functions that there are not, and those of others."""
    names = (
        *("urn:x:none", "http://www.w3.org/2001/XMLSchema#none", "bif:exec", "sql:shell", "java:x"),
        *("http://www.w3.org/2005/xpath-functions#doc", "afn:bnode", "http://127.0.0.1:9/f"),
        *("http://jena.apache.org/ARQ/function#system", "http://www.ontotext.com/js#eval"),
        *("http://www.opengis.net/def/function/geosparql/buffer", "http://example.org/\u202e"),
    )
    for name in names:
        for text in (
            f"SELECT (<{name}>(1) AS ?x) {{}}",
            f"ASK {{ FILTER(<{name}>('/etc/passwd')) }}",
            f"SELECT (<{name}>(DISTINCT ?s) AS ?x) {{ ?s ?p ?o }} GROUP BY ?p",
        ):
            yield Attack(f"function {text!r}", query(text), frozenset({400, 422}))


def outbound(canary: str) -> Iterator[Attack]:
    """Queries that would make the server ask another."""
    url = f"{canary}/sparql"
    for text in (
        f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ sErViCe<{url}>{{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE#\n<{url}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ BIND(<{url}> AS ?u) SERVICE ?u {{ ?s ?p ?o }} }}",
        f"SELECT * {{ VALUES ?u {{ <{url}> }} SERVICE ?u {{ ?s ?p ?o }} }}",
        f"PREFIX s: <{canary}/> SELECT * {{ SERVICE s:sparql {{ ?s ?p ?o }} }}",
        f"BASE <{canary}/> SELECT * {{ SERVICE <sparql> {{ ?s ?p ?o }} }}",
        f"ASK {{ FILTER EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
        f"SELECT * {{ {{ SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }} }}",
        f"SELECT * {{ \\u0053ERVICE <{url}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVIC\\u0045 <{url}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ '''x''' SERVICE <{url}> {{ ?s ?p ?o }} }}",
        f'SELECT * {{ BIND("\\"" AS ?x) SERVICE <{url}> {{ ?s ?p ?o }} }}',
        f"SELECT * {{ BIND('''a'' ' AS ?x) SERVICE <{url}> {{ }} BIND(''' ''' AS ?y) }}",
        f"CONSTRUCT {{ ?s ?p ?o }} {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        f"LOAD <{url}>",
        f"LOAD SILENT <{url}> INTO GRAPH <urn:x:g>",
        f"ASK {{}} ; LOAD <{url}>",
        "SELECT * { SERVICE <file:///etc/passwd> { ?s ?p ?o } }",
        f"SELECT * {{ VALUES (?a ?b) {{ (1 2) }} FILTER(?a<?b)SERVICE#>\n<{url}> {{ ?s ?p ?o }} }}",
    ):
        for sent in (query, query_in_address):
            yield Attack(f"outbound {text!r}", sent(text), frozenset({400, 422}))
    for text in (
        f"SELECT * FROM <{url}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"ASK FROM <{url}> FROM <{url}2> {{ ?s ?p ?o }}",
        f"DESCRIBE <{url}> FROM <{url}>",
        f"ASK {{ GRAPH <{url}> {{ ?s ?p ?o }} }}",
        "ASK FROM <file:///etc/passwd> { ?s ?p ?o }",
    ):
        yield Attack(f"from {text!r}", query(text), frozenset({200}))
    for name in ("default-graph-uri", "named-graph-uri"):
        for graph in (url, "file:///etc/passwd", "not an iri", "", "<>", "urn:x:" + "a" * 5_000):
            path = f"{quote('ASK { ?s ?p ?o }')}&{name}={quote(graph)}"
            sent = query_in_address("").replace(b"query=", f"query={path}".encode(), 1)
            yield Attack(f"{name} {graph[:30]!r}", sent, frozenset({200, 400}))
