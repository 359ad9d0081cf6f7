"""Trains the engine and ships it: ``python -m training`` reads WHENCE_DATA, writes ``training/out`` and the package's data.

Four steps: the teacher (`teacher.toml`), the student that learns from it and from the sets (`student.toml`), a last run in
the windows and with the rounding of the shipped reader (`polish.toml`), and the export. A step whose weights are there is
not repeated. On two CPU cores the teacher takes days: without a GPU, leave it out.
"""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

from training import export, sets
from training.train import train

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--without-teacher", action="store_true", help="learn from the sets alone")
    parser.add_argument("--workers", type=int, default=0, help="processes that make batches ahead")
    options = parser.parse_args()
    out = HERE / "out"
    teacher = None if options.without_teacher else out / "teacher"
    steps: list[tuple[str, Path | None, Path | None]] = [] if teacher is None else [("teacher", None, None)]
    steps += [("student", teacher, None), ("polish", None, out / "student" / "weights.pt")]
    for name, elder, start in steps:
        if (out / name / "weights.pt").exists():
            continue
        text = (HERE / f"{name}.toml").read_text()
        config = tomllib.loads(text)
        (out / name).mkdir(parents=True, exist_ok=True)
        (out / name / "config.toml").write_text(text)
        train(
            config,
            sets.read(config),
            out / name,
            config["run"]["steps"],
            teacher=elder,
            start=start,
            workers=options.workers,
        )
    export.ship(out / "polish", export.SHIPPED)


if __name__ == "__main__":
    main()
