"""What a person decides at the desk, and what she adds: judgements in place, undo, the log, new articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import isfinite
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse

from whence.article import Published, PublishedError
from whence.corroborate import Event
from whence.desk.adding import Aside
from whence.desk.app import Desk
from whence.desk.asked import Filters
from whence.desk.decided import Decided, decided, decision_of
from whence.desk.guard import Form, needs, sealed
from whence.gather.many import LONGEST
from whence.record import ChangedError, QuestionError, Record, Seen, UnknownIdError, Wish
from whence.record.judgements import Judged

_LONGEST = 2000


def routes(desk: Desk) -> APIRouter:
    """The pages that change something, and the log of what was changed."""
    router = APIRouter(include_in_schema=False)
    analyst = [needs("analyst")]

    @router.post("/event/{name}/judge", dependencies=analyst)
    def judge(request: Request, name: str, form: Form) -> Response:
        with desk.pool.record() as record:
            found = record.event(name)
            by, why = request.state.person.name, _text(form, "why") or None
            wishes = _wishes(found[0], form)
            try:
                made = record.judge_all(wishes, by=by, why=why, seen=Seen(name, _text(form, "version")))
            except ChangedError:
                mine = Decided(tuple(record.drafts(wishes, by=by, why=why)))
                return _changed(desk, request, record, form, name, mine)
            where = _there(record, found[0].claims) or "/log"
        return RedirectResponse(f"{where}?done={made[0].id}", 303)

    @router.post("/judgement/{name}/undo", dependencies=analyst)
    def undo(request: Request, name: str, form: Form) -> Response:
        with desk.pool.record() as record:
            judged = record.judgements()
            found = decision_of(judged, name)
            # Of a judgement that there is none of, or that is taken back, the record says so.
            names = found.ids if found and not found.undone else (name,)
            made = record.undo_all(names, by=request.state.person.name, why=_text(form, "why") or None)
            where = "/log"
            back = _text(form, "back")
            if back.startswith("/event/"):
                where = _there(record, _judged_claims(judged, name)) or _back(record, back)
        return RedirectResponse(f"{where}?done={made[0].id}", 303)

    @router.get("/log", dependencies=[needs("reader")])
    def log(request: Request, done: str = "") -> Response:
        with desk.pool.record() as record:
            judged = record.judgements()
        return desk.page(
            request,
            "log.html",
            title="Judgements",
            judged_all=list(reversed(decided(judged))),
            done=done,
            filters=Filters(),
        )

    @router.post("/looked", dependencies=[needs("reader"), sealed])
    def looked(request: Request) -> Response:
        desk.house.looked(request.state.person.name, desk.now())
        return RedirectResponse("/", 303)

    @router.post("/saved", dependencies=[needs("reader")])
    def save(request: Request, form: Form) -> Response:
        name, address = _text(form, "name")[:80], _text(form, "address")
        if not _own(address):
            raise HTTPException(400, "Only views of this desk can be saved.")
        if name:
            desk.house.save(request.state.person.name, name, address)
        return RedirectResponse(address, 303)

    @router.post("/saved/{number}/forget", dependencies=[needs("reader")])
    def forget(request: Request, number: int, form: Form) -> Response:
        desk.house.forget(request.state.person.name, number)
        address = _text(form, "address")
        return RedirectResponse(address if _own(address) else "/events", 303)

    # --- adding -------------------------------------------------------------------------------------------------

    @router.get("/add", dependencies=analyst)
    def add_page(request: Request) -> Response:
        return desk.page(
            request, "add.html", title="Add articles", jobs=desk.adding.jobs(), error="", filters=Filters()
        )

    @router.post("/add", dependencies=analyst)
    async def add(request: Request, form: Form) -> Response:
        by = request.state.person.name
        outlet = _text(form, "outlet") or None
        files = [f for f in form.getlist("files") if isinstance(f, UploadFile) and f.filename]
        addresses = _text(form, "urls").split()
        text = str(form.get("text", ""))
        if len(text) > LONGEST:
            raise HTTPException(
                400, f"This text has {len(text):,} characters. Give reports of {LONGEST:,} at most."
            )
        try:
            published = Published.parse(_text(form, "published") or None)
            if _text(form, "sample"):
                job = desk.adding.sample(by)
            elif files:
                aside = Aside()
                job = desk.adding.sources(by, await _kept(files, aside), outlet, published, aside)
            elif addresses:
                if wrong := [a for a in addresses if not a.casefold().startswith(("http://", "https://"))]:
                    raise HTTPException(400, f"{wrong[0]}: an address begins with https:// or http://")
                job = desk.adding.sources(by, addresses[:100], outlet, published)
            elif text.strip():
                job = desk.adding.text(by, text, _text(form, "title") or None, outlet, published)
            else:
                raise HTTPException(400, "Give a text, an address or a file.")
        except PublishedError as error:
            raise HTTPException(400, str(error)) from None
        return RedirectResponse(f"/add/{job.number}", 303)

    @router.get("/add/{number}", dependencies=analyst)
    def progress(request: Request, number: int) -> Response:
        job = desk.adding.job(number)
        if job is None:
            raise HTTPException(
                404, "This job is forgotten: the desk was started anew. What it had added is in the record."
            )
        return desk.page(request, "job.html", title="Adding", job=job, filters=Filters())

    return router


async def _kept(files: list[UploadFile], aside: Aside) -> list[str]:
    """Put uploaded files aside; their paths. None stays where one cannot be kept."""
    try:
        return [aside.put(file.filename or "", await file.read()) for file in files]
    except BaseException:
        aside.drop()
        raise


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip()[:_LONGEST] if isinstance(value, str) else ""


def _all(form: FormData, name: str) -> list[str]:
    return [v for v in form.getlist(name) if isinstance(v, str) and v]


def _wishes(event: Event, form: FormData) -> list[Wish]:
    """What a form of an event's page says is to be written down."""
    act, claims = _text(form, "act"), tuple(_all(form, "claim"))
    match act:
        case "same":
            other = _text(form, "other_id") or _text(form, "other")
            return [Wish("same", (event.id,), (other.rpartition("/")[2],))]
        case "different":
            rest = tuple(c for c in event.claims if c not in claims)
            if not rest or not claims:
                raise QuestionError("choose some of the claims, not all: they leave those that stay")
            return [Wish("different", claims, rest)]
        case "hide":
            return [Wish("hide", claims)]
        case "trust" | "distrust":
            return [Wish(act, voice=_text(form, "voice"))]
        case "copy" | "independent":
            return [Wish(act, tuple(_all(form, "article")))]
        case "correct":
            return _corrections(form)
    raise QuestionError(f"{act!r} is nothing that can be decided")


def _corrections(form: FormData) -> list[Wish]:
    """One value set right wherever it is told: once for each claim that the form names."""
    editor = _text(form, "editor")
    made = []
    for told in _all(form, "fix"):
        claim, _, field = told.partition("|")
        made += [
            Wish("correct", (claim,), field=path, value=value) for path, value in _values(form, editor, field)
        ]
    if not made:
        raise QuestionError("choose whose value is set right")
    return made


def _values(form: FormData, editor: str, field: str) -> list[tuple[str, Any]]:
    if editor == "time":
        early, late = (_moment(_text(form, name)) for name in ("earliest", "latest"))
        sense = _text(form, "sense") if _text(form, "sense") in ("within", "throughout") else "within"
        return [
            (
                "time",
                {"earliest": early, "latest": late, "sense": sense, "how": "stated", "reason": "corrected"},
            )
        ]
    if editor == "place":
        parts: list[tuple[str, Any]] = [(f"{field}.name", _text(form, "value"))]
        parts += [(f"{field}.{name}", _number(_text(form, name))) for name in ("lat", "lon", "radius_km")]
        return parts
    value = _text(form, "value")
    if not value:
        raise QuestionError("give the right value")
    if editor == "count":
        return [(field, _number(value))]
    return [(field, value)]


def _own(address: str) -> bool:
    """Whether an address is a view of this desk."""
    return address.startswith("/") and not address.startswith(("//", "/\\"))


def _number(told: str) -> float | None:
    if not told:
        return None
    try:
        value = float(told.replace(",", "").replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        raise QuestionError(f"{told!r} is no number") from None
    if not isfinite(value):
        raise QuestionError(f"{told!r} is no number")
    return int(value) if value.is_integer() else value


def _moment(told: str) -> str | None:
    """A moment of a form, in UTC: 2025-11-18T08:10, with or without a zone."""
    from whence.record.ask import instant  # noqa: PLC0415

    return instant(told.replace(" UTC", "Z"), end=False).isoformat() if told else None


def _there(record: Record, claims: Sequence[str]) -> str:
    """The page to go on from: the event that most of these claims are in now; empty where none is in any."""
    record.settle()
    there = Counter(record.glance.events_of(claims).values())
    return f"/event/{there.most_common(1)[0][0]}" if there else ""


def _judged_claims(judged: Sequence[Judged], name: str) -> list[str]:
    """The claims that a judgement is about; for an undoing, those of what it took back."""
    by_id = {j.id: j for j in judged}
    about = by_id[name]
    while about.undoes is not None:
        about = by_id[about.undoes]
    return [a.claim for a in about.decision.claims]


def _back(record: Record, page: str) -> str:
    """The event that a form came from, or what became of it; the log where there is none any more."""
    try:
        return f"/event/{record.event(page.removeprefix('/event/'))[0].id}"
    except UnknownIdError:
        return "/log"


def _changed(
    desk: Desk, request: Request, record: Record, form: FormData, name: str, mine: Decided
) -> Response:
    """Somebody else was faster: show what happened, and let the writer decide again."""
    found = record.event(name)
    since = [d for d in decided(record.judgements()) if any(d.concerns(event) for event in found)]
    kept = [(k, v) for k, v in form.multi_items() if isinstance(v, str) and k not in ("_seal", "version")]
    return desk.page(
        request, "changed.html", status=409, title="This event was changed meanwhile", name=name, found=found,
        since=since[-5:], mine=mine, kept=kept, version=found[0].version if len(found) == 1 else "", filters=Filters(),
    )  # fmt: skip
