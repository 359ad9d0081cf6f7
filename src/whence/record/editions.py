"""What was changed between two states of a page?"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[^\W_a-z])|\s*\n\s*")


def sentences_of(text: str) -> list[str]:
    """``text`` cut after what looks like the end of a sentence, and at line breaks."""
    return [part for part in _END.split(text) if part and part.strip()]


def difference(before: str, after: str) -> list[str]:
    """The sentences that went (``- …``) and came (``+ …``), in the order of the text."""
    old, new = sentences_of(before), sentences_of(after)
    found = []
    for _, i, j, k, m in (
        op for op in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if op[0] != "equal"
    ):
        found += [f"- {s}" for s in old[i:j]]
        found += [f"+ {s}" for s in new[k:m]]
    return found
