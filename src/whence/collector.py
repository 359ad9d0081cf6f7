"""When does Python look for objects that only hold each other? Not while a text is taken apart."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Without the collector of cycles, which goes on afterwards if it was on.

    What is read off a text are many small objects that hold no cycles and stay: each look at them, and at all else that is
    loaded, is in vain. It took a fifth of what follows the network, and a quarter of reading.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
