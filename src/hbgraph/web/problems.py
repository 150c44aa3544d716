"""What a client did wrong, and how it is told: page, JSON (RFC 9457) or plain text, as it accepts.

Errors of the layers below come with their words; those that only HTTP knows are here.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import Flask, Response, current_app, g, json, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from hbgraph import media
from hbgraph.errors import BodyTooLarge, HbgraphError
from hbgraph.pages.nouns import Name

PLAIN = "text/plain"
JSON = "application/json"
PROBLEM_JSON = "application/problem+json"


class Problem(Exception):
    """A request that cannot be granted, in both languages; ``near`` may be what was meant."""

    status = HTTPStatus.BAD_REQUEST
    code = "bad-request"
    zh = "请求有误。"
    en = "The request is wrong."

    def __init__(self, near: Sequence[Name] = (), **facts: object) -> None:
        super().__init__(self.code)
        self.near = near
        self.zh = self.zh.format(**facts)
        self.en = self.en.format(**facts)
        self.headers: dict[str, str] = {}
        self.forms: Mapping[str, str] = {}
        """For each form in which the document can be had, its address."""
        self.report = ""
        """A validation report in Turtle."""
        self.notes: tuple[str, ...] = ()
        """What there is to add, such as that report in words."""
        self.position: tuple[int, int] | None = None
        """Line and column of the text at which it is wrong, counted from 1."""
        self.elsewhere = ""
        """Where what was asked for can still be had."""


class UnknownThing(Problem):
    status = HTTPStatus.NOT_FOUND
    code = "unknown-thing"
    zh = "图谱中没有 {path}。请检查拼写{near_zh}。"
    en = "The graph has no {path}. Check the spelling{near_en}."

    def __init__(self, near: Sequence[Name] = (), **facts: object) -> None:
        offered = (
            (",或从相近的名称中选择", ", or choose one of the near names") if near else ("", "")
        )
        super().__init__(near, **facts, near_zh=offered[0], near_en=offered[1])


class GoneThing(Problem):
    status = HTTPStatus.GONE
    code = "gone-thing"
    zh = "{path} 曾在较早的版本中,现已不在。"
    en = "{path} was in an earlier release and is in it no more."


class BadDatetime(Problem):
    code = "bad-datetime"
    zh = "Accept-Datetime 的“{sent}”不是时间。请写成 Mon, 09 Feb 2026 08:00:00 GMT 的样子。"
    en = (
        "“{sent}” in Accept-Datetime is no time. Write it as Mon, 09 Feb 2026 08:00:00 GMT is "
        "written."
    )


class UnknownPage(Problem):
    status = HTTPStatus.NOT_FOUND
    code = "unknown-page"
    zh = "没有这个页面。请从首页开始。"
    en = "There is no such page. Start from the home page."


class UnknownChoice(Problem):
    code = "unknown-choice"
    zh = "参数 {parameter} 没有“{value}”这个值。请从页面所列的值中选择。"
    en = "The parameter {parameter} has no value “{value}”. Choose one that the page lists."


class BadAddress(Problem):
    code = "bad-address"
    zh = "at 应是本站的一个地址:以 / 开头,不超过 {longest} 个字符。"
    en = "“at” is an address of this site: it begins with / and has {longest} characters at most."


class UnknownForm(Problem):
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    code = "unknown-form"
    zh = "没有后缀为 .{suffix} 的形式。可选:{offered}。"
    en = "There is no form with the suffix .{suffix}. Choose one of: {offered}."


class MissingText(Problem):
    code = "missing-text"
    zh = "请求中没有 SPARQL 文本。请用参数 {parameter} 给出一条。"
    en = "The request holds no SPARQL. Give one text as the parameter {parameter}."


class Repeated(Problem):
    code = "repeated"
    zh = "参数 {parameter} 出现了 {count} 次。每次只给一个。"
    en = "The parameter {parameter} stands {count} times. Give it once."


class QueryHere(Problem):
    code = "query-here"
    zh = "本地址只接受更新。查询请发到 /sparql。"
    en = "This address takes updates only. Send queries to /sparql."


class BadGraphName(Problem):
    code = "bad-graph-name"
    zh = "请求须指明一个图:?graph= 后接绝对 IRI,或 ?default,或图自己的地址;“{graph}”不行。"
    en = (
        "A request must name one graph: by ?graph= with an absolute IRI, by ?default, or by the "
        "graph's own address; “{graph}” will not do."
    )


class PartialPut(Problem):
    code = "partial-put"
    zh = "PUT 替换整个图,不接受 Content-Range。请发送整个图,或用 POST 添加。"
    en = (
        "PUT replaces a whole graph and takes no Content-Range. Send the whole graph, or add to it "
        "by POST."
    )


class CodedBody(Problem):
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    code = "coded-body"
    zh = "请求体的 Content-Encoding 是“{coding}”,这里不解码。请发送未压缩的数据,并去掉这个标头。"
    en = (
        "The body has the Content-Encoding “{coding}”, which is not decoded here. Send the data as "
        "they are, without that header."
    )

    def __init__(self, coding: str) -> None:
        super().__init__(coding=coding)
        self.headers["Accept-Encoding"] = "identity"


class NoToken(Problem):
    status = HTTPStatus.UNAUTHORIZED
    code = "no-token"
    zh = "写入须有令牌。请用请求头 Authorization: Bearer 给出有效的令牌(hbgraph token add)。"
    en = (
        "Writing needs a token. Give one that is known in the header Authorization: Bearer "
        "(hbgraph token add)."
    )

    def __init__(self) -> None:
        super().__init__()
        self.headers["WWW-Authenticate"] = 'Bearer realm="hbgraph"'


class UpdateHere(Problem):
    code = "update-here"
    zh = "本端点只读,不接受 update。请用参数 query 给出查询。"
    en = "This endpoint only reads; it takes no update. Give a query as the parameter query."


class PreconditionFailed(Problem):
    status = HTTPStatus.PRECONDITION_FAILED
    code = "precondition-failed"
    zh = "{path} 与 If-Match 或 If-Unmodified-Since 所述不符。请去掉这个标头,重新读取。"
    en = "{path} is not as If-Match or If-Unmodified-Since says. Read it again without that header."


class Unforeseen(Problem):
    """A fault of our own: the client learns no more than that it happened."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "internal-error"
    zh = "服务器自身出错,已记入日志。请稍后重试。"
    en = "The server failed and has logged why. Try again later."


class MethodNotOffered(Problem):
    status = HTTPStatus.METHOD_NOT_ALLOWED
    code = "method-not-allowed"
    zh = "这里不支持方法 {method}。可用:{allowed}。"
    en = "The method {method} is not offered here. Use one of: {allowed}."


class MetricsClosed(Problem):
    status = HTTPStatus.FORBIDDEN
    code = "metrics-closed"
    zh = "/metrics 只对本机和所设的代理开放。请在服务器上查看,或设置 HBGRAPH_METRICS_PUBLIC=true。"
    en = (
        "/metrics is open to this machine and the configured proxies only. Look at it there, or "
        "set HBGRAPH_METRICS_PUBLIC=true."
    )


def init_app(app: Flask) -> None:
    app.register_error_handler(Exception, answer)


def answer(error: Exception) -> Response:
    """The response that tells a client of an error, whatever it is."""
    problem = from_error(error)
    g.refusal = problem.code
    accept = request.headers.get("Accept", "")
    forms = (PLAIN, media.HTML, JSON, PROBLEM_JSON, *((media.TURTLE,) if problem.report else ()))
    form = media.best(accept, forms) or PLAIN
    response = make_response(_body(problem, form), problem.status)
    response.content_type = f"{form}; charset=utf-8" if form.startswith("text/") else PROBLEM_JSON
    response.headers.update(problem.headers)
    if problem.forms:
        links = (f'<{at}>; rel="alternate"; type="{each}"' for each, at in problem.forms.items())
        response.headers["Link"] = ", ".join(links)
    response.vary.add("Accept")
    return response


def from_error(error: Exception) -> Problem:
    match error:
        case Problem():
            return error
        case HbgraphError() if error.http_status != HTTPStatus.INTERNAL_SERVER_ERROR:
            return _ours(error)
        case HTTPException():
            return _of_framework(error)
    current_app.logger.exception("unforeseen", exc_info=error)
    return Unforeseen()


def _ours(error: HbgraphError) -> Problem:
    problem = _told(error.http_status, error.code, error.text_zh, error.text_en)
    if error.retry_after:
        problem.headers["Retry-After"] = str(error.retry_after)
    problem.report = str(error.facts.get("turtle", ""))
    problem.notes = tuple(getattr(error, "__notes__", ()))
    problem.position = getattr(error, "position", None)
    forms = error.facts.get("forms")
    problem.forms = forms if isinstance(forms, dict) else {}
    return problem


def _told(status: int, code: str, zh: str, en: str) -> Problem:
    problem = Problem()
    problem.status, problem.code, problem.zh, problem.en = HTTPStatus(status), code, zh, en
    return problem


def _of_framework(error: HTTPException) -> Problem:
    """An error that Flask or Werkzeug raised, in our words."""
    match error.code:
        case HTTPStatus.NOT_FOUND:
            return UnknownPage()
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return _ours(BodyTooLarge())
        case HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
            problem = MethodNotOffered(method=request.method, allowed=allowed)
            problem.headers["Allow"] = allowed
            return problem
    phrase = error.name
    return _told(error.code or 500, phrase.lower().replace(" ", "-"), Problem.zh, f"{phrase}.")


def _body(problem: Problem, form: str) -> str:
    if form == media.HTML:
        return render_template("problem.html", problem=problem)
    if form == PLAIN:
        near = [f"{name.iri}  {name.zh} {name.en}" for name in problem.near]
        head = [f"{problem.status.value} {problem.code}", problem.zh, problem.en]
        elsewhere = [problem.elsewhere] if problem.elsewhere else []
        forms = [f"{address}  {form}" for form, address in problem.forms.items()]
        return "\n".join([*head, *elsewhere, *near, *forms, *problem.notes, ""])
    if form == media.TURTLE:
        return problem.report
    told: dict[str, object] = {
        "type": f"https://w3id.org/hbgraph/errors#{problem.code}",
        "title": problem.status.phrase,
        "status": problem.status.value,
        "detail": problem.en,
        "detail_zh": problem.zh,
        "code": problem.code,
        "near": [str(name.iri) for name in problem.near],
        "forms": dict(problem.forms),
        "notes": list(problem.notes),
    }
    if problem.position:
        told["position"] = dict(zip(("line", "column"), problem.position, strict=True))
    if problem.elsewhere:
        told["elsewhere"] = problem.elsewhere
    return json.dumps(told, ensure_ascii=False)
