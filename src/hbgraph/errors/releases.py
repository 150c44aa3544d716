"""Releases and backups."""

from hbgraph.errors.base import HbgraphError


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


class UnknownCitation(ReleaseError):
    code = "unknown-citation"
    http_status = 404
    zh = "没有引用 {citation}。请检查网址;它应有 20 个小写字母和数字。"
    en = "There is no citation {citation}. Check the address: 20 small letters and digits."


class CitationsFull(ReleaseError):
    code = "citations-full"
    http_status = 403
    zh = "不再接受新的引用:已达上限({reason})。请引用已有的版本,或联系服务的管理者。"
    en = (
        "No more citations are taken: a bound is reached ({reason}). Cite a release that is cited "
        "already, or ask whoever runs the service."
    )


class UnrepeatableQuery(ReleaseError):
    code = "unrepeatable-query"
    http_status = 422
    zh = "查询用了 {feature},每次结果不同,不能引用。请换成固定的值。"
    en = (
        "The query uses {feature}, which differs each time, and cannot be cited. Put a value there."
    )


class ScratchData(ReleaseError):
    code = "scratch-data"
    zh = "{data_dir} 是用 --scratch 建立的试验库,与语料的版本不能混用。请换一个 --data-dir。"
    en = "{data_dir} and this command differ about --scratch. Choose another --data-dir."


class OldIndex(ReleaseError):
    code = "old-index"
    http_status = 410
    zh = "版本 {release} 的索引由另一版程序写成,无法检索。请改查当前版本,或运行 hbgraph publish。"
    en = (
        "The search index of release {release} was written by another version of the program and "
        "cannot be searched. Search the current release, or run hbgraph publish."
    )


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
