"""What can go wrong, each with its words in Chinese and English.

HbgraphError
├── BadCorpus                 a file of the corpus cannot be used
│   ├── BrokenTurtle          the parser rejects it
│   ├── BlankNodeInData       a node has no IRI
│   └── UnknownPath           the path is not part of a corpus
├── NotConforming             the graph violates its shapes
├── UnknownBulletin           no bulletin of this name is in the corpus
├── UnreadableFile            a file cannot be read or written
├── BadSetting                an HBGRAPH_… variable has no usable value
├── ReleaseError
│   ├── NoRelease             nothing is published yet
│   └── PublisherBusy         another process is publishing
├── AddressInUse              the server cannot listen there
├── QueryError
│   ├── MalformedQuery        the parser rejects the query
│   ├── RefusedQuery          the query asks for something not allowed
│   ├── QueryTooLong          the text exceeds the bound
│   └── NotAcceptable         no form of the answer is acceptable to the client
├── EndpointError
│   ├── EndpointUnreachable   a remote engine does not answer
│   └── EndpointRefused       a remote engine answers with an error
└── InternalError             a fault of hbgraph itself

Each class has an entry of its ``code`` in docs/errors.md.
"""

from typing import ClassVar


class HbgraphError(Exception):
    """Base of every error a user can meet; ``facts`` fill the words of ``zh`` and ``en``."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 2
    http_status: ClassVar[int] = 500
    zh: ClassVar[str] = "出错了。"
    en: ClassVar[str] = "Something went wrong."

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.text)

    @property
    def text_zh(self) -> str:
        return self.zh.format(**self.facts)

    @property
    def text_en(self) -> str:
        return self.en.format(**self.facts)

    @property
    def text(self) -> str:
        return f"{self.text_zh}\n{self.text_en}"


class BadCorpus(HbgraphError):
    code = "bad-corpus"


class BrokenTurtle(BadCorpus):
    code = "broken-turtle"
    zh = "{path}:{line}:无法解析 Turtle:{reason}。请在该处改正语法。"
    en = "{path}:{line}: not valid Turtle: {reason}. Mend the syntax there."


class BlankNodeInData(BadCorpus):
    code = "blank-node-in-data"
    zh = "{path}:数据中有空白节点({count} 个)。请给每个节点一个 IRI。"
    en = "{path}: the data holds blank nodes ({count}). Give every node an IRI."


class UnknownPath(BadCorpus):
    code = "unknown-path"
    zh = "{path}:找不到该文件,或它不在 data/ttl、ontology 之下。请检查路径。"
    en = "{path}: no such file, or it is not below data/ttl or ontology. Check the path."


class NotConforming(HbgraphError):
    """Its note is the report in words, so that whoever catches it can show what to mend."""

    code = "not-conforming"
    exit_code = 1
    http_status = 422
    zh = "图谱违反 {count} 处约束,没有发布;当前版本未变。请按报告逐条修改。"
    en = (
        "The graph violates {count} constraints and was not published; the current release "
        "stands. Mend each finding of the report."
    )


class UnknownBulletin(HbgraphError):
    code = "unknown-bulletin"
    zh = "语料中没有公报“{bulletin}”。现有:{known}。"
    en = "The corpus holds no bulletin “{bulletin}”. It has: {known}."


class UnreadableFile(HbgraphError):
    code = "unreadable-file"
    zh = "无法读写 {path}:{reason}。请检查文件是否存在、是否有权限、是否为 UTF-8。"
    en = "Cannot read or write {path}: {reason}. Check that it exists, permits it and is UTF-8."


class BadSetting(HbgraphError):
    code = "bad-setting"
    zh = "设置有误:{reason}。请改正该 HBGRAPH_… 环境变量。"
    en = "A setting is wrong: {reason}. Mend that HBGRAPH_… variable of the environment."


class ReleaseError(HbgraphError):
    code = "release-error"


class NoRelease(ReleaseError):
    code = "no-release"
    http_status = 503
    zh = "{data_dir} 中还没有发布的版本。请先运行 hbgraph publish。"
    en = "Nothing is published in {data_dir} yet. Run hbgraph publish first."


class PublisherBusy(ReleaseError):
    code = "publisher-busy"
    http_status = 503
    zh = "另一个进程正在向 {data_dir} 发布。请等它结束后重试。"
    en = "Another process is publishing to {data_dir}. Try again when it has finished."


class AddressInUse(HbgraphError):
    code = "address-in-use"
    zh = "无法在 {bind} 上监听:{reason}。请用 --bind 换一个地址或端口。"
    en = "Cannot listen on {bind}: {reason}. Choose another address or port with --bind."


class QueryError(HbgraphError):
    code = "query-error"
    http_status = 400


class MalformedQuery(QueryError):
    code = "malformed-query"
    zh = "查询不符合 SPARQL 语法:{reason}。请在所指位置改正。"
    en = "The query is not valid SPARQL: {reason}. Mend it at that place."


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


class NotAcceptable(QueryError):
    code = "not-acceptable"
    http_status = 406
    zh = "无法给出 {accept} 形式的答案。可选:{offered}。"
    en = "The answer cannot be given as {accept}. Choose one of: {offered}."


class EndpointError(HbgraphError):
    code = "endpoint-error"
    http_status = 502


class EndpointUnreachable(EndpointError):
    code = "endpoint-unreachable"
    zh = "无法连接 {endpoint}:{reason}。请检查地址,并确认服务器正在运行。"
    en = "Cannot reach {endpoint}: {reason}. Check the address and that the server is running."


class EndpointRefused(EndpointError):
    code = "endpoint-refused"
    zh = "{endpoint} 没有回答查询:{reason}。请检查查询和地址。"
    en = "{endpoint} did not answer the query: {reason}. Check the query and the address."


class InternalError(HbgraphError):
    code = "internal-error"
    zh = "hbgraph 自身出错:{reason}。请设置 HBGRAPH_TRACEBACK=1 重试,并把输出报告给我们。"
    en = (
        "hbgraph itself failed: {reason}. Try again with HBGRAPH_TRACEBACK=1 and report the output."
    )
