"""The command `toolkit`. Exit codes: 0 done, 1 nothing readable or a worker lost, 2 wrong use."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

import toolkit as tk
from toolkit.reading.parts import UNREAD
from toolkit.reading.stored import manifest_of
from toolkit.scale.workers import WorkerDied

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Analyse Chinese and English policy text: formulations, counts, trends, topics and reports.",
)

Data = Annotated[
    list[str],
    typer.Argument(help="Files, folders, zip archives or quoted patterns such as 'reports/*.pdf'.", show_default=False),
]
UserLexicon = Annotated[
    Path | None,
    typer.Option("--lexicon", "-l", exists=True, dir_okay=False, help="CSV of your own concepts, added to ours."),
]
Workers = Annotated[int, typer.Option("--workers", "-w", min=1, help="Processes to work with on this machine.")]
Scheduler = Annotated[
    str, typer.Option(help="Address of a Dask scheduler, whose workers can reach the files.", show_default=False)
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bars.")]


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"toolkit {tk.__version__}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version and leave.")
]


@app.callback()
def main(version: Version = False) -> None:
    pass


@app.command(
    epilog="**Examples**\n\n"
    "`toolkit report data/sample -o report`\n\n"
    "`toolkit report notices/ speeches.csv -o out --title 'Two cities' --topics 6`"
)
def report(
    data: Data,
    out: Annotated[Path, typer.Option("--out", "-o", file_okay=False, help="Folder to write to; made if need be.")],
    title: Annotated[str, typer.Option(help="Title of the report.", show_default=False)] = "",
    topics: Annotated[
        int, typer.Option(min=0, help="Number of topics; 0 has it chosen by coherence and stability.")
    ] = 0,
    lexicon: UserLexicon = None,
    quiet: Quiet = False,
) -> None:
    """Write a report: one web page that opens offline, with its figures and tables as files."""
    docs = _read(data, quiet)
    page = tk.report(
        docs, out, lexicon=_lexicon(lexicon), title=title or None, topics=topics or "auto", progress=not quiet
    )
    _say_unread(docs)
    figures, tables = (len(list((out / folder).iterdir())) for folder in ("figures", "tables"))
    typer.echo(f"Wrote {page} with {figures} files in {out / 'figures'} and {tables} in {out / 'tables'}.")


@app.command(
    epilog="**Examples**\n\n"
    "`toolkit count data/sample --by year -o counts.csv`\n\n"
    "`toolkit count data/sample --by year --by lang --kind term -o concepts.xlsx`\n\n"
    "`toolkit count /shared/notices.parquet --by year --scheduler tcp://10.0.0.1:8786 -o counts.parquet`"
)
def count(
    data: Data,
    out: Annotated[Path, typer.Option("--out", "-o", dir_okay=False, help="Table to write: .csv, .xlsx or .parquet.")],
    by: Annotated[
        list[str] | None, typer.Option(help="Group by: year, quarter, month, lang, source … May be repeated.")
    ] = None,
    kind: Annotated[str, typer.Option(help="Keep only word, number or term (formulations).", show_default=False)] = "",
    lexicon: UserLexicon = None,
    prune: Annotated[
        int, typer.Option(min=0, help="Leave words out of each 16 MB of text where they stand this often or less.")
    ] = 0,
    workers: Workers = 1,
    scheduler: Scheduler = "",
    quiet: Quiet = False,
) -> None:
    """Count words and formulations in groups of documents, with rates and shares; texts are read and let go."""
    with _client(scheduler) as client, _exits():
        counts = tk.count(
            _source(data), by, lexicon=_lexicon(lexicon) if lexicon else None, prune=prune, workers=workers,
            client=client, progress=not quiet,
        )  # fmt: skip
        _write(tk.frequencies(counts, kind=kind or None), out)


@app.command(
    epilog="**Examples**\n\n"
    "`toolkit terms data/sample -o hits.csv`\n\n"
    "`toolkit terms notices/ --workers 2 -o hits.parquet`"
)
def terms(
    data: Data,
    out: Annotated[Path, typer.Option("--out", "-o", dir_okay=False, help="Table to write: .csv, .xlsx or .parquet.")],
    lexicon: UserLexicon = None,
    workers: Workers = 1,
    scheduler: Scheduler = "",
    quiet: Quiet = False,
) -> None:
    """List every formulation found: where it stands, and which concept it is in either language."""
    with _client(scheduler) as client, _exits():
        source = _source(data)
        if lexicon is None and manifest_of(source):  # found when the corpus was built
            hits = tk.Corpus(Path(str(source))).hits()
        else:
            hits = tk.find_terms(source, _lexicon(lexicon), workers=workers, client=client, progress=not quiet)
        _write(hits, out)


@app.command(
    epilog="**Examples**\n\n"
    "`toolkit build notices/ -o corpus --workers 2`\n\n"
    "`toolkit search corpus 三个规定`, `toolkit count corpus --by year -o counts.csv`"
)
def build(
    data: Data,
    out: Annotated[
        Path, typer.Option("--out", "-o", file_okay=False, help="Folder of the corpus; made or brought up to date.")
    ],
    lexicon: UserLexicon = None,
    workers: Workers = 1,
    quiet: Quiet = False,
) -> None:
    """Save a corpus: documents, tokens, formulations and a search index. Run again, it takes in only what has changed."""
    with _exits():
        corpus = tk.build(_source(data), out, lexicon=_lexicon(lexicon), workers=workers, progress=not quiet)
    documents = corpus.documents
    _say_unread(documents[~documents["problem"].str.startswith(UNREAD)])  # those were said by the build
    typer.echo(repr(corpus))


@app.command(epilog="**Example**\n\n`toolkit search corpus 三个规定 --limit 20`")
def search(
    corpus: Annotated[Path, typer.Argument(help="Folder of a corpus that `toolkit build` made.", show_default=False)],
    query: Annotated[str, typer.Argument(help="Chinese of any length, or whole words.", show_default=False)],
    limit: Annotated[
        int | None, typer.Option(min=1, help="Places at most. [default: 20 to show, all to write]", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", dir_okay=False, help="Table to write instead of showing lines.")
    ] = None,
) -> None:
    """Every place of a string in a saved corpus, with what stands around it."""
    if out is None and limit is None:
        limit = 20
    with _exits():
        lines = tk.Corpus(corpus).search(query, limit=limit)
    if out:
        _write(lines, out)
    else:
        for line in lines.itertuples():
            typer.echo(f"{line.doc_id}: {line.left}[{line.node}]{line.right}")
    typer.echo(f"{len(lines)} places{' or more' if len(lines) == limit else ''}.", err=True)


def _source(data: list[str]) -> str | list[str]:
    return data[0] if len(data) == 1 else data


@contextmanager
def _exits() -> Iterator[None]:
    """Exit code 2 for wrong use, 1 if nothing can be read or a worker is lost; what was not read, or is odd, is said on a line of its own."""
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always", UserWarning)
            yield
        for line in said:
            typer.echo(str(line.message), err=True)
    except FileNotFoundError as error:
        raise typer.BadParameter(str(error), param_hint="DATA") from error
    except tk.ReadError as error:
        typer.echo(f"Nothing readable. {error}", err=True)
        raise typer.Exit(1) from error
    except (tk.CorpusError, WorkerDied) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


@contextmanager
def _client(address: str) -> Iterator[Any]:
    if not address:
        yield None
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise typer.BadParameter(
            "Dask is not installed: pip install 'tifa-toolkit[cluster]'", param_hint="--scheduler"
        ) from error
    try:
        client = Client(address, timeout="10s")
    except (OSError, ValueError) as error:
        raise typer.BadParameter(f"no scheduler answers at {address} ({error})", param_hint="--scheduler") from error
    with client:
        yield client


def _read(data: list[str], quiet: bool) -> pd.DataFrame:
    with _exits():
        return tk.read(_source(data), progress=not quiet)


def _lexicon(path: Path | None) -> tk.Lexicon:
    try:
        return tk.Lexicon.default().with_csv(path) if path else tk.Lexicon.default()
    except tk.LexiconError as error:
        raise typer.BadParameter(str(error), param_hint="--lexicon") from error


def _say_unread(docs: pd.DataFrame) -> None:
    flagged = docs[docs["problem"] != ""]
    for path, problem in zip(flagged["path"], flagged["problem"], strict=True):
        typer.echo(f"{path}: {problem}", err=True)


def _write(table: pd.DataFrame, out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    match out.suffix.lower():
        case ".csv":
            table.to_csv(out, index=False, encoding="utf-8-sig")  # with a BOM, so that Excel shows Chinese
        case ".xlsx":
            table.to_excel(out, index=False)
        case ".parquet":
            table.to_parquet(out, index=False)
        case _:
            raise typer.BadParameter(f"{out.name}: write .csv, .xlsx or .parquet", param_hint="--out")
    typer.echo(f"Wrote {len(table):,} rows to {out}.")
