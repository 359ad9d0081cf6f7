"""How are judgements shown: one that was just made, and those there are?"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from whence.cli import output, wording
from whence.cli.safe import safe

if TYPE_CHECKING:
    from whence.record import Record
    from whence.record.judgements import Judged


def made(judged: Judged, record: Record, *, as_json: bool) -> int:
    """Print a judgement that was written down; that it contradicts others, or is of a voice unheard, is said on standard error.

    Returns:
        The exit status, 0.
    """
    if as_json:
        output.write_line(judged.to_json())
    else:
        sys.stdout.write(f"{safe(_line(judged))}\n")
    if judged.contradicts:
        output.complain(
            f"it contradicts {_ids(judged.contradicts)}, and holds since it is the later one; "
            "`whence judge list` shows both, `whence undo` takes one back"
        )
    voice = judged.decision.voice
    if voice is not None and not record.heard(voice):
        near = output.offered(record.near(voice, "voice"))
        output.complain(
            f"no voice of the record is called {voice!r}; the judgement is of what it tells from now on{near}"
        )
    return 0


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
        if judged.contradicts:
            sys.stdout.write(
                f"      contradicts {_ids(judged.contradicts)}, and holds since it is the later one\n"
            )
    return 0


def _ids(judgements: Sequence[str]) -> str:
    return f"judgement{'' if len(judgements) == 1 else 's'} {', '.join(judgements)}"


def _line(judged: Judged) -> str:
    told = judged.decision
    what = [f"“{a.trigger_text}” ({a.claim})" for a in told.claims]
    what += [a[:16] for a in told.articles]
    if told.others:
        what += ["from", *(f"“{a.trigger_text}” ({a.claim})" for a in told.others)]
    if told.field:
        what.append(f"{told.field} = {wording.value(told.value)}")
    if told.voice:
        what.append(told.voice)
    if judged.undoes:
        what.append(judged.undoes)
    line = f"{judged.id:>4}  {wording.moment(judged.at)}  {judged.by}: {judged.kind} {' '.join(what)}"
    if judged.why:
        line += f" ({judged.why})"
    return f"{line} [taken back by {judged.undone}]" if judged.undone else line
