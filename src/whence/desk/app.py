"""The desk as an application: what it is made of, and what every page has in common."""

from __future__ import annotations

import getpass
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, JSONResponse
from starlette.staticfiles import StaticFiles

from whence.desk import words
from whence.desk.adding import Adding
from whence.desk.asked import STATUSES, VOICES, Filters, exactly
from whence.desk.guard import HEADERS, MOST_BYTES, Guard, Sizes, seal, utc_now
from whence.desk.house import House, Person
from whence.desk.pool import Pool
from whence.record import RecordError, UnknownIdError

_HERE = Path(__file__).parent
VIEWS = (
    ("/", "Now"), ("/events", "Events"), ("/timeline", "Timeline"), ("/map", "Map"), ("/sources", "Sources"),
    ("/parties", "Parties"), ("/articles", "Articles"),
)  # fmt: skip
FILTERED = frozenset({"/events", "/timeline", "/map", "/sources", "/parties"})


_UNDRAWABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold: a picture with it in a name would not be drawn at all."""


class Desk:
    """What requests share."""

    def __init__(
        self, url: str, house: House, *, accounts: bool, allow_private: bool, now: Callable[[], datetime]
    ) -> None:
        self.pool = Pool(url, now)
        self.house = house
        self.accounts = accounts
        self.adding = Adding(url, allow_private)
        self.now = now
        self.url = url
        self._templates = _environment()

    def page(self, request: Request, template: str, /, *, status: int = 200, **told: Any) -> HTMLResponse:
        """A page made from a template."""
        person: Person | None = request.state.person
        filters = told.pop("filters", None) or Filters.of(request.query_params.multi_items())
        here = request.url.path
        context = {
            "here": here,
            "address": here + (f"?{request.url.query}" if request.url.query else ""),
            "views": VIEWS,
            "filtered": here in FILTERED,
            "filters": filters,
            "person": person,
            "accounts": self.accounts,
            "may_judge": person is not None and person.may("analyst"),
            "seal": seal(request, self.house),
            "saved": self.house.saved(person.name) if person else [],
            "types": _types(),
            "now": self.now(),
            **told,
        }
        return HTMLResponse(self._templates.get_template(template).render(context), status)

    def picture(self, request: Request, what: str, **told: Any) -> Response:
        """A plot as a file of its own: shapes, marks and colours are in it, and links lead back here."""
        drawn = self._templates.get_template("plot.svg").render(
            what=what, title=dict(VIEWS)[f"/{what}"], now=self.now(), style=_picture_parts(what), **told
        )
        base = str(request.base_url)
        drawn = _UNDRAWABLE.sub("\ufffd", drawn.strip().replace('href="/', f'href="{base}'))
        name = {"Content-Disposition": f'attachment; filename="{what}.svg"'}
        return Response(drawn, media_type="image/svg+xml", headers=name)

    def close(self) -> None:
        """Let go of everything."""
        self.adding.close()
        self.pool.close()
        self.house.close()


def create_app(
    url: str,
    *,
    house: Path,
    accounts: bool = False,
    allow_private: bool = False,
    now: Callable[[], datetime] = utc_now,
) -> FastAPI:
    """The desk of the record at ``url``.

    Args:
        url: a file, or an address that begins with ``postgresql://``.
        house: the file in which the desk keeps accounts and saved filters.
        accounts: whether one must log in; without, whoever reaches the desk may do everything, so that it answers
            on this computer only.
        allow_private: whether addresses of private networks may be fetched.
        now: tells the present moment.
    """
    from whence.desk import accounts as account_routes  # noqa: PLC0415 - they need this module
    from whence.desk import api, judging, views  # noqa: PLC0415

    desk = Desk(url, House(house), accounts=accounts, allow_private=allow_private, now=now)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        desk.close()

    app = FastAPI(
        title="whence desk", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json", lifespan=lifespan
    )
    app.state.desk = desk
    local = Person(_user(), "admin")
    app.middleware("http")(Guard(desk.house, local, accounts=accounts, now=now))
    app.add_middleware(Sizes, refused=partial(_too_large, desk))
    app.add_middleware(GZipMiddleware, minimum_size=2000, compresslevel=5)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    for router in (views.routes(desk), judging.routes(desk), account_routes.routes(desk), api.routes(desk)):
        app.include_router(router)
    _explain_errors(app, desk)
    return app


def _too_large(desk: Desk, request: Request) -> Response:
    """The refusal of a body before anybody has looked at who sends it."""
    message = f"This is larger than the desk takes ({MOST_BYTES >> 20} MB). Give it in parts."
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": message}, 413, HEADERS)
    request.state.person, request.state.key = None, ""
    page = desk.page(
        request,
        "error.html",
        status=413,
        title="This did not work",
        message=message,
        filters=Filters(),
    )
    page.headers.update(HEADERS)
    return page


def _explain_errors(app: FastAPI, desk: Desk) -> None:
    def told(request: Request, status: int, message: str) -> Response:
        if request.url.path.startswith("/api/") or not hasattr(request.state, "person"):
            return JSONResponse({"error": message}, status)
        return desk.page(
            request,
            "error.html",
            status=status,
            title="This did not work",
            message=message,
            filters=Filters(),
        )

    @app.exception_handler(RecordError)
    def record_error(request: Request, error: RecordError) -> Response:
        return told(request, 404 if isinstance(error, UnknownIdError) else 400, str(error))

    @app.exception_handler(AnyHTTPException)
    def http_error(request: Request, error: HTTPException) -> Response:
        message = (
            "There is no such page."
            if error.status_code == 404 and error.detail == "Not Found"
            else str(error.detail)
        )
        return told(request, error.status_code, message)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        return told(request, 422, f"{'.'.join(map(str, first['loc'][1:]))}: {first['msg']}")


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("whence.desk"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printed,
    )
    environment.filters.update(
        stamp=words.stamp, day=words.day, when=words.when, many=words.many, plain=words.plain, number=words.number,
        link=safe_link, fromjson=json.loads, prefix=lambda told, before: f"{before}{told}", headline=words.headline,
        reason=words.reason,
    )  # fmt: skip
    environment.globals.update(
        kind=words.kind, meaning=_meaning, words=words, statuses=STATUSES, voice_kinds=VOICES, exactly=exactly
    )
    return environment


@cache
def _picture_parts(what: str) -> Markup:
    """What a plot needs when it stands alone: the style sheet, and the shapes that it uses."""
    static = _HERE / "static"
    style = (static / "desk.css").read_text("utf-8")
    shapes = (static / ("world.svg" if what == "map" else "marks.svg")).read_text("utf-8")
    inner = shapes[shapes.index(">") + 1 : shapes.rindex("</svg>")]
    return Markup(f"<style>{style}</style><defs>{inner}</defs>")


def _printed(value: Any) -> Any:
    """What a template prints: text that articles tell turns the direction of nothing around it."""
    return words.closed(value) if type(value) is str else value


def safe_link(url: str | None) -> str:
    """An address of the web as it may stand in a link; empty for any other (a script, a file)."""
    told = (url or "").strip()
    return told if told.casefold().startswith(("https://", "http://")) else ""


@cache
def _types() -> list[str]:
    from whence.knowledge.codebook import load_codebook  # noqa: PLC0415

    return sorted(load_codebook().types)


def _meaning(type_: str, mode: str | None) -> str:
    """What the codebook says of a type and its mode."""
    from whence.knowledge.codebook import load_codebook  # noqa: PLC0415

    known = load_codebook().types.get(type_)
    if known is None:
        return ""
    return known.modes[mode].sense if mode and mode in known.modes else known.definition


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "analyst"
