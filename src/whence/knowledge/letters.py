"""How is a word written without its marks?"""

from __future__ import annotations

import unicodedata


def without_accents(text: str) -> str:
    """``text`` in compatibility forms (NFKD) without combining marks: "Sánchez" gives "Sanchez"."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
