"""What the network says about each word of a text: one pass over overlapping windows, through onnxruntime."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import MISSING, dataclass, field, fields, replace
from functools import cache, cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from whence.language.pieces import WordPieces
from whence.language.shapes import shape_of
from whence.language.tower import Tower

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

WINDOW = 160
"""Word pieces in a window, the special ones aside."""
CONTEXT = 40
"""Word pieces of a window, at most, that only show it what came before."""
CLS, SEP, UNK = 101, 102, 100
THREADS = 4
"""Windows that run at once, at most; more gain nothing, since what follows the network is one thread's work."""


def _none() -> Floats:
    return np.empty((0, 0), dtype=np.float32)


@dataclass(frozen=True)
class Encoded:
    """The network's output for the words of one text, float32 where nothing else is said.

    ``best`` [words, 4], int64: the best universal part of speech, tag, features and lemma script, as numbers of their
    inventories; ``tags`` [words, sum of label counts], scores of the other labels; ``arc_dep`` [words, a]; ``arc_head`` [words, a + 1];
    ``lab_dep``, ``lab_head`` [words, b]; ``links`` [words, 4 l]; ``roles`` [words, 2 r k]; ``coref`` [words, 2 c + features + 1];
    ``meaning`` [words, width], in the space of the original sentence embeddings; ``shallow`` [words, width], what half of the
    layers make of them; ``events`` [words, labels] and ``arguments`` [words, 2 r k] are the tower's (`whence.language.tower`). The last
    three are empty without a tower.
    """

    best: Ints
    tags: Floats
    arc_dep: Floats
    arc_head: Floats
    lab_dep: Floats
    lab_head: Floats
    links: Floats
    roles: Floats
    coref: Floats
    meaning: Floats
    shallow: Floats = field(default_factory=_none)
    events: Floats = field(default_factory=_none)
    arguments: Floats = field(default_factory=_none)


_OUTPUTS = tuple(output.name for output in fields(Encoded) if output.default_factory is MISSING)


@dataclass(frozen=True)
class Inventory:
    """Label inventories: the columns of ``tags`` by head, and the names of the labels."""

    columns: dict[str, slice]
    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    feats: tuple[str, ...]
    lemma: tuple[str, ...]
    deprel: tuple[str, ...]
    names: tuple[str, ...]
    event: tuple[str, ...]
    code: tuple[str, ...]
    claim: tuple[str, ...]
    status: tuple[str, ...]
    mode: tuple[str, ...]
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Pairs:
    """The small matrices that score pairs of words; shapes as in `whence.language.decode`."""

    arc_root: Floats
    lab_map: Floats
    role_bias: Floats
    transitions: Floats

    @cached_property
    def by_head(self) -> Floats:
        """``lab_map`` as it is multiplied with heads: [width of a head, labels * width of a dependent]."""
        return np.ascontiguousarray(self.lab_map.transpose(2, 1, 0)).reshape(self.lab_map.shape[2], -1)


@dataclass(frozen=True)
class Piece:
    """One window: word pieces, shapes, and the first and last pieces of the words that are read in it, not those before."""

    ids: Ints
    shapes: Ints
    first: Ints
    last: Ints


class Text(NamedTuple):
    """Words of one text (at least one), and what stands before each: nothing (0), perhaps the end of a sentence (1), of a paragraph (2)."""

    words: Sequence[str]
    breaks: Sequence[int]


Starter = Callable[[Sequence[Text]], Callable[[], list[Encoded]]]
"""Begins to encode texts; what it returns waits for the outputs."""


class Network:
    """The shipped network. Each window is run by itself, so that a text reads the same alone and among others."""

    def __init__(
        self,
        session: Any,
        pieces: WordPieces,
        inventory: Inventory,
        pairs: Pairs,
        tower: Tower | None = None,
        *,
        shallow: bool = False,
    ) -> None:
        self._session = session
        self.pieces = pieces
        self.inventory = inventory
        self.pairs = pairs
        self.tower = tower
        self._outputs = (*_OUTPUTS, "shallow") if tower or shallow else _OUTPUTS

    def with_tower(self, tower: Tower | None) -> Network:
        """The same with a tower, or with no more than what one reads."""
        return Network(self._session, self.pieces, self.inventory, self.pairs, tower, shallow=True)

    def encode(self, texts: Sequence[Text]) -> list[Encoded]:
        """Outputs for each text, in the same order."""
        with self.background() as start:
            return start(texts)()

    @contextmanager
    def background(self) -> Iterator[Starter]:
        """Encoding that goes on while its caller does something else.

        The function it gives takes texts as `encode` does, begins, and returns a function that waits for the outputs.
        """
        with ThreadPoolExecutor(_threads()) as pool:

            def start(texts: Sequence[Text]) -> Callable[[], list[Encoded]]:
                running: list[Future[Encoded]] = []
                for text in texts:
                    outputs, place, parts = self._room(len(text.words)), 0, []
                    for piece in windows(self.pieces, text):
                        parts.append(pool.submit(self._run, piece, outputs, place))
                        place += len(piece.first)
                    # the windows were begun before it: whoever waits for them waits for others' work
                    running.append(pool.submit(self._whole, text, outputs, parts))
                return lambda: [one.result() for one in running]

            yield start

    def _room(self, words: int) -> Encoded:
        """Arrays for the outputs of a text, which its windows fill: no second copy, for long articles need 8 kB a word."""
        widths = {o.name: o.shape[1] for o in self._session.get_outputs()}
        whole = {"best": np.int64}
        return Encoded(
            *(np.empty((words, widths[name]), whole.get(name, np.float32)) for name in self._outputs)
        )

    def _run(self, piece: Piece, outputs: Encoded, place: int) -> None:
        """Read a window; the network writes straight into the rows of its words."""
        told = self._session.io_binding()
        told.bind_cpu_input("ids", piece.ids[None])
        told.bind_cpu_input("shapes", piece.shapes[None])
        told.bind_cpu_input("first", piece.first)
        told.bind_cpu_input("last", piece.last)
        for name in self._outputs:
            rows = getattr(outputs, name)[place : place + len(piece.first)]
            told.bind_output(name, "cpu", 0, rows.dtype, rows.shape, rows.ctypes.data)
        self._session.run_with_iobinding(told)

    def _whole(self, text: Text, outputs: Encoded, parts: Sequence[Future[None]]) -> Encoded:
        """The outputs of a text with what the tower makes of it, once its windows (``parts``) are read."""
        for part in parts:
            part.result()
        if self.tower is None:
            return outputs
        events, arguments = self.tower.read(outputs.shallow, outputs.meaning, text.breaks)
        return replace(outputs, events=events, arguments=arguments)


def windows(pieces: WordPieces, text: Text) -> Iterator[Piece]:
    """The windows a text is read in."""
    split = [pieces.ids(w)[: WINDOW // 4] or (UNK,) for w in text.words]
    sizes = [len(p) for p in split]
    shapes = [shape_of(w) for w in text.words]
    for context, start, end in window_bounds(sizes, text.breaks):
        ids, kinds, first, last = [CLS], [0], [], []
        for word in range(context, end):
            if word >= start:
                first.append(len(ids))
                last.append(len(ids) + sizes[word] - 1)
            ids.extend(split[word])
            kinds.extend([shapes[word]] * sizes[word])
        yield Piece(
            np.array([*ids, SEP], dtype=np.int64),
            np.array([*kinds, 0], dtype=np.int64),
            np.array(first, dtype=np.int64),
            np.array(last, dtype=np.int64),
        )


def window_bounds(sizes: Sequence[int], breaks: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Word ranges of windows, half-open: where context begins, where what is kept begins, where both end.

    ``sizes`` are in word pieces. A window ends before a break if there is one, so that a sentence is read whole.
    """
    start = 0
    while start < len(sizes):
        context, shared, reached = start, 0, start
        while reached and shared + sizes[reached - 1] <= CONTEXT:
            reached -= 1
            shared += sizes[reached]
            if breaks[reached]:
                context = reached
        total = sum(sizes[context:start])
        end, cut = start, 0
        while end < len(sizes) and total + sizes[end] <= WINDOW:
            total += sizes[end]
            end += 1
            if end == len(sizes) or breaks[end]:
                cut = end
        end = cut or max(end, start + 1)
        yield context, start, end
        start = end


def _threads() -> int:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(THREADS, usable))


def session(path: Path, *, careful: bool = False) -> Any:
    """A session of one thread for the graph at ``path``.

    ``careful`` sums that do not saturate on x86 processors without VNNI, so that every machine reads the same; where
    there is VNNI nothing saturates, and being careful only costs time (two fifths of the whole).
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    if careful:
        options.add_session_config_entry("session.x64quantprecision", "1")
    # the fused kernel is several times slower than its two parts
    return ort.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )


def adds_exactly(probe: Any) -> bool:
    """Whether products of bytes are summed here without saturating at 16 bits; ``probe`` is a session of the probe."""
    (taken,) = probe.get_inputs()
    (sums,) = probe.run(None, {taken.name: np.full(taken.shape, 255, np.uint8)})
    return bool((sums == taken.shape[1] * 255 * 127).all())


@cache
@cache
def _careful() -> bool:
    """Whether graphs must be careful on this processor."""
    with as_file(files("whence.language") / "data" / "probe.onnx") as path:
        return not adds_exactly(session(path))


@cache
def shipped() -> Network:
    """The network inside the package without its tower, loaded once."""
    folder = files("whence.language") / "data"
    with as_file(folder / "engine.onnx") as path:
        graph = session(path, careful=_careful())
    vocabulary = (folder / "vocab.txt").read_text(encoding="utf8").splitlines()
    pieces = WordPieces({piece: number for number, piece in enumerate(vocabulary)})
    stored = json.loads((folder / "labels.json").read_text(encoding="utf8"))
    columns, column = {}, 0
    for head, size in stored["heads"].items():
        columns[head] = slice(column, column + size)
        column += size
    names = {k: tuple(v) for k, v in stored.items() if k != "heads"}
    with as_file(folder / "pairs.npz") as path, np.load(path) as arrays:
        pairs = Pairs(**{k.name: arrays[k.name].astype(np.float32) for k in fields(Pairs)})
    return Network(graph, pieces, Inventory(columns, **names), pairs)


@cache
def shipped_with_tower() -> Network:
    """The same with its tower, loaded once."""
    with as_file(files("whence.language") / "data" / "tower.onnx") as path:
        return shipped().with_tower(Tower(session(path, careful=_careful())))
