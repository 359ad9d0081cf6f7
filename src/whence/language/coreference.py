"""What makes two mentions alike, and how mentions join into chains."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from whence.language.extensions import TokenSpan

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_KEY = frozenset({"flat", "compound", "goeswith"})
_DETERMINERS = frozenset({"the", "a", "an", "this", "that", "these", "those"})
FEATURES = 5
"""Same head, a shared key word, the same key words, the same wording, log distance: see `likeness`."""


def key_words(forms: Sequence[str], heads: Sequence[int], deprel: Sequence[str]) -> list[frozenset[str]]:
    """For each word, its own form and those of its compound and flat dependents ("Kim", "Jong", "Un"), lower case.

    ``heads``: index in the text; a root has itself or a negative number.
    """
    keys = [{form.lower()} for form in forms]
    for i, (head, label) in enumerate(zip(heads, deprel, strict=True)):
        if label.split(":")[0] in _KEY and head >= 0:
            keys[head].add(forms[i].lower())
    return [frozenset(k) for k in keys]


def wording(forms: Sequence[str], span: TokenSpan) -> str:
    """A mention's words in lower case, without an article or demonstrative before them."""
    words = [f.lower() for f in forms[span[0] : span[1]]]
    return " ".join(words[1:] if len(words) > 1 and words[0] in _DETERMINERS else words)


def likeness(
    heads: Sequence[str], keys: Sequence[frozenset[str]], wordings: Sequence[str], positions: Ints
) -> Floats:
    """[mentions, mentions, `FEATURES`], float32: what pairs of mentions have in common.

    ``heads`` are the forms of the heads, ``positions`` their places in the text, in words, rising.
    """
    total = len(heads)
    words: dict[str, int] = {}
    sets: dict[frozenset[str], int] = {}
    rows, columns, set_code = [], [], []
    for i, key in enumerate(keys):
        set_code.append(sets.setdefault(key, len(sets)))
        rows += [i] * len(key)
        columns += [words.setdefault(word, len(words)) for word in sorted(key)]
    table = np.zeros((total, max(len(words), 1)), dtype=np.float32)
    table[rows, columns] = 1
    distance = np.abs(positions[:, None] - positions[None])
    parts = [
        _equal(_codes([h.lower() for h in heads])),
        table @ table.T > 0,
        _equal(np.asarray(set_code, dtype=np.int64)),
        _equal(_codes(wordings)),
        np.log1p(distance) / 4,
    ]
    return np.stack([part.astype(np.float32) for part in parts], -1)


def _codes(values: Sequence[str]) -> Ints:
    numbers: dict[str, int] = {}
    return np.asarray([numbers.setdefault(v, len(numbers)) for v in values], dtype=np.int64)


def _equal(codes: Ints) -> npt.NDArray[np.bool_]:
    same: npt.NDArray[np.bool_] = codes[:, None] == codes[None]
    return same
