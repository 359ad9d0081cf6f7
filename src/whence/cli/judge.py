"""How are judgements listed?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from whence.cli import output
from whence.cli.safe import safe

if TYPE_CHECKING:
    from whence.record import Record
    from whence.record.judgements import Judged


def listed(record: Record, *, orphaned: bool, as_json: bool) -> int:
    """Print judgements, with what became of them.

    Returns:
        The exit status, 0.
    """
    for judged in record.judgements():
        if orphaned and not judged.orphaned:
            continue
        if as_json:
            output.write_line(judged.to_json())
            continue
        sys.stdout.write(f"{safe(_line(judged))}\n")
        for why in judged.orphaned:
            sys.stdout.write(f"      no effect: {safe(why)}\n")
    return 0


def _line(judged: Judged) -> str:
    told = judged.decision
    what = [f"“{a.trigger_text}” ({a.claim})" for a in told.claims]
    what += [a[:16] for a in told.articles]
    if told.others:
        what += ["from", *(f"“{a.trigger_text}” ({a.claim})" for a in told.others)]
    if told.field:
        what.append(f"{told.field} = {told.value}")
    if told.voice:
        what.append(told.voice)
    if judged.undoes:
        what.append(judged.undoes)
    line = f"{judged.id:>4}  {judged.at[:19]}Z  {judged.by}: {judged.kind} {' '.join(what)}"
    if judged.why:
        line += f" ({judged.why})"
    return f"{line} [taken back by {judged.undone}]" if judged.undone else line
