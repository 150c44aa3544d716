"""Queries that cannot be answered, or not within their bounds."""

import re

from hbgraph.errors.base import HbgraphError


class QueryError(HbgraphError):
    code = "query-error"
    http_status = 400


class MalformedQuery(QueryError):
    """``reason`` begins with ``error at LINE:COLUMN`` when the parser knows the place."""

    code = "malformed-query"
    zh = "查询不符合 SPARQL 语法:{reason}。请在所指位置改正。"
    en = "The query is not valid SPARQL: {reason}. Mend it at that place."

    @property
    def position(self) -> tuple[int, int] | None:
        """Line and column where the parser stopped, counted from 1 in code points."""
        found = re.match(r"error at (\d+):(\d+)", str(self.facts["reason"]))
        return (int(found[1]), int(found[2])) if found else None


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
