"""Which stretches of a text are noun phrases that may be talked about again, given its trees?"""

from __future__ import annotations

from whence.language.extensions import TokenSpan

# Universal Dependencies relations (without subtypes) that hang on the head of a mention but lie outside of it: what
# belongs to the clause the head is the predicate of, to the sentence, or to another mention.
_OUTSIDE_MENTION = frozenset(
    {
        "advcl",
        "aux",
        "case",
        "cc",
        "ccomp",
        "conj",
        "cop",
        "csubj",
        "discourse",
        "dislocated",
        "expl",
        "list",
        "mark",
        "nsubj",
        "obl",
        "orphan",
        "parataxis",
        "punct",
        "vocative",
    }
)
# Before the head adverbs and false starts are outside as well: "not only the mayor", "the m- the mayor".
_OUTSIDE_BEFORE = _OUTSIDE_MENTION | {"advmod", "reparandum"}
# After the head a possessive "'s" (a case) is inside, and what no relation fits is outside.
_OUTSIDE_AFTER = (_OUTSIDE_MENTION | {"dep"}) - {"case"}
# UPOS of words that are mentions wherever they stand, except as a part of a name or word, and as an expletive.
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_NO_MENTION = frozenset({"flat", "goeswith", "fixed", "expl"})
# UPOS of words that are mentions where a noun would be: "two of them said", "all of this", "the wounded".
_NOMINAL_BY_PLACE = frozenset({"NUM", "DET", "ADJ", "X", "SYM"})
_NOMINAL_PLACES = frozenset({"nsubj", "obj", "iobj", "obl", "nmod", "appos"})
_BRACKETS = {")": "(", "]": "[", "}": "{", "”": "“", "’": "‘", "''": "``", '"': '"'}
"""Closing brackets and quotation marks with what opens them."""


def noun_phrases(
    heads: list[int], upos: list[str], labels: list[str], forms: list[str]
) -> tuple[list[int], list[TokenSpan]]:
    """Head words of noun phrases, in text order, and their extents.

    A coordination ("the mayor and her deputy") is a mention besides those of its conjuncts; its head is here the last
    coordinator ("and"), so that a word heads one mention at most. ``heads`` are indices in the text, a root is its own
    head; ``labels`` are UD relations with their subtypes.
    """
    kind = [label.split(":")[0] for label in labels]
    children: list[list[int]] = [[] for _ in heads]
    for i, parent in enumerate(heads):
        if parent != i:
            children[parent].append(i)
    low, high = _subtrees(heads)
    found: dict[int, TokenSpan] = {}
    for i in range(len(heads)):
        if not _is_mention(upos[i], labels[i], kind[i]):
            continue
        conjuncts = [c for c in children[i] if kind[c] == "conj" and c > i and upos[c] in _NOMINAL]
        left = right = whole = i
        for c in children[i]:
            if c < i and kind[c] not in _OUTSIDE_BEFORE:
                left = min(left, low[c])
            elif c > i and kind[c] not in _OUTSIDE_AFTER:
                # what follows the last conjunct belongs to all of them
                if not conjuncts or c < conjuncts[0]:
                    right = max(right, high[c])
                whole = max(whole, high[c])
        found[i] = _trimmed(left, right, kind, forms)
        coordinators = [c for k in conjuncts for c in children[k] if kind[c] == "cc" and i < c < k]
        if coordinators:
            both = [low[c] for c in children[i] if labels[c] == "cc:preconj"]
            whole = max(whole, *(high[c] for c in conjuncts))
            found[coordinators[-1]] = _trimmed(min([left, *both]), whole, kind, forms)
    chosen = sorted(found)
    return chosen, [found[i] for i in chosen]


def _is_mention(upos: str, label: str, kind: str) -> bool:
    """Whether a word heads a noun phrase that may be talked about again."""
    if label == "nmod:poss":
        return True
    if kind == "compound":  # "the Kremlin spokesman", but not "the press spokesman"
        return upos == "PROPN"
    if upos in _NOMINAL:
        return kind not in _NO_MENTION
    return upos in _NOMINAL_BY_PLACE and kind in _NOMINAL_PLACES


def _subtrees(heads: list[int]) -> tuple[list[int], list[int]]:
    """First and last word of what hangs on each word, itself included."""
    low, high = list(range(len(heads))), list(range(len(heads)))
    for i in range(len(heads)):
        at = i
        while heads[at] != at:
            at = heads[at]
            low[at], high[at] = min(low[at], i), max(high[at], i)
    return low, high


def _trimmed(first: int, last: int, kind: list[str], forms: list[str]) -> TokenSpan:
    """The span without punctuation at its edges, except a pair of brackets or quotation marks that it holds whole."""
    while first < last and kind[last] == "punct":
        last -= 1
    while first < last and kind[first] == "punct":
        first += 1
    if last + 1 < len(forms):
        closing = forms[last + 1]
        opening, inside = _BRACKETS.get(closing), forms[first : last + 1]
        if opening == closing:
            last += inside.count(opening) % 2
        elif opening:
            last += inside.count(opening) > inside.count(closing)
    return first, last + 1
