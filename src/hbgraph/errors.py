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
│   ├── PublisherBusy         another process is publishing
│   ├── UnknownRelease        no release has this id or name
│   ├── BadName               a release cannot be named so
│   └── ScratchData           the directory is a scratch store, or is not
├── TokenError
│   ├── BadTokenFile          the file of tokens cannot be used
│   ├── BadScope              a scope is neither * nor an IRI
│   ├── TokenExists           the name of a new token is taken
│   └── UnknownToken          no token has this name
├── BackupError
│   ├── BackupExists          the folder of a new backup holds something
│   ├── DamagedBackup         a backup is not whole, or was changed
│   └── DataDirInUse          a backup would be restored over data
├── AddressInUse              the server cannot listen there
├── QueryError
│   ├── MalformedQuery        the parser rejects the query
│   ├── RefusedQuery          the query asks for something not allowed
│   ├── QueryTooLong          the text exceeds the bound
│   ├── BoundReached          a bound ended it
│   │   ├── DeadlineReached   it took too long
│   │   └── MemoryReached     it took too much memory, or broke the engine
│   ├── AnswerTooLarge        the answer has too many bytes
│   ├── ServerBusy            no place became free
│   └── NotAcceptable         no form of the answer is acceptable to the client
├── WriteError
│   ├── BrokenData            the parser rejects the data
│   ├── MalformedUpdate       the parser rejects the update
│   ├── DatasetConflict       the request and the update both name graphs
│   ├── UpdateFailed          an operation has no graph to work on
│   ├── ForbiddenGraph        the token does not reach the graph
│   ├── ReadOnlyGraph         the graph follows from others
│   ├── UnknownGraph          no graph has this name
│   └── ChangedMeanwhile      a precondition does not hold
├── EndpointError
│   ├── EndpointUnreachable   a remote engine does not answer
│   └── EndpointRefused       a remote engine answers with an error
└── InternalError             a fault of hbgraph itself

Each class has an entry of its ``code`` in docs/errors.md.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar


class HbgraphError(Exception):
    """Base of every error a user can meet; ``facts`` fill the words of ``zh`` and ``en``."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 2
    http_status: ClassVar[int] = 500
    retry_after: ClassVar[int | None] = None
    """Seconds after which the same request may succeed."""
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

    def to_json(self) -> dict[str, object]:
        """The error for another process, which makes it again with ``from_json``."""
        plain = {k: v if isinstance(v, int | float) else str(v) for k, v in self.facts.items()}
        return {"error": self.code, "facts": plain, "notes": getattr(self, "__notes__", [])}

    @staticmethod
    def from_json(said: Mapping[str, Any]) -> "HbgraphError":
        found = {kind.code: kind for kind in _family(HbgraphError)}[said["error"]]
        error = found(**said["facts"])
        for note in said["notes"]:
            error.add_note(note)
        return error


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
    retry_after = 5
    zh = "{data_dir} 中还没有发布的版本。请先运行 hbgraph publish。"
    en = "Nothing is published in {data_dir} yet. Run hbgraph publish first."


class PublisherBusy(ReleaseError):
    code = "publisher-busy"
    http_status = 503
    retry_after = 5
    zh = "另一个进程正在向 {data_dir} 发布。请等它结束后重试。"
    en = "Another process is publishing to {data_dir}. Try again when it has finished."


class TokenError(HbgraphError):
    code = "token-error"


class BadTokenFile(TokenError):
    code = "bad-token-file"
    zh = "令牌文件 {path} 无法使用:{reason}。请从备份恢复,或删去它再用 hbgraph token add 重建。"
    en = (
        "The file of tokens {path} cannot be used: {reason}. Restore it from a backup, or delete "
        "it and make the tokens anew with hbgraph token add."
    )


class BadScope(TokenError):
    code = "bad-scope"
    zh = "“{scope}”不能作范围。请给出图 IRI 的开头,如 https://example.org/graphs/;* 表示全部。"
    en = (
        "“{scope}” cannot be a scope. Give the beginning of graph IRIs, such as "
        "https://example.org/graphs/, or * for everywhere."
    )


class TokenExists(TokenError):
    code = "token-exists"
    zh = "已有名为“{name}”的令牌。请换一个名字,或先用 hbgraph token revoke 撤销它。"
    en = (
        "There is a token named “{name}” already. Choose another name, or revoke it first with "
        "hbgraph token revoke."
    )


class UnknownToken(TokenError):
    code = "unknown-token"
    zh = "没有名为“{name}”的令牌。现有:{known}。"
    en = "There is no token named “{name}”. There are: {known}."


class UnknownRelease(ReleaseError):
    code = "unknown-release"
    http_status = 404
    zh = "没有版本 {release}。请用 hbgraph releases 或 /releases 查看现有版本。"
    en = "There is no release {release}. See hbgraph releases or /releases for those there are."


class BadName(ReleaseError):
    code = "bad-name"
    http_status = 400
    zh = "版本不能命名为“{name}”:须以字母开头,用字母、数字、. _ -,至多 64 个,且未用于别的版本。"
    en = (
        "A release cannot be named “{name}”: begin with a letter, use letters, digits, . _ -, at "
        "most 64 of them, and no name that another release has."
    )


class ScratchData(ReleaseError):
    code = "scratch-data"
    zh = "{data_dir} 是用 --scratch 建立的试验库,与语料的版本不能混用。请换一个 --data-dir。"
    en = "{data_dir} and this command differ about --scratch. Choose another --data-dir."


class BackupError(HbgraphError):
    code = "backup-error"


class BackupExists(BackupError):
    code = "backup-exists"
    zh = "{folder} 不是空文件夹。备份从不覆盖任何东西,请另选一个文件夹。"
    en = "{folder} is not empty. A backup never overwrites anything; choose another folder."


class DamagedBackup(BackupError):
    code = "damaged-backup"
    zh = "备份不完整或已被改动:{path}({reason})。没有恢复任何东西;请换一份备份。"
    en = (
        "The backup is not whole or was changed: {path} ({reason}). Nothing was restored; take "
        "another backup."
    )


class DataDirInUse(BackupError):
    code = "data-dir-in-use"
    zh = "{data_dir} 中已有数据。恢复从不覆盖任何东西,请用 --data-dir 另选一个文件夹。"
    en = (
        "{data_dir} holds data already. A restore never overwrites anything; choose another "
        "folder with --data-dir."
    )


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


class NotAcceptable(QueryError):
    code = "not-acceptable"
    http_status = 406
    zh = "无法给出 {accept} 形式的答案。可选:{offered}。"
    en = "The answer cannot be given as {accept}. Choose one of: {offered}."


class WriteError(HbgraphError):
    code = "write-error"
    http_status = 400


class BrokenData(WriteError):
    code = "broken-data"
    zh = "所给数据不是合法的 {media_type}:{reason}。请在所指位置改正。"
    en = "The data is not valid {media_type}: {reason}. Mend it at that place."


class MalformedUpdate(WriteError):
    code = "malformed-update"
    zh = "更新不符合 SPARQL 语法:{reason}。请在所指位置改正。"
    en = "The update is not valid SPARQL: {reason}. Mend it at that place."


class DatasetConflict(WriteError):
    code = "dataset-conflict"
    zh = "请求参数 using-graph-uri 与更新中的 USING 或 WITH 不能并用。请只用一种。"
    en = "The parameters using-graph-uri exclude USING and WITH in the update. Use one of them."


class UpdateFailed(WriteError):
    code = "update-failed"
    http_status = 409
    zh = "更新无法执行,什么都没有改变:{reason}。请检查图名,或加 SILENT。"
    en = (
        "The update cannot be done, and nothing changed: {reason}. Check the graphs, or add SILENT."
    )


class ForbiddenGraph(WriteError):
    code = "forbidden-graph"
    http_status = 403
    zh = "该令牌无权写入图 <{graph}>。请换用其范围内的图名,或申请相应范围的令牌。"
    en = (
        "The token may not write the graph <{graph}>. Name a graph in its scope, or get another "
        "token."
    )


class ReadOnlyGraph(WriteError):
    code = "read-only-graph"
    http_status = 422
    zh = "图 <{graph}> 由其他图得出,不能直接写入(空名即默认图,是各图的合并)。请写入一个命名图。"
    en = (
        "The graph <{graph}> follows from others and cannot be written (the empty name is the "
        "default graph, the merge of all). Write to a named graph."
    )


class UnknownGraph(WriteError):
    code = "unknown-graph"
    http_status = 404
    zh = "没有图 <{graph}>。请检查图名。"
    en = "There is no graph <{graph}>. Check its name."


class ChangedMeanwhile(WriteError):
    code = "changed-meanwhile"
    http_status = 412
    zh = "图 <{graph}> 与 If-Match 或 If-None-Match 所述不符,没有写入。请重新读取后再写。"
    en = (
        "The graph <{graph}> is not as If-Match or If-None-Match says; nothing was written. Read "
        "it again, then write."
    )


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


def _family(kind: type[HbgraphError]) -> Iterator[type[HbgraphError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _family(child)
