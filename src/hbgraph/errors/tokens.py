"""Tokens and their file."""

from hbgraph.errors.base import HbgraphError


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
