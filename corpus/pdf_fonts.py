"""The fonts of a PDF file: which characters the codes in a text stand for, and how wide they are."""

from __future__ import annotations

from dataclasses import dataclass

from pypdf.generic import DictionaryObject
from pypdf.generic._font import Font

from corpus.pdf_lines import width_of


@dataclass(frozen=True, slots=True)
class Typeface:
    """A font as far as text and widths go."""

    font: Font
    has_widths: bool  # by character code; other fonts' widths are estimated from the characters

    def decode(self, code: bytes) -> list[tuple[str, float]]:
        """Read a string.

        :param code: Its bytes in the file.
        :return: Its characters, each with its width in thousandths of the letter height.
        """
        font = self.font
        if isinstance(font.encoding, str):
            raw = code.decode(font.encoding, errors="replace")
            seen = list(raw)
        else:
            raw = "".join(map(chr, code))
            seen = [font.encoding.get(byte, chr(byte)) for byte in code]
        characters = [str(font.character_map.get(sign, sign)) for sign in seen]
        if not self.has_widths:
            return [(character, 1000 * width_of(character, 1.0)) for character in characters]
        default = font.character_widths.get("default", 500.0)
        widths = (
            float(font.space_width) if sign == font.space_char else float(font.character_widths.get(sign, default))
            for sign in raw
        )
        return list(zip(characters, widths, strict=True))


def read_typeface(resource: DictionaryObject) -> Typeface | None:
    """Read a font.

    :param resource: Its description in the file.
    :return: The font, None if it is too damaged to read.
    """
    try:
        font = Font.from_font_resource(resource)
    except (AttributeError, TypeError, KeyError, ValueError):  # what pypdf raises for damaged fonts
        return None
    is_named = resource.get("/Subtype") == "/Type0" and not str(resource.get("/Encoding")).startswith("/Identity")
    return Typeface(font, has_widths=not is_named and len(font.character_widths) > 1)
