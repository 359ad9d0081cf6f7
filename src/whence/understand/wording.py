"""What does a claim mean beyond its fields, and what is a text about, in numbers that can be compared?"""

from __future__ import annotations

from spacy.tokens import Doc

from whence.knowledge.meanings import directions


def wording_of(doc: Doc, trigger: int) -> bytes | None:
    """The meaning of the trigger (a token) in its sentence; ``None`` if the engine gives no vectors."""
    vectors = doc._.vectors
    return None if vectors is None else directions("wording").encode(vectors[trigger])


def gist_of(doc: Doc) -> bytes | None:
    """What a text is about; ``None`` if it has no words or the engine gives no vectors."""
    vectors = doc._.vectors
    return None if vectors is None or not len(doc) else directions("gist").encode(vectors.mean(axis=0))
