"""Writes that cannot be done."""

from hbgraph.errors.base import HbgraphError


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


class BrokenShapes(WriteError):
    code = "broken-shapes"
    http_status = 422
    zh = "形状无法使用:{reason}。请改正该形状;SERVICE、递归和 SHACL 高级特性不在此支持。"
    en = (
        "The shapes cannot be used: {reason}. Mend that shape; SERVICE, recursion and the advanced "
        "features of SHACL are not supported here."
    )
