"""``python -m assistant`` and the command ``assistant``."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    :param argv: What stands behind ``assistant``; the process's own if not given.
    :return: The exit code.
    """
    from assistant.cli import run

    return run(argv)


if __name__ == "__main__":
    sys.exit(main())
