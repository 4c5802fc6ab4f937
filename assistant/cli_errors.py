"""Which errors the user of a command can mend: told in one line, without a traceback."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_REFUSALS = {
    errno.EEXIST: "不是文件夹",
    errno.ENOTDIR: "不是文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "只能读，不能写",
}


class Mendable(Exception):
    """What the command was asked for cannot be done as things stand; the message says why in one sentence."""


def state_folder_trouble(error: OSError) -> str:
    """Say in one sentence that the state folder cannot be used, where an error of the system is about that.

    :param error: What the system said.
    :return: The sentence; empty for every other error, which keeps its traceback.
    """
    from index.versions import DEFAULT_HOME, home

    if error.errno in (errno.ENOSPC, errno.EDQUOT):  # of a write, which names no file
        return f"磁盘空间不足，没有写完；正在使用的版本没有改变，请腾出空间后再试（索引和文件存放在 {home()}）。"
    if not isinstance(error.filename, str):
        return ""
    folder, where = Path(os.path.abspath(home())), Path(os.path.abspath(error.filename))
    not_made = not folder.is_dir() and (where == folder or where in folder.parents)
    refused = error.errno in _REFUSALS and (where == folder or folder in where.parents)
    if not (not_made or refused):
        return ""
    reason = _REFUSALS.get(error.errno or 0, "无法建立")
    return (
        f"存放索引的文件夹 {home()} 用不了（{reason}），请把环境变量 ASSISTANT_HOME 改为可以写入的文件夹，"
        f"或去掉它，改用当前文件夹下的 {DEFAULT_HOME}。"
    )


def mendable_errors() -> tuple[type[Exception], ...]:
    """List the errors whose message is one clear sentence for the user.

    Only modules that are loaded already can have raised one; none is loaded for this.

    :return: The exception classes.
    """
    import sys

    names = (
        ("corpus.catalog", "CatalogError"),
        ("corpus.catalog", "NoDocuments"),
        ("corpus.intake", "IntakeRefused"),
        ("corpus.reading", "UnreadableDocument"),
        ("corpus.question_bank", "QuestionBankError"),
        ("index.building", "NothingToIndex"),
        ("index.embedding", "ModelUnavailable"),
        ("index.manifest", "IndexDamaged"),
        ("index.manifest", "IndexOutOfDate"),
        ("index.versions", "BuildRunning"),
        ("index.versions", "NoIndexBuilt"),
        ("index.versions", "UnknownVersion"),
        ("assistant.asked_again", "QuestionsUnreadable"),
        ("assistant.batch", "BatchUnusable"),
        ("assistant.phrasing.endpoint", "EndpointMisconfigured"),
        ("assistant.scope", "UnknownScope"),
        ("assistant.state.database", "DatabaseUnavailable"),
        ("assistant.state.retention", "UnusableSetting"),
        ("assistant.state.users", "AccountError"),
        ("assistant.wording_check", "DraftUnusable"),
        ("assistant.web.serving", "AddressNotUsable"),
        ("assistant.web.serving", "PortInUse"),
        ("evals.cases", "CasesUnreadable"),
        ("evals.processes", "BenchFailed"),
        ("evals.results", "ReportUnreadable"),
        ("evals.stard", "StardUnreadable"),
    )
    loaded = (getattr(sys.modules[module], name, None) for module, name in names if module in sys.modules)
    return (Mendable, *(error for error in loaded if error is not None))
