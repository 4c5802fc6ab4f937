"""Which errors the user of a command can mend: told in one line, without a traceback."""

from __future__ import annotations


class Mendable(Exception):
    """What the command was asked for cannot be done as things stand; the message says why in one sentence."""


def mendable_errors() -> tuple[type[Exception], ...]:
    """List the errors whose message is one clear sentence for the user.

    Only modules that are loaded already can have raised one; none is loaded for this.

    :return: The exception classes.
    """
    import sys

    names = (
        ("corpus.catalog", "CatalogError"),
        ("corpus.catalog", "NoDocuments"),
        ("corpus.reading", "UnreadableDocument"),
        ("corpus.question_bank", "QuestionBankError"),
        ("index.building", "NothingToIndex"),
        ("index.embedding", "ModelUnavailable"),
        ("index.manifest", "IndexDamaged"),
        ("index.manifest", "IndexOutOfDate"),
        ("index.versions", "BuildRunning"),
        ("index.versions", "NoIndexBuilt"),
        ("index.versions", "UnknownVersion"),
        ("assistant.batch", "BatchUnusable"),
        ("assistant.scope", "UnknownScope"),
        ("assistant.web.serving", "AddressNotUsable"),
        ("assistant.web.serving", "PortInUse"),
        ("evals.cases", "CasesUnreadable"),
        ("evals.processes", "BenchFailed"),
        ("evals.results", "ReportUnreadable"),
        ("evals.stard", "StardUnreadable"),
    )
    loaded = (getattr(sys.modules[module], name, None) for module, name in names if module in sys.modules)
    return (Mendable, *(error for error in loaded if error is not None))
