"""Annotated text to a reading: who, when, where, says, what and status, joined into claims."""

from whence.understand.assemble import Knowledge, understand

__all__ = ["Knowledge", "understand"]
