"""The command `toolkit`. Exit codes: 0 done, 1 nothing readable, 2 wrong use."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

import toolkit as tk

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
    topics: Annotated[int, typer.Option(min=0, help="Number of topics; 0 lets the corpus's size decide.")] = 0,
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
    "`toolkit count data/sample --by year --by lang --kind term -o concepts.xlsx`"
)
def count(
    data: Data,
    out: Annotated[Path, typer.Option("--out", "-o", dir_okay=False, help="Table to write: .csv, .xlsx or .parquet.")],
    by: Annotated[
        list[str] | None, typer.Option(help="Group by: year, quarter, month, lang, source … May be repeated.")
    ] = None,
    kind: Annotated[str, typer.Option(help="Keep only word, number or term (formulations).", show_default=False)] = "",
    lexicon: UserLexicon = None,
    quiet: Quiet = False,
) -> None:
    """Count words and formulations in groups of documents, with rates and shares."""
    docs = _read(data, quiet)
    try:
        counts = tk.frequencies(tk.count(docs, by=by, lexicon=_lexicon(lexicon)), kind=kind or None)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    _say_unread(docs)
    _write(counts, out)


@app.command(epilog="**Example**\n\n`toolkit terms data/sample -o hits.csv`")
def terms(
    data: Data,
    out: Annotated[Path, typer.Option("--out", "-o", dir_okay=False, help="Table to write: .csv, .xlsx or .parquet.")],
    lexicon: UserLexicon = None,
    quiet: Quiet = False,
) -> None:
    """List every formulation found: where it stands, and which concept it is in either language."""
    docs = _read(data, quiet)
    hits = tk.find_terms(docs, _lexicon(lexicon))
    _say_unread(docs)
    _write(hits, out)


def _read(data: list[str], quiet: bool) -> pd.DataFrame:
    """The documents; exit code 2 if a path is wrong, 1 if nothing in it can be read."""
    try:
        return tk.read(data[0] if len(data) == 1 else data, progress=not quiet)
    except FileNotFoundError as error:
        raise typer.BadParameter(str(error), param_hint="DATA") from error
    except tk.ReadError as error:
        typer.echo(f"Nothing readable. {error}", err=True)
        raise typer.Exit(1) from error


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


if __name__ == "__main__":
    sys.exit(app())
