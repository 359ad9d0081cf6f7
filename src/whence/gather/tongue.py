"""Which language is a text in?"""

from __future__ import annotations

import re
from collections import Counter

from whence.knowledge.tongues import tongues

_WORD = re.compile(r"[^\W\d_]+")
# A text is judged by its first words; more change the answer only where two languages are mixed.
_SAMPLE = 600
# Shares of little words in running text lie between 0.25 and 0.5; lists and names stay below this.
_LEAST = 0.12
# Of the little words of a language, at least this share must be none of English.
_OWN = 0.34


def language_of(text: str) -> str | None:
    """ISO 639-1 code of the language that most of a text is in; ``None`` where the text is too short or mixed to tell."""
    known = tongues()
    sample = text[: _SAMPLE * 8]
    letters = sum(char.isalpha() for char in sample)
    if not letters:
        return None
    if not sample.isascii():
        counts: Counter[str] = Counter()
        for char in sample:
            code = ord(char)
            if code > 0x036F:
                for language, ranges in known.scripts:
                    if any(low <= code <= high for low, high in ranges):
                        counts[language] += 1
                        break
        if counts["ja"] > 0.1 * letters:  # kana stands among Chinese characters
            return "ja"
        if counts:
            language, count = counts.most_common(1)[0]
            if count > 0.5 * letters:
                return language
    words = _WORD.findall(sample.lower())[:_SAMPLE]
    if len(words) < 4:
        return None
    scores: Counter[str] = Counter()
    own: Counter[str] = Counter()
    for word in words:
        for language in known.words.get(word, ()):
            scores[language] += 1
            own[language] += language == "en" or word not in known.homographs
    # what is told by nothing but "in", "over" and "die" may be English
    ranked = [(language, n) for language, n in scores.most_common() if own[language] >= max(2, _OWN * n)]
    if not ranked:
        return None
    best, top = ranked[0]
    runner_up = ranked[1][1] if ranked[1:] else 0
    if top < _LEAST * len(words) or (top - runner_up) < 0.05 * top:
        return None
    return best
