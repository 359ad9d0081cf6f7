"""What can be typed to keep, ask and judge a record?"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

if TYPE_CHECKING:
    from whence.cli.ask import Shape
    from whence.record import Query, Record
    from whence.record.judgements import Judged

Finish = Callable[[Callable[[], int]], Any]

RecordOption = Annotated[
    str,
    typer.Option(
        "--record",
        metavar="R",
        help="The record: a file, or a postgresql:// address.",
        envvar="WHENCE_RECORD",
    ),
]
RECORD = "whence.db"
By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who judges; your user name if not given.")
]
Why = Annotated[str | None, typer.Option("--why", metavar="TEXT", help="The reason.")]
Ids = Annotated[
    list[str],
    typer.Argument(
        metavar="ID...", help="Claims; an event stands for its claims. The beginning of an id will do."
    ),
]
Articles = Annotated[
    list[str], typer.Argument(metavar="ARTICLE...", help="Ids of articles, or their beginnings.")
]
Voice = Annotated[str, typer.Argument(metavar="VOICE", help="Its name or entity id.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON value per line.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="A table with a header.")]


def _filters(  # the signature is what matters: every command that asks has these options
    *,
    record: RecordOption = RECORD,
    actor: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Who acts: a name, an entity id (Q423) or a state (PRK)."),
    ] = None,
    party: Annotated[str | None, typer.Option(metavar="NAME", help="Who acts or is acted upon.")] = None,
    place: Annotated[
        str | None,
        typer.Option(metavar="WHERE", help="A name, a state, LAT,LON,NNkm or SOUTH,WEST,NORTH,EAST."),
    ] = None,
    type: Annotated[
        str | None,
        typer.Option(
            "--type",
            metavar="TYPE[/MODE]",
            help="A type of the codebook or of the record, perhaps with its mode.",
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help="What happened then or later (ISO 8601; UTC without a zone)."),
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="WHEN", help="What happened then or before; a day counts whole.")
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(metavar="STATUS", help="happened, expected, denied …; may be given again."),
    ] = None,
    voice: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND", help="Told by a voice of this kind (official, witness …); may be given again."
        ),
    ] = None,
    speaker: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Told by this voice: its whole name, or an entity id."),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option(
            metavar="SEARCH", help='In sentences, parties and voices: words "a phrase" AND OR -not pre*.'
        ),
    ] = None,
    min_origins: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="Told by so many independent origins.")
    ] = None,
    known_at: Annotated[
        str | None, typer.Option(metavar="WHEN", help="As the record would have answered then.")
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="No more than so many.")] = None,
) -> None: ...


class Asked(NamedTuple):
    """What the options that all questions share come to."""

    record: Record
    query: Query
    shape: Shape
    limit: int | None


Ask = Callable[..., int]
"""A command that asks: takes what is `Asked`, and options of its own."""


def register(app: typer.Typer, finish: Finish) -> None:
    """Add the commands of a record to ``app``; ``finish`` ends the process with the status of what it is given."""
    _register_add(app, finish)
    _register_questions(app, finish)
    _register_judging(app, finish)
    _register_diff(app, finish)


def _register_add(app: typer.Typer, finish: Finish) -> None:
    @app.command()
    def add(
        sources: Annotated[
            list[str],
            typer.Argument(
                metavar="SOURCE...",
                help="Files, folders, .zip or .tar archives, JSONL or CSV of articles, - for standard input, URLs.",
            ),
        ],
        *,
        record: RecordOption = RECORD,
        published: Annotated[
            str | None,
            typer.Option(
                metavar="WHEN", help="When they were published (ISO 8601), for sources that do not say it."
            ),
        ] = None,
        outlet: Annotated[str | None, typer.Option(metavar="NAME", help="Who published them.")] = None,
        mapping: Annotated[
            str | None,
            typer.Option(
                "--map",
                metavar="FIELD=COLUMN,…",
                help="Columns of a table: FIELD is text, html, title, url, outlet or published.",
            ),
        ] = None,
        jobs: Annotated[int, typer.Option(metavar="N", min=1, help="Processes that read side by side.")] = 1,
        actors: Annotated[
            Path | None, typer.Option(metavar="FILE", help="Actors of your own (CSV or YAML).")
        ] = None,
        codebook: Annotated[
            list[Path] | None,
            typer.Option(
                metavar="PATH", help="Types of events of your own (TOML), or dictionaries of PETRARCH."
            ),
        ] = None,
        allow_private: Annotated[
            bool, typer.Option("--allow-private", help="Also fetch URLs of private and local addresses.")
        ] = False,
    ) -> None:
        """Read articles and keep what they claim; what is kept already is passed over.

        Ends with 0 if all is in the record, 1 if some inputs could not be read (each is named on standard error), 2 on
        wrong usage.
        """
        from whence.article import Published, PublishedError  # noqa: PLC0415 - keeps --help quick
        from whence.cli.add import Setup  # noqa: PLC0415
        from whence.cli.add import add as run  # noqa: PLC0415
        from whence.gather.fields import MappingError, columns  # noqa: PLC0415
        from whence.gather.many import Given  # noqa: PLC0415

        try:
            given = Given(Published.parse(published), outlet, columns(mapping), allow_private)
        except (PublishedError, MappingError) as error:
            raise typer.BadParameter(str(error)) from None
        setup = Setup(record, given, tuple(codebook or ()), actors, jobs)
        finish(lambda: guarded(lambda: run(sources, setup)))


def _register_questions(app: typer.Typer, finish: Finish) -> None:
    def asks(command: Ask) -> Ask:
        """Make a command with all filters of ``command``, which is told what they come to."""
        own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
        shared = list(inspect.signature(_filters, eval_str=True).parameters.values())

        def run(**options: Any) -> None:
            mine = {p.name: options.pop(p.name) for p in own}
            query, shape, limit = _question(options)
            record = options["record"]
            finish(
                lambda: _using(
                    record, lambda r: command(Asked(_noted(r, query), query, shape, limit), **mine)
                )
            )

        arguments = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own]
        run.__signature__ = inspect.Signature([*arguments, *shared])  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in (*arguments, *shared)}
        app.command(command.__name__, help=command.__doc__)(run)
        return command

    @asks
    def events(
        asked: Asked,
        ids: Annotated[
            list[str] | None, typer.Argument(metavar="[ID...]", help="Only these, with all their sentences.")
        ] = None,
    ) -> int:
        """Print the events of a record."""
        from whence.cli import ask  # noqa: PLC0415 - keeps --help quick

        return ask.events(*asked, ids or ())

    @asks
    def claims(
        asked: Asked,
        event: Annotated[
            str | None, typer.Option(metavar="ID", help="Of this event; the beginning of its id will do.")
        ] = None,
    ) -> int:
        """Print the claims of a record, each with its sentence and its four clocks."""
        import msgspec  # noqa: PLC0415

        from whence.cli import ask  # noqa: PLC0415

        return ask.claims(*asked._replace(query=msgspec.structs.replace(asked.query, event=event)))

    @asks
    def timeline(asked: Asked) -> int:
        """Print events day by day, a line each."""
        from whence.cli import ask  # noqa: PLC0415

        return ask.timeline(*asked)

    @asks
    def sources(
        asked: Asked,
        articles: Annotated[
            bool,
            typer.Option(
                "--articles", help="The articles in place of the voices; --text searches them whole."
            ),
        ] = False,
        parties: Annotated[
            str | None, typer.Option(metavar="SEARCH", help="The parties that a search finds.")
        ] = None,
        edits: Annotated[
            str | None,
            typer.Option(
                metavar="ARTICLE",
                help="How the page of an article was changed; the beginning of its id will do.",
            ),
        ] = None,
    ) -> int:
        """Print who is the root of claims: voices, or outlets of their own; or the articles, or parties."""
        from whence.cli import ask  # noqa: PLC0415

        if edits is not None:
            return ask.edits(asked.record, edits, asked.shape)
        if parties is not None:
            return ask.parties(asked.record, parties, asked.shape, asked.limit)
        if articles:
            return ask.articles(asked.record, asked.query.text, asked.shape, asked.limit)
        return ask.sources(*asked)

    @asks
    def conflicts(asked: Asked) -> int:
        """Print what is told in contradictory ways: the field, the values, by whom, since when."""
        import msgspec  # noqa: PLC0415

        from whence.cli import ask  # noqa: PLC0415

        query = msgspec.structs.replace(asked.query, conflicts=True)
        return ask.conflicts(*asked._replace(query=query))

    @asks
    def expected(
        asked: Asked,
        overdue: Annotated[
            bool,
            typer.Option("--overdue", help="Only what should have happened by now and is not told to have."),
        ] = False,
    ) -> int:
        """Print what is expected, what is due first at the top."""
        import msgspec  # noqa: PLC0415

        from whence.cli import ask  # noqa: PLC0415

        status = asked.query.status or ("expected",)
        query = msgspec.structs.replace(asked.query, overdue=overdue, status=status)
        return ask.expected(*asked._replace(query=query))


def _register_diff(app: typer.Typer, finish: Finish) -> None:
    @app.command()
    def diff(
        other: Annotated[
            str | None,
            typer.Argument(
                metavar="[OTHER]", help="Another record to compare with, in place of reading again."
            ),
        ] = None,
        *,
        record: RecordOption = RECORD,
        sample: Annotated[
            int | None, typer.Option(metavar="N", min=1, help="Read only so many articles again.")
        ] = None,
        all_: Annotated[
            bool, typer.Option("--all", help="Also articles that this version has read already.")
        ] = False,
        accept: Annotated[bool, typer.Option("--accept", help="Keep the new readings.")] = False,
        actors: Annotated[
            Path | None, typer.Option(metavar="FILE", help="Actors of your own (CSV or YAML).")
        ] = None,
        codebook: Annotated[
            list[Path] | None,
            typer.Option(
                metavar="PATH", help="Types of events of your own (TOML), or dictionaries of PETRARCH."
            ),
        ] = None,
        as_json: AsJson = False,
    ) -> None:
        """Print what would change if the record were read again with this version; nothing is kept unless accepted."""
        from whence.cli.diff import Again, compared, reread  # noqa: PLC0415 - keeps --help quick

        if other is not None:
            finish(
                lambda: _using(
                    record, lambda one: _using(other, lambda two: compared(one, two, as_json=as_json))
                )
            )
        again = Again(sample, all_, accept, tuple(codebook or ()), actors)
        finish(lambda: _using(record, lambda r: reread(r, again, as_json=as_json)))


def _register_judging(app: typer.Typer, finish: Finish) -> None:
    judge = typer.Typer(
        help="Record a person's judgement, or list those there are.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.add_typer(judge, name="judge")

    def judged(record: str, as_json: bool, work: Callable[[Record], Judged]) -> None:
        from whence.cli.judge import made  # noqa: PLC0415 - keeps --help quick

        finish(lambda: _using(record, lambda opened: made(work(opened), opened, as_json=as_json)))

    @judge.command()
    def same(
        ids: Ids, *, record: RecordOption = RECORD, by: By = None, why: Why = None, as_json: AsJson = False
    ) -> None:
        """These claims speak of one event."""
        judged(record, as_json, lambda r: r.judge("same", *ids, by=by, why=why))

    @judge.command()
    def different(
        ids: Annotated[
            list[str], typer.Argument(metavar="ID...", help="Claims, none of which is the same as another.")
        ],
        *,
        other: Annotated[
            list[str] | None,
            typer.Option(
                "--from",
                metavar="ID",
                help="These are different from that (a claim, or an event: from its other claims), not from each other.",
            ),
        ] = None,
        record: RecordOption = RECORD,
        by: By = None,
        why: Why = None,
        as_json: AsJson = False,
    ) -> None:
        """These claims do not speak of one event."""
        judged(record, as_json, lambda r: r.judge("different", *ids, others=other or (), by=by, why=why))

    @judge.command()
    def hide(
        ids: Ids, *, record: RecordOption = RECORD, by: By = None, why: Why = None, as_json: AsJson = False
    ) -> None:
        """Leave these claims out of all events."""
        judged(record, as_json, lambda r: r.judge("hide", *ids, by=by, why=why))

    @judge.command()
    def correct(
        claim: Annotated[str, typer.Argument(metavar="CLAIM")],
        field: Annotated[
            str, typer.Argument(metavar="FIELD", help="status, time.earliest, objects.0.count.best, …")
        ],
        value: Annotated[str, typer.Argument(metavar="VALUE", help="JSON, or text as it is.")],
        *,
        record: RecordOption = RECORD,
        by: By = None,
        why: Why = None,
        as_json: AsJson = False,
    ) -> None:
        """Set a field of a claim right."""
        judged(
            record,
            as_json,
            lambda r: r.judge("correct", claim, field=field, value=_value(value), by=by, why=why),
        )

    @judge.command()
    def trust(
        voice: Voice,
        *,
        record: RecordOption = RECORD,
        by: By = None,
        why: Why = None,
        as_json: AsJson = False,
    ) -> None:
        """Where values differ, those of this voice go first."""
        judged(record, as_json, lambda r: r.judge("trust", voice=voice, by=by, why=why))

    @judge.command()
    def distrust(
        voice: Voice,
        *,
        record: RecordOption = RECORD,
        by: By = None,
        why: Why = None,
        as_json: AsJson = False,
    ) -> None:
        """This voice is heard, but is no origin that counts."""
        judged(record, as_json, lambda r: r.judge("distrust", voice=voice, by=by, why=why))

    @judge.command()
    def copy(
        ids: Articles,
        *,
        record: RecordOption = RECORD,
        by: By = None,
        why: Why = None,
        as_json: AsJson = False,
    ) -> None:
        """These articles are one text: one origin where they tell something themselves."""
        judged(record, as_json, lambda r: r.judge("copy", *ids, by=by, why=why))

    @judge.command()
    def independent(
        ids: Articles,
        *,
        record: RecordOption = RECORD,
        by: By = None,
        why: Why = None,
        as_json: AsJson = False,
    ) -> None:
        """These articles were written independently of each other."""
        judged(record, as_json, lambda r: r.judge("independent", *ids, by=by, why=why))

    @judge.command("list")
    def list_(
        *,
        record: RecordOption = RECORD,
        orphaned: Annotated[bool, typer.Option("--orphaned", help="Only those whose claim is gone.")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Print all judgements, oldest first."""
        from whence.cli.judge import listed  # noqa: PLC0415 - keeps --help quick

        finish(lambda: _using(record, lambda r: listed(r, orphaned=orphaned, as_json=as_json)))

    @app.command()
    def undo(
        judgement: Annotated[
            str, typer.Argument(metavar="JUDGEMENT", help="Its id, from `whence judge list`.")
        ],
        *,
        record: RecordOption = RECORD,
        by: By = None,
        why: Why = None,
        as_json: AsJson = False,
    ) -> None:
        """Take a judgement back, or the taking back; both stay written down."""
        judged(record, as_json, lambda r: r.undo(judgement, by=by, why=why))


def _question(options: dict[str, Any]) -> tuple[Query, Shape, int | None]:
    from whence.record import Query  # noqa: PLC0415 - keeps --help quick

    if options["as_json"] and options["as_csv"]:
        raise typer.BadParameter("give --json or --csv, not both")
    shape: Shape = "json" if options["as_json"] else "csv" if options["as_csv"] else "text"
    names = (
        "actor",
        "party",
        "place",
        "type",
        "since",
        "until",
        "speaker",
        "text",
        "min_origins",
        "known_at",
    )
    query = Query(
        **{name: options[name] for name in names},
        status=tuple(options["status"] or ()),
        voice=tuple(options["voice"] or ()),
    )
    return query, shape, options["limit"]


def _noted(record: Record, query: Query) -> Record:
    """``record``, after it was said by which clock it answers a question for another moment."""
    from whence.cli import output, wording  # noqa: PLC0415

    if query.known_at is not None and (clock := record.clock_of(query.known_at)):
        output.complain(wording.in_words(clock))
    return record


def _using(url: str, work: Callable[[Record], int]) -> int:
    """What ``work`` makes of a record that is there."""

    def run() -> int:
        from whence.record.record import open_record  # noqa: PLC0415 - keeps --help quick

        with open_record(url, create=False) as record:
            return work(record)

    return guarded(run)


def guarded(work: Callable[[], int]) -> int:
    """The status of ``work``; what is wrong with a record or a question is said on standard error."""
    from whence.cli import output  # noqa: PLC0415
    from whence.record import BusyError, FullError, RecordError  # noqa: PLC0415

    try:
        return work()
    except RecordError as error:
        output.complain(str(error))
        return 1 if isinstance(error, (BusyError, FullError)) else 2
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:  # of files of the user's own, which name the line
        output.complain(str(error))
        return 2


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
