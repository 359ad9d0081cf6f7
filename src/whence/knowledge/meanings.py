"""In which directions of the encoder's space do the wordings of one happening, and the texts of one story, differ little?

Two maps, learned from ECB+ by ``python -m training.matching``: differences within a chain of mentions (or among the reports
of one story) are made small beside all others (within-class covariance normalisation, Hatch et al. 2006), and the
directions that tell most apart are kept.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

FILE = "meanings.npz"
_FULL = 127
Number = TypeVar("Number", bound=np.floating[Any])


class Directions(NamedTuple):
    """A map from the encoder's space: what is usual there is taken off, the rest is turned and cut."""

    usual: NDArray[np.float32]
    turn: NDArray[np.float32]

    def encode(self, vector: NDArray[np.float32]) -> bytes:
        """The direction of ``vector`` in the smaller space, as signed bytes; its length is not kept."""
        turned = (unit(vector) - self.usual) @ self.turn
        return np.rint(unit(turned) * _FULL).astype(np.int8).tobytes()


def unit(vector: NDArray[Number]) -> NDArray[Number]:
    """``vector`` (or each row) at length one; nothing stays nothing."""
    length = np.linalg.norm(vector, axis=-1, keepdims=True)
    scaled: NDArray[Number] = np.divide(vector, length, out=np.zeros_like(vector), where=length != 0)
    return scaled


def decode(code: bytes) -> NDArray[np.float32]:
    """What `Directions.encode` gave, at length one."""
    return unit(np.frombuffer(code, dtype=np.int8).astype(np.float32))


@cache
def directions(of: str) -> Directions:
    """The shipped map for the ``wording`` of claims or the ``gist`` of articles."""
    with (files("whence.knowledge") / "data" / FILE).open("rb") as file, np.load(file) as data:
        return Directions(*(data[f"{of}_{part}"].astype(np.float32) for part in Directions._fields))
