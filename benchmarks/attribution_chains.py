"""How often does the chain of what is said lead to its source? PolNeAR articles against the engine alone.

Run: ``WHENCE_DATA=... python benchmarks/attribution_chains.py [articles]``. For each gold content with a source the
chain of its head word is asked for; it is right if a link lies on the gold source, and its root if the first link does.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from spacy.tokens import Doc

from whence.article import Article
from whence.knowledge.actors import load_actors
from whence.knowledge.sayswords import says_words
from whence.language import load
from whence.understand.parties import Parties
from whence.understand.says import Chains
from whence.understand.who import find_names

Spans = list[tuple[int, int]]


def gold(path: Path) -> list[dict[str, Spans]]:
    """The attributions of one brat file: role to character spans."""
    spans: dict[str, Spans] = {}
    found: list[dict[str, Spans]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if cells[0].startswith("T"):
            pieces = cells[1].split(" ", 1)[1].split(";")
            spans[cells[0]] = sorted((int(a), int(b)) for a, b in (p.split() for p in pieces))
        elif cells[0].startswith("E"):
            roles: dict[str, Spans] = {}
            for part in cells[1].split():
                role, name = part.split(":")
                roles.setdefault(re.sub(r"\d", "", role), []).extend(spans.get(name, []))
            found.append(roles)
    return found


def overlap(span: tuple[int, int], others: Spans) -> bool:
    return any(span[0] < b and a < span[1] for a, b in others)


def by_engine(doc: Doc, token: int, source: Spans) -> bool:
    """Whether the engine's smallest content over a token has its source on the gold one."""
    over = [(e - s, a) for a in doc._.attributions for s, e in a.content if s <= token < e]
    if not over:
        return False
    found = min(over, key=lambda row: row[0])[1].source
    return found is not None and overlap((doc[found[0]].idx, doc[found[1] - 1].idx + 1), source)


def main() -> None:
    data = Path(os.environ.get("WHENCE_DATA", "../shared/data")) / "polnear" / "dev"
    limit = int(sys.argv[1]) if len(sys.argv) > 1 else None
    nlp, actors, words = load(), load_actors(), says_words()
    speech = words.clause | words.according
    counts = {kind: [0, 0, 0, 0] for kind in ("all cues", "cues of speech")}
    inside = verbs = 0
    for path in sorted((data / "attributions").glob("*.ann"))[:limit]:
        text = (data / "text" / f"{path.stem.rsplit('_', 1)[0]}.txt").read_text(encoding="utf-8")
        doc, article = nlp(text), Article(text=text)
        chains = Chains(doc, article, Parties(doc, article, find_names(doc, article, actors), actors))
        contents: Spans = []
        for roles in gold(path):
            source, cue, content = (roles.get(role) or [] for role in ("Source", "Cue", "Content"))
            contents += content
            span = (
                doc.char_span(*max(content, key=lambda c: c[1] - c[0]), alignment_mode="expand")
                if content
                else None
            )
            spoken = doc.char_span(cue[0][0], cue[-1][1], alignment_mode="expand") if cue else None
            if not source or span is None or spoken is None:
                continue
            links, _ = chains.chain(span.root.i)
            told = [link.span is not None and overlap(link.span, source) for link in links]
            kinds = ["all cues"] + ["cues of speech"] * any(t.lemma_.lower() in speech for t in spoken)
            for kind in kinds:
                row = counts[kind]
                row[0] += 1
                row[1] += by_engine(doc, span.root.i, source)
                row[2] += any(told)
                row[3] += told[0]
        for token in doc:
            if token.pos_ == "VERB" and len(chains.chain(token.i)[0]) > 1:
                verbs += 1
                inside += overlap((token.idx, token.idx + 1), contents)
    for kind, (asked, engine, linked, root) in counts.items():
        shares = " ".join(
            f"{name} {n / max(1, asked):.3f}"
            for name, n in (("engine", engine), ("chain", linked), ("root", root))
        )
        print(f"{kind}: {asked} contents, {shares}")
    print(f"verbs given a voice that stand in a gold content: {inside}/{verbs}")


if __name__ == "__main__":
    main()
