"""Opens an assistant over a version of the index, with trainers' examples and the language model that is switched on, if any."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from assistant.answering import Assistant
from assistant.phrasing.endpoint import LanguageModel, read_endpoint
from assistant.state.presence import has_database
from index import versions
from index.clause_index import ClauseIndex
from index.embedding import load_embedder


def open_assistant(
    home: Path | None = None, embedding_model: str | None = None, on: date | None = None, version: str | None = None
) -> Assistant:
    """Open the published index version, or another.

    :param home: The state folder; ``$ASSISTANT_HOME`` or ``./var`` if not given.
    :param embedding_model: The model the index was built with; the packaged one if not given.
    :param on: The day whose regulations answer; today in China if not given.
    :param version: Name of a version that need not be published; the published one if not given.
    :return: An assistant, ready to answer.
    :raises NoIndexBuilt: if none is published.
    :raises UnknownVersion: if there is none of that name.
    :raises IndexOutOfDate: if it was built with another model or by another release.
    :raises IndexDamaged: if a file of it is missing or was changed.
    :raises ModelUnavailable: if the model is not there.
    :raises EndpointMisconfigured: if the environment names a language model that cannot be asked.
    """
    language_model = open_language_model()
    where = home or versions.home()
    folder = versions.version_folder(version, where) if version else versions.current_folder(where)
    index = ClauseIndex.open(folder, load_embedder(embedding_model), on)
    if has_database(where):
        from assistant.review.effect import ExamplesInEffect  # late: only who has a database waits for its library

        index = ExamplesInEffect.of(where).over(index)
    return Assistant(index, language_model)


def open_language_model() -> LanguageModel | None:
    """Open the language model that the environment switches on.

    :return: The model, or None where it is off; it is not asked yet.
    :raises EndpointMisconfigured: if the environment names one that cannot be asked.
    """
    endpoint = read_endpoint(os.environ)
    if endpoint is None:
        return None
    from assistant.chain import ChatModel  # late: only who switches a model on waits for its libraries
    from assistant.phrasing.resting import RestingModel

    return RestingModel(ChatModel(endpoint))
