"""The style sheets, as far as they can be wrong without a browser saying so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.web.chat.assets import SCRIPTS, STATIC, STYLES

SHEETS = sorted(STATIC.glob("*.css"))
LONGEST = 400  # lines of a sheet of the chat; a longer one holds a second part of the page


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_comment_stands_by_itself_and_every_brace_is_closed(sheet: Path) -> None:
    """A comment within a selector once gave the rule behind it to every marked word of every page."""
    text = sheet.read_text(encoding="utf-8")
    assert re.findall(r"^.*[^\s{};/*].*/\*.*$", re.sub(r";\s*/\*.*?\*/", ";", text), re.M) == []
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    assert bare.count("{") == bare.count("}")
    selectors = re.findall(r"([^{};]+)\{", bare)
    assert [one for one in selectors if one.strip().endswith((".", ",", "#", ":"))] == []


def test_the_chat_loads_what_there_is_in_files_of_one_part_each() -> None:
    listed = {f"{name}.css" for name in STYLES} | {f"{name}.js" for name in SCRIPTS}
    assert [name for name in sorted(listed) if not (STATIC / name).is_file()] == []
    own = {file.name for file in STATIC.glob("chat_*")}
    assert own <= listed
    assert [name for name in sorted(listed) if len((STATIC / name).read_text().splitlines()) > LONGEST] == []
