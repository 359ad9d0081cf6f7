"""Does an event happen again and again: "every week", "three times", "a series of attacks"?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whence.understand.arguments import Clauses
    from whence.understand.statuscues import StatusCues
    from whence.understand.statusfinding import Finding


def note_repeats(t: Clauses, cues: StatusCues, found: Finding) -> None:
    """Note in ``found`` whether the words around its trigger tell of many events or of a habit, and which word does."""
    event, i = found.event, found.event.trigger
    above = t.head[i]
    if t.dep[i] == "nmod" and not event.state and cues.iterates(above, event):
        found.repeated = is_plural(t, i) or is_plural(t, above)
    spots = [i] + ([event.light] if event.light is not None else [])
    if above != i and t.dep[i] in ("xcomp", "obj"):
        spots.append(above)
    for at in spots:
        for c in t.children[at]:
            if t.dep[c] not in ("obl", "advmod", "nmod"):
                continue
            every = any(t.low[k] in ("every", "each") for k in t.kids(c, "det", "advmod"))
            times = t.low[c] in cues.words.frequency and bool(t.kids(c, "nummod", "amod", "det"))
            if (every and t.pos[c] == "NOUN") or times:
                found.repeated = True
                first = min([c, *t.children[c]])
                found.cue = found.cue or (first, c + 1)
            for pattern in cues.words.repeats:
                if tuple(t.low[c : c + len(pattern)]) == pattern:
                    found.repeated = True


def is_plural(t: Clauses, i: int) -> bool:
    """Whether a noun stands in the plural."""
    return t.tag[i] in ("NNS", "NNPS")
