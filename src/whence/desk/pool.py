"""How do several requests share a record? Each takes an opened one for its time; what was counted once is remembered."""

from __future__ import annotations

import queue
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from whence.record import Record
from whence.record.glance import Glance
from whence.record.record import open_record

_Made = TypeVar("_Made")
_OPENED = 3
"""Records that are open at once, at most: each keeps what it read last at hand."""
_REMEMBERED = 128


class Pool:
    """Records at one address, opened as they are needed."""

    def __init__(self, url: str, now: Callable[[], datetime]) -> None:
        self._url = url
        self._now = now
        self._free: queue.LifoQueue[Record | None] = queue.LifoQueue()
        for _ in range(_OPENED):
            self._free.put(None)
        self._lock = threading.Lock()
        self._memory: OrderedDict[Hashable, Any] = OrderedDict()

    @contextmanager
    def record(self) -> Iterator[Record]:
        """A record for the time of a request."""
        taken = self._free.get()
        try:
            taken = taken or open_record(self._url)
            yield taken
        finally:
            self._free.put(taken)

    def remembered(self, glance: Glance, what: Hashable, make: Callable[[], _Made]) -> _Made:
        """What ``make`` gives for the record's present state, made once an hour: what is due is so by the clock."""
        key = (glance.state(), f"{self._now():%Y%m%d%H}", what)
        with self._lock:
            if key in self._memory:
                self._memory.move_to_end(key)
                found: _Made = self._memory[key]
                return found
        made = make()
        with self._lock:
            self._memory[key] = made
            while len(self._memory) > _REMEMBERED:
                self._memory.popitem(last=False)
        return made

    def close(self) -> None:
        """Close every record."""
        for _ in range(_OPENED):
            record = self._free.get()
            if record is not None:
                record.close()
