"""Queries that cannot be answered, or not within their bounds."""

from hbgraph.errors.base import HbgraphError


class QueryError(HbgraphError):
    code = "query-error"
    http_status = 400


class MalformedQuery(QueryError):
    """The place where the parser stopped, counted from 1 in code points (0 where it names none),
    and why, or what it could have gone on with."""

    code = "malformed-query"
    zh = "查询不符合 SPARQL 语法:{said}。请在所指位置改正。"
    en = "The query is not valid SPARQL: {said}. Mend it at that place."

    def __init__(
        self,
        cause_zh: str = "",
        cause_en: str = "",
        expected: str = "",
        line: int = 0,
        column: int = 0,
    ) -> None:
        super().__init__(
            cause_zh=cause_zh, cause_en=cause_en, expected=expected, line=line, column=column
        )

    @property
    def text_zh(self) -> str:
        said = self._said("第 {line} 行第 {column} 列", "cause_zh", "这里可以是 {expected}")
        return self.zh.format(said=",".join(said))

    @property
    def text_en(self) -> str:
        said = self._said("line {line}, column {column}", "cause_en", "expected {expected}")
        return self.en.format(said=": ".join(said))

    @property
    def position(self) -> tuple[int, int] | None:
        """Line and column, where they are known."""
        line, column = int(str(self.facts["line"])), int(str(self.facts["column"]))
        return (line, column) if line else None

    def _said(self, place: str, cause: str, expected: str) -> list[str]:
        patterns = {"line": place, cause: f"{{{cause}}}", "expected": expected}
        return [text.format(**self.facts) for fact, text in patterns.items() if self.facts[fact]]


class UndeclaredPrefix(QueryError):
    """The first name whose prefix the query does not declare."""

    code = "undeclared-prefix"
    zh = (
        "第 {line} 行第 {column} 列的前缀 {prefix}: 没有声明。请在查询开头加上 "
        "PREFIX {prefix}: <{namespace}>。"
    )
    en = (
        "The prefix {prefix}: of line {line}, column {column} is not declared. Begin the query "
        "with PREFIX {prefix}: <{namespace}>."
    )

    @property
    def position(self) -> tuple[int, int]:
        """Line and column of the name, counted from 1 in code points."""
        return int(str(self.facts["line"])), int(str(self.facts["column"]))


class RefusedQuery(QueryError):
    code = "refused-query"
    http_status = 422
    zh = "查询用了不允许的 {feature}。请去掉这一部分;本端点只回答自身的数据。"
    en = (
        "The query uses {feature}, which is not allowed. Leave it out; this endpoint answers "
        "from its own data only."
    )


class QueryTooLong(QueryError):
    code = "query-too-long"
    http_status = 413
    zh = "查询长 {length} 字节,超过上限 {limit}。请缩短查询。"
    en = "The query has {length} bytes; the limit is {limit}. Shorten it."


class BoundReached(QueryError):
    """A bound ended the query; nothing of its answer was sent."""

    code = "bound-reached"
    http_status = 503
    retry_after = 30


class DeadlineReached(BoundReached):
    code = "deadline-reached"
    zh = "查询超过 {seconds:g} 秒的时限,已被终止,不给部分结果。请缩小范围、加 LIMIT,或分步查询。"
    en = (
        "The query ran past its {seconds:g} seconds and was ended; no partial answer is given. "
        "Narrow it, add LIMIT, or ask in steps."
    )


class MemoryReached(BoundReached):
    code = "memory-reached"
    zh = "查询用尽了 {memory} MB 内存或使引擎崩溃,已被终止,不给部分结果。请缩小范围,或分步查询。"
    en = (
        "The query used up its {memory} MB of memory or broke the engine, and was ended; no "
        "partial answer is given. Narrow it, or ask in steps."
    )


class AnswerTooLarge(QueryError):
    code = "answer-too-large"
    http_status = 422
    zh = "答案超过 {limit} MB 的上限,不给部分结果。请用 LIMIT 和 OFFSET 分批取,或下载全部数据。"
    en = (
        "The answer exceeds {limit} MB; no partial answer is given. Fetch it in parts with LIMIT "
        "and OFFSET, or download the whole data set."
    )


class ServerBusy(QueryError):
    code = "server-busy"
    http_status = 503
    retry_after = 5
    zh = "服务器正忙,{seconds:g} 秒内没有空位。请稍后重试。"
    en = "The server is busy: no place became free within {seconds:g} seconds. Try again soon."


class OverBudget(QueryError):
    code = "over-budget"
    http_status = 429
    zh = (
        "查询时间、出错次数或新引用数已超过本客户端的限额。请在 {seconds} 秒后再试;"
        "片刻就能答的查询可能仍会得到回答。"
    )
    en = (
        "This client has used up its query time, its errors or its new citations. Try again in "
        "{seconds} seconds; what takes no more than a moment may still be answered."
    )

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds=seconds)
        self.retry_after = seconds


class NotAcceptable(QueryError):
    code = "not-acceptable"
    http_status = 406
    zh = "无法给出 {accept} 形式的答案。可选:{offered}。"
    en = "The answer cannot be given as {accept}. Choose one of: {offered}."


class NotInXml(NotAcceptable):
    code = "not-in-xml"
    zh = "答案中有 {what},XML 无法写出。可选:{offered}。"
    en = "The answer has {what}, which XML cannot hold. Choose one of: {offered}."
