"""Where the database is, told without loading what opens it: commands that need none start quicker."""

from __future__ import annotations

import os
from pathlib import Path

FILE = "app.db"
URL_VARIABLE = "ASSISTANT_DATABASE_URL"


def has_database(home: Path) -> bool:
    """Tell whether a state folder has a database, or another one is named."""
    return bool(os.environ.get(URL_VARIABLE)) or (home / FILE).exists()
