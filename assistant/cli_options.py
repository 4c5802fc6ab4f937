"""Options that several commands take."""

from __future__ import annotations

from typing import Annotated

import typer

ModelOption = Annotated[
    str | None, typer.Option("--embedding-model", metavar="名称", help="建索引时所用的向量模型；不写则用自带的模型。")
]
