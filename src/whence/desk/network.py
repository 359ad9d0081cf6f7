"""Who acts on whom, drawn: parties on a circle, an arrow for each pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import cos, hypot, log, pi, sin
from typing import NamedTuple

from whence.record.glance import Dealing, Side

MOST = 18
WIDE, HIGH = 1000.0, 640.0
_RX, _RY = 262.0, 250.0


class Node(NamedTuple):
    """A party."""

    side: Side
    x: float
    y: float
    size: float
    anchor: str
    label_x: float
    label_y: float


class Edge(NamedTuple):
    """One party's deeds towards another."""

    actor: Side
    recipient: Side
    events: int
    types: list[tuple[str, int]]
    statuses: list[tuple[str, int]]
    path: str
    width: float

    @property
    def status(self) -> str:
        """What most of them are."""
        return self.statuses[0][0]


class Pair(NamedTuple):
    """A row of the table: who, on whom, how often, by type and by status."""

    actor: Side
    recipient: Side
    events: int
    types: list[tuple[str, int]]
    statuses: list[tuple[str, int]]


def pairs(dealings: Sequence[Dealing]) -> list[Pair]:
    """Dealings by pair, those of most events first."""
    found: dict[tuple[Side, Side], tuple[Counter[str], Counter[str]]] = {}
    for dealing in dealings:
        types, statuses = found.setdefault((dealing.actor, dealing.recipient), (Counter(), Counter()))
        types[dealing.type] += dealing.events
        statuses[dealing.status] += dealing.events
    rows = [
        Pair(a, r, sum(types.values()), _most_first(types), _most_first(statuses))
        for (a, r), (types, statuses) in found.items()
    ]
    return sorted(rows, key=lambda p: (-p.events, p.actor.name, p.recipient.name))


def _most_first(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda i: (-i[1], i[0]))


def network(rows: Sequence[Pair]) -> tuple[list[Node], list[Edge]]:
    """The pairs of most dealings on a circle, and the arrows between them: nobody is there without an arrow."""
    weight: Counter[Side] = Counter()
    for row in rows:
        weight[row.actor] += row.events
        weight[row.recipient] += row.events
    picked: set[Side] = set()
    for row in sorted(rows, key=lambda r: (-r.events, -weight[r.actor] - weight[r.recipient])):
        if len(picked | {row.actor, row.recipient}) <= MOST:
            picked |= {row.actor, row.recipient}
    chosen = sorted(picked, key=lambda s: (s.country or "~", s.name))
    nodes: dict[Side, Node] = {}
    for n, side in enumerate(chosen):
        angle = 2 * pi * n / max(1, len(chosen)) - pi / 2
        x, y = WIDE / 2 + _RX * cos(angle), HIGH / 2 + _RY * sin(angle)
        size = 6 + 2.5 * log(weight[side])
        nodes[side] = _node(side, round(x, 1), round(y, 1), round(size, 1), angle)
    edges = []
    for row in rows:
        if row.actor in nodes and row.recipient in nodes:
            a, b = nodes[row.actor], nodes[row.recipient]
            edges.append(Edge(*row, _curve(a, b), round(1.5 + 1.5 * log(row.events), 1)))
    return list(nodes.values()), edges


def _node(side: Side, x: float, y: float, size: float, angle: float) -> Node:
    """A party with its name outside the circle: above, below, left or right of it."""
    if abs(cos(angle)) < 0.2:
        return Node(side, x, y, size, "middle", x, y + (size + 20 if sin(angle) > 0 else -size - 8))
    right = cos(angle) > 0
    return Node(
        side, x, y, size, "start" if right else "end", round(x + (size + 6) * (1 if right else -1), 1), y + 5
    )


def _curve(a: Node, b: Node) -> str:
    if a is b:
        return f"M{a.x} {a.y}c-40-60 40-60 0 0"
    # Bent towards the middle and to its own side, so that there and back are two lines.
    mx = (a.x + b.x) / 2 * 0.55 + WIDE / 2 * 0.45 + (b.y - a.y) * 0.08
    my = (a.y + b.y) / 2 * 0.55 + HIGH / 2 * 0.45 - (b.x - a.x) * 0.08
    # The arrow ends at the rim of the circle, where its head can be seen.
    away = hypot(b.x - mx, b.y - my) or 1.0
    short = (b.size + 2) / away
    return f"M{a.x} {a.y}Q{mx:.1f} {my:.1f} {b.x - (b.x - mx) * short:.1f} {b.y - (b.y - my) * short:.1f}"
