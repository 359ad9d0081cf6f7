"""How is text that strangers wrote shown on a terminal without letting it steer the terminal?"""

from __future__ import annotations

import re
import unicodedata

_BLANK = re.compile(r"[^\S\n]*\s+|[^\S ]|\s{2,}")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def safe(text: str) -> str:
    """``text`` on one line with nothing in it that a terminal obeys.

    Control characters (escape sequences begin with one) become their visible pictures, marks that reorder text
    and everything unprintable become U+FFFD, soft hyphens and zero-width joins go, and runs of white space become
    one space. Offsets into the result are not offsets into ``text``.
    """
    return _BLANK.sub(" ", "".join(map(_shown, text)))


def _shown(char: str) -> str:
    if " " <= char <= "~":
        return char
    if char.isspace() and char not in "\x1c\x1d\x1e\x1f\x85":
        return " "
    category = unicodedata.category(char)
    if category == "Cc":
        code = ord(char)
        if code < 0x20:
            return chr(0x2400 + code)
        return "\N{SYMBOL FOR DELETE}" if code == 0x7F else _REPLACEMENT
    if category == "Cf":
        # Soft hyphens and zero-width joins show nothing; the rest (reordering, tags) could mislead.
        return "" if char in "\u00ad\u200b\u200c\u200d\u2060\ufeff" else _REPLACEMENT
    return _REPLACEMENT if category in ("Cs", "Co", "Cn") else char
