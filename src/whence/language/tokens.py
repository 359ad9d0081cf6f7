"""Where words begin and end: spaCy's English tokenizer, brought closer to the words of UD English."""

from __future__ import annotations

import spacy
from spacy.language import Language
from spacy.util import compile_infix_regex

from whence.language import extensions


def blank() -> Language:
    """A blank English pipeline whose tokenizer also splits letters and numbers joined by dashes and slashes."""
    extensions.register()
    nlp = spacy.blank("en")
    infixes = [
        *(nlp.Defaults.infixes or ()),
        r"(?<=[0-9])[-–—](?=[A-Za-z0-9])",
        r"(?<=[A-Za-z])[–—/](?=[A-Za-z])",
    ]
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    return nlp
