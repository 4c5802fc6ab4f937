"""How a reader that sees the page says of a line that it is no part of the text: by the sign its line ends with.

Both signs stand before the line feed, count as blank, and are in no text that comes from outside: ``reading`` sees to that.
"""

from __future__ import annotations

FURNITURE_END = "\x1d"  # of page headers, footers, and column heads repeated on the next page
NOTE_END = "\x1e"  # of footnotes and endnotes
