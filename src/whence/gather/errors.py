"""Why can no article be made of an input, and what can be done about it?"""

from __future__ import annotations

from whence.article import ArticleError


class GatherError(ArticleError):
    """Base of all reasons that an input gives no article; ``source`` names the input."""

    def __init__(self, source: str, why: str, todo: str) -> None:
        self.source = source
        self.why = why
        self.todo = todo
        super().__init__(f"{source}: {why}; {todo}")


class NotFoundError(GatherError):
    """There is nothing at the path or address."""


class IsDirectoryError(GatherError):
    """The path is a folder."""


class UnreadableError(GatherError):
    """The file is there but the system does not let it be read."""


class EmptyError(GatherError):
    """The input holds nothing but white space."""


class NoTextColumnError(EmptyError):
    """A row of a table has nothing in the column that its text is looked for in."""


class TooLargeError(GatherError):
    """The input is larger than the limit."""


class BinaryError(GatherError):
    """The input is no text."""


class PdfError(BinaryError):
    """The input is a PDF, whatever its name says."""


class UndecodableError(GatherError):
    """The bytes are text in no encoding that can be told."""


class NoArticleError(GatherError):
    """The page holds no report."""


class LoginWallError(NoArticleError):
    """The page asks for a login or a subscription in place of the report."""


class IndexPageError(NoArticleError):
    """The page lists reports, it tells none."""


class VideoPageError(NoArticleError):
    """The page shows a video and no report."""


class FetchError(GatherError):
    """An address could not be fetched."""


class AddressRefusedError(FetchError):
    """The address, or a hop on the way, is none that may be fetched."""


class PrivateAddressError(AddressRefusedError):
    """The address is of a private network; it is fetched only where these are allowed."""


class RobotsError(FetchError):
    """The site's robots.txt does not allow the page to be fetched."""


class HttpStatusError(FetchError):
    """The server answered with an error; ``status`` is its number."""

    def __init__(self, source: str, status: int, todo: str) -> None:
        self.status = status
        super().__init__(source, f"answered with status {status}", todo)


class ContentTypeError(FetchError):
    """The server sent something that is neither a page nor text."""
