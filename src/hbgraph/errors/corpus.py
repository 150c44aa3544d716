"""A corpus that cannot be used, and graphs that break the shapes."""

from hbgraph.errors.base import HbgraphError


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
