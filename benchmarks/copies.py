"""Copies of texts: are they found, is what is no copy left alone, and how does the work grow?

    python -m benchmarks.copies [--part train|dev] [--seed N] [--bases N] [--growth 1000,10000,100000]

Makes at run time, from the articles of PolNeAR (WHENCE_DATA), copies of many kinds and degrees by rule: another head and
credit, paragraphs dropped, added, moved, one word in twenty to one in four changed, passages lifted into another report,
two stories put together. Beside them stand articles that are no copies: all pairs of real articles, of which many tell of
one event or come from one author, and articles that quote one release or carry one outlet's standing lines. Prints
precision and recall by pair, for each kind what became of it, how well paragraphs are told to be shared or own, beside
MinHash LSH over whole texts (rensa, if it is installed). Then the credits that `metadata.tsv` lists, read from the
texts. ``--growth`` times signing, finding and comparing over so many synthetic articles, in a table of SQLite.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import re
import resource
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple

from whence.article import Article
from whence.corroborate.copies import Likeness, Text, candidate_pairs, copy_groups, likeness, paragraphs
from whence.corroborate.credits import credited
from whence.corroborate.prints import AGREEING, MOST, keys
from whence.reading import ReadArticle

DATA = Path(os.environ.get("WHENCE_DATA", Path(__file__).parents[2] / "shared" / "data")) / "polnear"
SHARING = 0.2
"""Share of five-word runs from which on real articles are no sources of the test set: they share text already."""
COPIED = 0.4
"""Share from which on real articles are copies of each other; no pair of PolNeAR lies between 0.26 and this."""


class Source(NamedTuple):
    """A real article: its text by paragraphs, and what `metadata.tsv` tells of it."""

    name: str
    paragraphs: tuple[str, ...]
    meta: dict[str, str]


class Made(NamedTuple):
    """An article of the test set; for each paragraph the source it comes from, ``None`` if it stands nowhere else."""

    kind: str
    article: ReadArticle
    sources: tuple[str | None, ...]


def sources(part: str) -> list[Source]:
    with (DATA / "metadata.tsv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["compartment"] == part]
    found = []
    for row in sorted(rows, key=lambda r: r["filename"]):
        text = (DATA / part / "text" / f"{row['filename']}.txt").read_text("utf-8")
        found.append(Source(row["filename"], tuple(filter(None, map(str.strip, text.split("\n")))), row))
    return found


def article(paragraphs: Sequence[str], outlet: str, author: str | None = None) -> ReadArticle:
    text = "\n\n".join(paragraphs)
    return ReadArticle.of(
        Article(text=text, outlet=outlet, author=author, published=None, url=None, title=None)
    )


# --- ways to copy ------------------------------------------------------------------------------------------------------

Edit = Callable[[random.Random, list[str], list[str]], list[str]]
_SENTENCE = re.compile(r"(?<=[.!?”])\s+(?=[A-Z“])")
_SWAPS = {
    "said": "told reporters",
    "says": "told reporters",
    "about": "some",
    "more than": "over",
    "U.S.": "American",
}


def words_changed(share: float) -> Edit:
    """One word in so many replaced, left out or put in, by chance from the vocabulary of other articles."""

    def edit(rng: random.Random, paragraphs: list[str], others: list[str]) -> list[str]:
        pool = " ".join(others).split()
        edited = []
        for paragraph in paragraphs:
            row: list[str] = []
            for word in paragraph.split():
                if rng.random() >= share:
                    row.append(word)
                elif (lot := rng.random()) < 0.6:
                    row.append(rng.choice(pool))
                elif lot < 0.8:
                    row += [word, rng.choice(pool)]
            edited.append(" ".join(row))
        return edited

    return edit


def cut_from_the_foot(rng: random.Random, paragraphs: list[str], _: list[str]) -> list[str]:
    return paragraphs[: max(3, round(len(paragraphs) * rng.uniform(0.2, 0.8)))]


def paragraphs_dropped(rng: random.Random, paragraphs: list[str], _: list[str]) -> list[str]:
    kept = [p for p in paragraphs if rng.random() < 0.6]
    return kept if len(kept) >= 3 else paragraphs[:3]


def paragraphs_moved(rng: random.Random, paragraphs: list[str], _: list[str]) -> list[str]:
    return rng.sample(paragraphs, len(paragraphs))


def sentences_dropped(rng: random.Random, paragraphs: list[str], _: list[str]) -> list[str]:
    rows = [[s for s in _SENTENCE.split(p) if rng.random() < 0.7] for p in paragraphs]
    return [" ".join(row) for row in rows if row] or paragraphs


def paragraphs_merged(_: random.Random, paragraphs: list[str], __: list[str]) -> list[str]:
    return [" ".join(paragraphs[n : n + 3]) for n in range(0, len(paragraphs), 3)]


def desk_style(_: random.Random, paragraphs: list[str], __: list[str]) -> list[str]:
    """Quotes turned straight, stock words of another desk, attributions moved to the front of their sentence."""
    rows = []
    for paragraph in paragraphs:
        row = paragraph.replace("“", '"').replace("”", '"').replace("’", "'")
        row = re.sub(r'("[^"]{10,}?),?" ((?:[A-Z][\w.]+ ){0,3}[A-Z][\w.]+ (?:said|says))\.', r'\2: \1."', row)
        for old, new in _SWAPS.items():
            row = re.sub(rf"\b{re.escape(old)}(?!\w)", new, row)
        rows.append(row)
    return rows


def another_head(rng: random.Random, paragraphs: list[str], others: list[str]) -> list[str]:
    """Another headline and lead."""
    return [rng.choice(others)[:80], rng.choice(others), *paragraphs[2:]]


def chain(*edits: Edit) -> Edit:
    def edit(rng: random.Random, paragraphs: list[str], others: list[str]) -> list[str]:
        for step in edits:
            paragraphs = step(rng, paragraphs, others)
        return paragraphs

    return edit


EDITS: dict[str, Edit] = {
    "same text": lambda _, paragraphs, __: list(paragraphs),
    "another head": another_head,
    "cut from the foot": cut_from_the_foot,
    "paragraphs dropped": paragraphs_dropped,
    "paragraphs moved": paragraphs_moved,
    "paragraphs merged": paragraphs_merged,
    "sentences dropped": sentences_dropped,
    "desk style": desk_style,
    "1 word in 20": words_changed(0.05),
    "1 word in 8": words_changed(0.125),
    "1 word in 5": words_changed(0.2),
    "1 word in 4": words_changed(0.25),
    "cut, edited": chain(cut_from_the_foot, words_changed(0.1)),
    "dropped, edited, styled": chain(paragraphs_dropped, sentences_dropped, desk_style, words_changed(0.08)),
    "head, moved, edited": chain(another_head, paragraphs_moved, words_changed(0.1)),
}
CREDITS = ["{city} (AP) — ", "{city}, {month} 3 (Reuters) - ", "{city} (AFP) – ", "", "", ""]
FEET = [[], [], ["© 2016 AFP. All rights reserved."], ["The Associated Press contributed to this report."]]


class Maker:
    """Makes the test set: what is drawn depends on the seed alone."""

    def __init__(self, found: Sequence[Source], seed: int) -> None:
        self.rng = random.Random(seed)
        # what is long enough to be cut, and shares no text with another source
        self.bases = [s for s in found if len(s.paragraphs) >= 6 and len(" ".join(s.paragraphs)) >= 1200]
        self.rng.shuffle(self.bases)
        self.number = 0

    def take(self) -> Source:
        return self.bases.pop()

    def dressed(self, kind: str, body: Sequence[str], of: Sequence[str | None]) -> Made:
        """``body`` under a credit and with a foot, as another outlet would print it."""
        self.number += 1
        head = self.rng.choice(CREDITS).format(city="SPRINGFIELD", month="March")
        foot = self.rng.choice(FEET)
        rows = [body[0], head + body[1], *body[2:], *foot] if len(body) > 1 else [head + body[0], *foot]
        return Made(kind, article(rows, f"Outlet {self.number}"), (*of, *(None for _ in foot)))

    def copies(self, kind: str, base: Source) -> list[Made]:
        """Two copies of ``base``, made apart from each other; the second has paragraphs of its own."""
        made = []
        for added in (False, True):
            filler = self.take()
            body = EDITS[kind](self.rng, list(base.paragraphs), list(filler.paragraphs))
            of: list[str | None] = [base.name] * len(body)
            if kind.startswith(("another head", "head")):
                of = [None] * len(of)  # which paragraphs are new is lost when they move
            if added:
                own = list(filler.paragraphs[1 : 1 + max(1, len(body) // 3)])
                at = self.rng.randrange(1, len(body) + 1)
                body[at:at] = own
                of[at:at] = [None] * len(own)
            whole = [(paragraph, source) for paragraph, source in zip(body, of, strict=True) if paragraph]
            body, of = [list(column) for column in zip(*whole, strict=True)]  # type: ignore[assignment]
            made.append(self.dressed(kind, body, of))
        return made

    def stitched(self, one: Source, two: Source) -> Made:
        """The greater part of two stories, one after the other."""
        parts = [list(s.paragraphs[: max(3, round(len(s.paragraphs) * 0.6))]) for s in (one, two)]
        of = [one.name] * len(parts[0]) + [two.name] * len(parts[1])
        return self.dressed("two stories put together", parts[0] + parts[1], of)

    def lifted(self, base: Source, host: Source) -> Made:
        """A passage of at least 180 words in another outlet's own report."""
        start = self.rng.randrange(0, max(1, len(base.paragraphs) // 3))
        passage: list[str] = []
        for paragraph in base.paragraphs[start:]:
            passage.append(paragraph)
            if len(" ".join(passage).split()) >= 180:
                break
        body = list(host.paragraphs[:3]) + passage + list(host.paragraphs[3:])
        of = [None] * 3 + [base.name] * len(passage) + [None] * (len(host.paragraphs) - 3)
        return self.dressed("passage lifted", body, of)

    def quoting(self, one: Source, two: Source, release: Source) -> tuple[Made, Made]:
        """Two reports that quote one release, a tenth to four tenths of their text, and carry one bio."""
        words = " ".join(release.paragraphs).replace("“", "").replace("”", "").replace('"', "").split()
        share = self.rng.uniform(0.1, 0.4)
        made = []
        for base in (one, two):
            size = min(len(words), round(len(" ".join(base.paragraphs).split()) * share))
            quote = f"“{' '.join(words[:size])},” the statement said."
            bio = "Jordan Ellery is a columnist for the Valley Courier. Follow her on Twitter: @jellery."
            body = [*base.paragraphs[:2], quote, *base.paragraphs[2:], bio]
            made.append(self.dressed("one release quoted", body, [None] * len(body)))
        return made[0], made[1]


class Case(NamedTuple):
    """The test set: all articles, and for each pair that is not independent the kind of its copy."""

    made: dict[str, Made]
    related: dict[tuple[str, str], str]
    apart: dict[tuple[str, str], str]


def test_set(found: Sequence[Source], seed: int, each: int) -> Case:
    maker = Maker(found, seed)
    made: dict[str, Made] = {}
    related: dict[tuple[str, str], str] = {}
    apart: dict[tuple[str, str], str] = {}

    def keep(*rows: Made) -> list[str]:
        made.update((row.article.id, row) for row in rows)
        return [row.article.id for row in rows]

    def original(source: Source) -> Made:
        return Made(
            "original",
            article(source.paragraphs, source.meta["publisher"]),
            (source.name,) * len(source.paragraphs),
        )

    for kind in EDITS:
        for _ in range(each):
            base = maker.take()
            ids = keep(original(base), *maker.copies(kind, base))
            related |= {_pair(a, b): kind for a, b in combinations(ids, 2)}
    for _ in range(2 * each):
        one, two, host, release = (maker.take() for _ in range(4))
        first, second, both = keep(original(one), original(two), maker.stitched(one, two))
        related |= {
            _pair(first, both): "two stories put together",
            _pair(second, both): "two stories put together",
        }
        apart[_pair(first, second)] = "two stories put together"
        base, taken = keep(original(release), maker.lifted(release, host))
        related[_pair(base, taken)] = "passage lifted"
    for _ in range(2 * each):
        a, b = keep(*maker.quoting(maker.take(), maker.take(), maker.take()))
        apart[_pair(a, b)] = "one release quoted"
    return Case(made, related, apart)


def _pair(one: str, two: str) -> tuple[str, str]:
    return (one, two) if one < two else (two, one)


# --- what is measured --------------------------------------------------------------------------------------------------


def five_word_shares(found: Sequence[Source]) -> dict[tuple[str, str], float]:
    """Pairs of real articles that share five-word runs, by counting them all: the share of the shorter text."""
    runs: dict[str, set[str]] = {}
    holders: dict[str, list[str]] = defaultdict(list)
    for source in found:
        words = re.findall(r"\w+", " ".join(source.paragraphs).casefold())
        runs[source.name] = {" ".join(words[n : n + 5]) for n in range(len(words) - 4)}
        for run in runs[source.name]:
            holders[run].append(source.name)
    shared: Counter[tuple[str, str]] = Counter()
    for names in holders.values():
        shared.update(combinations(names, 2))
    return {p: n / min(len(runs[p[0]]), len(runs[p[1]])) for p, n in shared.items()}


def found_pairs(articles: Sequence[ReadArticle]) -> dict[tuple[str, str], Likeness]:
    texts = {a.id: Text.of(a) for a in articles}
    pairs = candidate_pairs({name: keys(text.print) for name, text in texts.items()})
    return {(a, b): like for a, b in pairs if (like := likeness(texts[a], texts[b]))}


def whole_text_pairs(articles: Sequence[ReadArticle]) -> set[tuple[str, str]] | None:
    """The peer: MinHash LSH over the five-word runs of whole texts, at a threshold so low that excerpts pass."""
    try:
        from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415
    except ImportError:
        return None
    index = RMinHashLSH(threshold=0.2, num_perm=128, num_bands=64)
    prints = []
    for number, one in enumerate(articles):
        words = re.findall(r"\w+", one.text.casefold())
        made = RMinHash(num_perm=128, seed=1)
        made.update([" ".join(words[n : n + 5]) for n in range(max(1, len(words) - 4))])
        prints.append(made)
        index.insert(number, made)
    found = set()
    for number, made in enumerate(prints):
        for other in index.query(made):
            if other < number and made.jaccard(prints[other]) >= 0.1:
                found.add(_pair(articles[other].id, articles[number].id))
    return found


def score(case: Case, real: Sequence[Source]) -> None:
    known = five_word_shares(real)
    copied = {p for p, share in known.items() if share >= COPIED}
    real_articles = {s.name: article(s.paragraphs, s.name) for s in real}
    name_of = {a.id: name for name, a in real_articles.items()}
    started = time.process_time()
    likes = found_pairs([made.article for made in case.made.values()])
    took = time.process_time() - started
    told = {p: like for p, like in likes.items() if like.kind != "quote"}
    print(
        f"{len(case.made)} articles, {len(case.related)} pairs of copies; {1000 * took / len(case.made):.1f} ms an article"
    )
    _line("pairs of the test set", set(told), set(case.related))
    peer = whole_text_pairs([made.article for made in case.made.values()])
    if peer is not None:
        _line("MinHash LSH over whole texts", peer, set(case.related))
    ranked = sorted(likes.values(), key=lambda like: (-like.grade, like.one, like.two))
    groups = set(copy_groups(case.made, ranked).values())
    together = {_pair(a, b) for group in groups for a, b in combinations(group, 2)}
    # a text with passages of another may stand in its group; what matters is that unrelated texts do not
    edited = {pair for pair, kind in case.related.items() if kind in EDITS}
    _line("pairs in one group of copies", together - (set(case.related) - edited), edited)
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    for pair, kind in case.related.items():
        like = likes.get(pair)
        by_kind[kind][like.kind if like else "missed"] += 1
    for kind, counts in by_kind.items():
        print(f"  {kind:28} {dict(sorted(counts.items()))}")
    for pair, kind in case.apart.items():
        like = likes.get(pair)
        by_kind[f"not: {kind}"][like.kind if like else "apart"] += 1
    for kind in sorted(k for k in by_kind if k.startswith("not: ")):
        print(f"  {kind:28} {dict(sorted(by_kind[kind].items()))}")
    for pair in sorted(set(told) - set(case.related)):
        print("  false:", told[pair].kind, told[pair].grade, *(case.made[a].kind for a in pair))

    likes = found_pairs(list(real_articles.values()))
    named = {_pair(name_of[a], name_of[b]): like for (a, b), like in likes.items()}
    pairs = {pair for pair, like in named.items() if like.copy}
    truth = {_pair(*p) for p in copied}
    same_author = sum(
        1
        for a, b in combinations(real, 2)
        if a.meta["author"] == b.meta["author"] and len(a.meta["author"]) > 4
    )
    same_day = sum(
        1
        for a, b in combinations(real, 2)
        if a.meta["publication_date"] == b.meta["publication_date"]
        and a.meta["publisher"] != b.meta["publisher"]
    )
    print(
        f"{len(real)} real articles: {len(truth)} pairs are copies by full count; {same_author} pairs by one author, "
        f"{same_day} of one day by two outlets"
    )
    _line("pairs of real articles", pairs, truth)
    for pair in sorted(pairs ^ truth):
        print("  ", "false:" if pair in pairs else "missed:", *pair, f"{known.get(pair, 0):.2f}")
    for pair, like in named.items():
        if like.kind == "part":
            print("   part:", *pair, f"{like.grade:.2f}, by full count {known.get(pair, 0):.2f}")


def _line(what: str, found: set[tuple[str, str]], truth: set[tuple[str, str]]) -> None:
    right = len(found & truth)
    print(
        f"{what}: precision {right / max(1, len(found)):.4f} recall {right / max(1, len(truth)):.4f} "
        f"({right} right, {len(found) - right} false, {len(truth) - right} missed)"
    )


def score_paragraphs(case: Case) -> None:
    """Of the paragraphs of copies: are those that stand elsewhere told from those that do not?"""
    likes: dict[str, list[Likeness]] = defaultdict(list)
    for like in found_pairs([made.article for made in case.made.values()]).values():
        likes[like.one].append(like)
        likes[like.two].append(like)
    counts: Counter[tuple[bool, bool]] = Counter()
    for made in case.made.values():
        if (
            made.kind in ("original", "one release quoted")
            or None not in made.sources
            or not any(made.sources)
        ):
            continue
        rows = paragraphs(made.article, likes[made.article.id])
        for row, source in zip(rows, made.sources, strict=True):
            if len(made.article.text[row.span.start : row.span.end].split()) >= 20:
                counts[source is not None, not row.own] += 1
    right, false, missed = counts[True, True], counts[False, True], counts[True, False]
    print(
        f"paragraphs of 20 words or more: precision {right / max(1, right + false):.4f} "
        f"recall {right / max(1, right + missed):.4f} of those that stand elsewhere ({sum(counts.values())} in all)"
    )


def score_credits(real: Sequence[Source]) -> None:
    names = {"AP": "Associated Press", "UPI": "United Press International", "AFP": "Agence France-Presse"}
    counts: Counter[str] = Counter()
    for source in real:
        wire = source.meta["wire"]
        truth = None if wire in ("None", "NA") else names.get(wire, wire.title())
        author = source.meta["author"]
        told = credited(
            article(source.paragraphs, source.meta["publisher"], None if author == "None" else author)
        )
        counts[
            "right"
            if told == truth and truth
            else "none"
            if told == truth
            else "missed"
            if not told
            else "false"
        ] += 1
        if told and told != truth:
            print("  credit not in metadata.tsv:", source.name, told)
        elif told != truth:
            print("  credit missed:", source.name, truth)
    print(f"wire credits: {dict(sorted(counts.items()))}")


# --- growth ------------------------------------------------------------------------------------------------------------


def synthetic(found: Sequence[Source], seed: int) -> Iterator[ReadArticle]:
    """Articles without end: chains of words as the real ones follow each other, and for every third a cut, edited copy."""
    rng = random.Random(seed)
    after: dict[str, list[str]] = defaultdict(list)
    for source in found:
        for paragraph in source.paragraphs:
            for word, following in pairwise(["¶", *paragraph.split(), "¶"]):
                after[word].append(following)
    edit = chain(cut_from_the_foot, words_changed(0.1))
    last: list[str] = []
    number = 0
    while True:
        number += 1
        if number % 3 == 0:
            yield article(edit(rng, last, last), f"Outlet {number}")
            continue
        last = []
        for _ in range(8):
            words = [rng.choice(after["¶"])]
            while len(words) < 60 and words[-1] != "¶":
                words.append(rng.choice(after[words[-1]]))
            last.append(" ".join(words).removesuffix(" ¶"))
        yield article(last, f"Outlet {number}")


def growth(found: Sequence[Source], sizes: Sequence[int], path: Path) -> None:
    """Adds articles one by one to a table of keys, as a record does, comparing each with its candidates."""
    path.unlink(missing_ok=True)
    table = sqlite3.connect(path)
    table.execute("create table article (id integer primary key, name text, outlet text, text text)")
    table.execute("create table key (key integer, article integer, primary key (key, article)) without rowid")
    seconds: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    articles = synthetic(found, 1)
    print(
        f"{'articles':>9} {'sign':>8} {'find':>8} {'compare':>8} {'store':>8}   ms of processor time an article since the row before;"
        " candidates an article, copies, file, peak memory"
    )
    for number in range(1, max(sizes) + 1):
        one = next(articles)
        clock = time.process_time()

        def lap(what: str) -> None:
            nonlocal clock
            now = time.process_time()
            seconds[what] += now - clock
            clock = now

        text = Text.of(one)
        signed = keys(text.print)
        lap("sign")
        marks = ",".join("?" * len(signed))
        rows = table.execute(
            f"select article from key where key in ({marks}) group by article having count(*) >= {AGREEING}"
            f" order by count(*) desc, article limit {MOST}",
            signed,
        ).fetchall()
        lap("find")
        for (other,) in rows:
            row = table.execute("select outlet, text from article where id = ?", (other,)).fetchone()
            counts["compared"] += 1
            counts["copies"] += bool(likeness(Text.of(article([row[1]], row[0])), text))
        lap("compare")
        table.execute("insert into article values (?, ?, ?, ?)", (number, one.id, one.outlet, one.text))
        table.executemany("insert into key values (?, ?)", [(key, number) for key in signed])
        if number % 100 == 0:
            table.commit()
        lap("store")
        if number in sizes:
            table.commit()
            since = number - counts["before"]
            took = [f"{1000 * seconds[w] / since:8.2f}" for w in ("sign", "find", "compare", "store")]
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{number:9}",
                *took,
                f"  {counts['compared'] / since:.2f}, {counts['copies']}, "
                f"{path.stat().st_size / 1e6:.0f} MB, {peak:.0f} MB",
                flush=True,
            )
            seconds.clear()
            counts = Counter({"before": number, "copies": counts["copies"]})
    table.close()
    path.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", default="train", choices=["train", "dev"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--growth", help="numbers of articles, joined by commas")
    parser.add_argument(
        "--file", type=Path, default=Path("growth.db"), help="where the table of --growth is put"
    )
    args = parser.parse_args()
    real = sources(args.part)
    if args.growth:
        growth(real, [int(size) for size in args.growth.split(",")], args.file)
        return
    sharing = {name for pair, share in five_word_shares(real).items() if share >= SHARING for name in pair}
    alone = [source for source in real if source.name not in sharing]
    each = len(Maker(alone, args.seed).bases) // (3 * len(EDITS) + 14)
    case = test_set(alone, args.seed, each)
    score(case, real)
    score_paragraphs(case)
    score_credits(real)


if __name__ == "__main__":
    main()
