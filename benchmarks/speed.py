"""How fast the engine is, side by side in one run on this machine.

    python -m benchmarks.speed [--articles N]

Prints words and word pieces a second over articles of PolNeAR dev (WHENCE_DATA) of (a) our whole ``nlp.pipe`` in 1 and
2 processes, (b) the bare int8 encoder on the same windows, (c) a spaCy CNN pipeline of the shape of en_core_web_md
(untrained: timing needs no weights) and (d) a RoBERTa-base encoder of random weights in torch, if torch is installed;
medians of five rounds in which each runs once.
Then the processor time of the rooms of when, where and who as a share of that of the encoder, the time to load the engine and each table of knowledge, and the peak memory of a process that reads one article
of 20,000 words. ``--memory`` prints these alone. ``--reading`` prints instead how many articles a second are read from text
to claims, in 1 and 2 processes, what the engine with its tower takes of it, and seconds a thousand words of texts that are longer and longer.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import numpy as np
import spacy
from spacy.tokens import Doc

import whence
from training import data as sets
from whence.article import Article
from whence.gather.plain import article_from_text
from whence.knowledge.actors import load_actors
from whence.knowledge.codebook import load_codebook
from whence.knowledge.gazetteer import Gazetteer
from whence.language import load
from whence.language.component import LanguageEngine
from whence.language.encode import Network, Text, shipped, windows
from whence.language.layout import after_stop
from whence.language.tokens import blank
from whence.reader import Reader
from whence.understand.assemble import Knowledge
from whence.understand.parties import Parties
from whence.understand.when import find_times
from whence.understand.where import find_places
from whence.understand.who import find_names
from whence.understand.zones import Clocks

DATA = Path(os.environ.get("WHENCE_DATA", Path(__file__).parents[2] / "shared" / "data"))
THREADS = 2
ROUNDS = 5
"""Times that all contenders run, one after the other; medians are printed."""
OURS = "(a) nlp.pipe, 1 process"


def timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds of the better of two runs."""
    best = float("inf")
    for _ in range(2):
        started = clock()
        work()
        best = min(best, clock() - started)
    return best


def spacy_cnn() -> spacy.Language:
    """tok2vec (width 96, depth 4), tagger, parser and entity recogniser with the label counts of English."""
    nlp = spacy.blank("en")
    vectors = {"@architectures": "spacy.HashEmbedCNN.v2", "width": 96, "depth": 4, "embed_size": 2000}
    vectors |= {"window_size": 1, "maxout_pieces": 3, "subword_features": True, "pretrained_vectors": None}
    nlp.add_pipe("tok2vec", config={"model": vectors})
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
    tagger = nlp.add_pipe(
        "tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}}
    )
    for number in range(50):
        tagger.add_label(f"T{number}")
    parsing = {"@architectures": "spacy.TransitionBasedParser.v2", "hidden_width": 64, "maxout_pieces": 2}
    parsing |= {"use_upper": True, "tok2vec": listener}
    parser = nlp.add_pipe(
        "parser", config={"model": {**parsing, "state_type": "parser", "extra_state_tokens": False}}
    )
    for number in range(45):
        parser.add_label(f"d{number}")
    ner = nlp.add_pipe("ner", config={"model": {**parsing, "state_type": "ner", "extra_state_tokens": False}})
    for number in range(18):
        ner.add_label(f"E{number}")
    nlp.initialize()
    return nlp


def bare(network: Network, windows: list[dict[str, np.ndarray]]) -> None:
    """All windows through the graph and nothing else."""
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda feed: network._session.run(None, feed), windows))


def roberta(rows: list[int]) -> Callable[[], object] | None:
    """A RoBERTa-base encoder over rows of the given lengths, eight at a time; ``None`` without torch."""
    try:
        import torch  # noqa: PLC0415 - not needed by anything else here
    except ImportError:
        print("(d) left out: torch is not installed")
        return None
    torch.set_num_threads(THREADS)
    layer = torch.nn.TransformerEncoderLayer(768, 12, 3072, activation="gelu", batch_first=True)
    model = torch.nn.TransformerEncoder(layer, 12).eval()

    def read() -> None:
        with torch.inference_mode():
            for i in range(0, len(rows), 8):
                model(torch.randn(len(rows[i : i + 8]), max(rows[i : i + 8]), 768))

    return read


def rooms(texts: list[str], nlp: spacy.Language) -> float:
    """Seconds of a processor that when, where and who take over texts that are annotated already."""
    knowledge = Knowledge.shipped()
    articles = [article_from_text(text, published="2016-06-15") for text in texts]
    docs = list(nlp.pipe([a.text for a in articles]))

    def answer(article: Article, doc: Doc) -> None:
        names = find_names(doc, article, knowledge.actors)
        places, _ = find_places(doc, article, names, knowledge.gazetteer)
        parties = Parties(doc, article, names, knowledge.actors, places=places)
        for ent in doc.ents:
            parties.party(ent.root.i)
        find_times(doc, article, Clocks(places, doc, article).zone_at)

    gc.collect()
    gc.freeze()  # a reader does not keep all its texts; collecting them over and over is no part of its work
    seconds = timed(lambda: [answer(a, d) for a, d in zip(articles, docs, strict=True)], time.process_time)
    gc.unfreeze()
    return seconds


def peak() -> float:
    """Peak memory of this process in MB; the kernel's own count, since that of getrusage holds the parent's too."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def memory() -> None:
    """Print what loading takes and the peak memory of a process that reads one long article: for a process of its own."""
    started = time.perf_counter()
    nlp = whence.load()
    print(f"engine loaded in {time.perf_counter() - started:.2f} s")
    tables: dict[str, Callable[[], object]] = {
        "actors": load_actors,
        "codebook": load_codebook,
        "gazetteer": Gazetteer,
    }
    for name, make in tables.items():
        started = time.perf_counter()
        make()
        print(f"{name} loaded in {time.perf_counter() - started:.2f} s")
    sentence = "The ministry said on Monday that two ships had left the port, a claim the navy denied. "
    words = len(sentence.split())
    started = time.perf_counter()
    nlp(sentence * (20_000 // words))
    seconds = time.perf_counter() - started
    print(f"20,000 words in one article: {seconds:.1f} s, peak {peak():.0f} MB")


def read(texts: list[str]) -> tuple[int, float]:
    """Articles, and the seconds it takes to read them, with what must be loaded loaded."""
    reader = Reader()
    articles = [article_from_text(text, published="2016-06-15") for text in texts]
    list(reader.read_all(articles[:1]))
    return len(articles), timed(lambda: list(reader.read_all(articles)))


def reading(texts: list[str]) -> None:
    """Print how fast text becomes claims."""
    number, seconds = read(texts)
    engine = load(tower=True)
    share = timed(lambda: [None for _ in engine.pipe(texts)]) / seconds
    print(
        f"1 process: {number / seconds:.1f} articles/s; the engine alone would take {share:.2f} of the time"
    )
    with get_context("spawn").Pool(THREADS) as pool:
        parts = pool.map(read, [texts[k::THREADS] for k in range(THREADS)])
    print(f"2 processes: {sum(n for n, _ in parts) / max(s for _, s in parts):.1f} articles/s")
    whole = "\n\n".join(texts)
    for words in (1_000, 4_000, 16_000):
        text = " ".join(whole.split(" ")[:words])
        print(f"one text of {words} words: {1000 * read([text])[1] / words:.3f} s a thousand words")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=84)
    parser.add_argument(
        "--memory", action="store_true", help="print what loading and one long article take, alone"
    )
    parser.add_argument("--reading", action="store_true", help="how fast text becomes claims, alone")
    options = parser.parse_args()
    if options.reading:
        reading([text for _, text, _ in sets.polnear_documents(DATA, "dev")][: options.articles])
        return
    if options.memory:
        memory()
        return
    texts = [text for _, text, _ in sets.polnear_documents(DATA, "dev")][: options.articles]
    tokens = [[t.text for t in doc if not t.is_space] for doc in blank().pipe(texts)]
    words = sum(map(len, tokens))
    network = shipped()
    planned = [w for t in tokens for w in windows(network.pieces, Text(t, after_stop(t)))]
    pieces = sum(network_pieces(network, t) for t in tokens)
    run = sum(w.ids.shape[0] for w in planned)
    print(f"{len(texts)} articles, {words} words, {pieces} word pieces, {run} with overlaps and special ones")
    nlp = whence.load()
    assert isinstance(nlp.get_pipe("whence_engine"), LanguageEngine)
    feeds = [
        {"ids": w.ids[None], "shapes": w.shapes[None], "first": w.first, "last": w.last} for w in planned
    ]
    bare(network, feeds[:20])
    cnn = spacy_cnn()
    lengths = sorted(len(w.ids) for w in planned)
    some = lengths[:: max(1, len(lengths) // 24)]
    contenders: dict[str, tuple[Callable[[], object] | None, float, float]] = {
        OURS: (lambda: [None for _ in nlp.pipe(texts)], words, run),
        "(b) bare encoder, int8": (lambda: bare(network, feeds), words, run),
        "(c) spaCy CNN pipeline": (lambda: [None for _ in cnn.pipe(texts)], words, pieces),
        "(d) RoBERTa-base, random weights, torch fp32": (roberta(some), words * sum(some) / run, sum(some)),
        "(a) nlp.pipe, 2 processes": (
            lambda: [None for _ in nlp.pipe(texts, n_process=2, batch_size=16)],
            words,
            run,
        ),
    }
    seconds: dict[str, list[float]] = {label: [] for label, (work, _, _) in contenders.items() if work}
    for _ in range(ROUNDS):  # one after the other, so that what else the machine does meets all of them
        for label, taken in seconds.items():
            work = contenders[label][0]
            assert work is not None
            started = time.perf_counter()
            work()
            taken.append(time.perf_counter() - started)
    for label, taken in seconds.items():
        _, w, p = contenders[label]
        middle = median(taken)
        print(f"{label:<48} {w / middle:>9,.0f} words/s {p / middle:>9,.0f} pieces/s")
    for label in [label for label in seconds if label != OURS]:
        ours, theirs = ([contenders[x][1] / t for t in seconds[x]] for x in (OURS, label))
        ratios = sorted(a / b for a, b in zip(ours, theirs, strict=True))
        print(
            f"(a) reads {median(ratios):.2f} times the words of {label} (rounds: {ratios[0]:.2f} to {ratios[-1]:.2f})"
        )
    asked, spent = rooms(texts, nlp), timed(lambda: bare(network, feeds), time.process_time)
    print(f"when, where and who take {asked / spent:.2f} of the processor time of (b)")
    subprocess.run([sys.executable, "-m", "benchmarks.speed", "--memory"], check=True)


def network_pieces(network: Network, words: list[str]) -> int:
    """Word pieces of a text, overlaps and special pieces aside."""
    return sum(len(network.pieces.ids(w)) or 1 for w in words)


if __name__ == "__main__":
    main()
