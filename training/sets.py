"""The pools of rows that a run learns from, encoded; can be packed into one file for a machine that has no data."""

from __future__ import annotations

import argparse
import lzma
import os
import pickle
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from training.batch import Encoded
from training.data import LAYERS, NAME_TAGS, Labels, Row

HERE = Path(__file__).parent
STATES = 5  # outside, begin, inside, end, single
LONGEST = 400  # pieces; longer rows are left out


@dataclass(frozen=True)
class Sets:
    """Label inventories, sizes of the heads, the rows to learn from by pool, and development rows."""

    labels: dict[str, list[str]]
    sizes: dict[str, int]
    pools: dict[str, list[Encoded]]
    development: list[Encoded]


def read(config: dict[str, Any]) -> Sets:
    """Read WHENCE_DATA (default: shared/data beside the project) and the annotated claims."""
    from tools import annotation  # noqa: PLC0415 - these need the whole reader, packed rows do not
    from training import claims, data, events, news  # noqa: PLC0415
    from training.bases import tokenizer_path  # noqa: PLC0415
    from training.re3d import re3d_rows  # noqa: PLC0415

    folder = Path(os.environ.get("WHENCE_DATA", HERE.parent.parent / "shared" / "data"))
    rows, seed = config["rows"], config["run"]["seed"]
    length = None if rows["windows"] else (rows["shortest"], rows["longest"])
    trees = [replace(r, document=None) for r in data.tree_rows(folder, "train", length, seed)]
    once = list(data.tree_rows(folder, "train", None, seed, context=False))
    labels = Labels.of(once)
    pools: dict[str, list[Row]] = {
        "trees": trees,
        "documents": [r for r in once if r.document],
        "attribution": list(data.attribution_rows(folder, "train")),
        "names": [*data.name_rows(folder, seed, rows["gmb_share"]), *re3d_rows(folder, "train")],
        "events": [
            *events.ecb_rows(folder, "train"),
            *events.factuality_rows(folder, "train"),
            *events.plover_rows(folder, "train"),
        ],
        "claims": list(claims.claim_rows("train")),
        "news": news.news_rows(folder, rows["news"]),
    }
    development = [
        *(replace(r, document=None) for r in data.tree_rows(folder, "dev", None, seed, context=False)),
        *data.attribution_rows(folder, "dev", context=False),
        *re3d_rows(folder, "dev"),
        *events.ecb_rows(folder, "dev"),
        *events.factuality_rows(folder, "dev"),
        *events.plover_rows(folder, "dev"),
        *claims.claim_rows("dev", context=False),
    ]
    tokenizer = Tokenizer.from_file(str(tokenizer_path()))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    inventory: dict[str, list[str]] = {
        k: list(getattr(labels, k)) for k in ("upos", "xpos", "feats", "lemma", "deprel")
    }
    inventory |= {"names": list(NAME_TAGS), "event": list(events.EVENT_TAGS), "code": list(events.CODES)}
    inventory |= {"claim": list(claims.TYPES), "status": annotation.STATUSES, "mode": list(claims.MODES)}
    sizes = {k: len(inventory[k]) for k in ("upos", "xpos", "feats", "lemma")}
    sizes |= {"sentence": 2, "names": len(NAME_TAGS), **dict.fromkeys(LAYERS, STATES)}
    sizes |= {"event": len(events.EVENT_TAGS), "factuality": 1, "code": len(events.CODES)}
    sizes |= {k: len(inventory[k]) for k in ("claim", "status", "mode", "deprel")}
    encoded = {k: [Encoded(r, tokenizer, labels) for r in v] for k, v in pools.items()}
    return Sets(
        inventory,
        sizes,
        {k: [e for e in v if len(e) < LONGEST] for k, v in encoded.items()},
        [Encoded(r, tokenizer, labels) for r in development],
    )


def load(path: Path) -> Sets:
    """What `python -m training.sets` packed."""
    with lzma.open(path) as file:
        return Sets(*pickle.load(file))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=HERE / "student.toml")
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    sets = read(tomllib.loads(options.config.read_text()))
    with lzma.open(options.out, "wb", preset=3) as file:
        pickle.dump((sets.labels, sets.sizes, sets.pools, sets.development), file, protocol=5)
    print({k: (len(v), sum(map(len, v))) for k, v in sets.pools.items()}, options.out.stat().st_size)


if __name__ == "__main__":
    main()
