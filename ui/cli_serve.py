"""`citewell ui`, `serve`, `mcp` and `token`: Citewell for a browser and for other programs."""

from typing import TYPE_CHECKING, Annotated

import typer

from ingest.errors import CitewellError
from ui.cli_common import (
    CautionOption,
    CollectionOption,
    EngineOption,
    IndexOption,
    examples,
    say,
    settings_for,
)

if TYPE_CHECKING:
    from ingest.settings import Settings

HostOption = Annotated[str | None, typer.Option(metavar="HOST", help="Address to listen on.")]
PortOption = Annotated[
    int | None, typer.Option(metavar="PORT", min=1, max=65535, help="Port to listen on.")
]


def register(app: typer.Typer) -> None:
    app.command(
        short_help="Serve the page, and the HTTP API beside it.",
        epilog=examples("citewell ui --port 8000", "citewell ui --host 0.0.0.0 --auth ada"),
    )(ui)
    app.command(
        short_help="Serve the HTTP API alone.",
        epilog=examples(
            "citewell serve --port 8000",
            "citewell token laptop && citewell serve --host 0.0.0.0",
        ),
    )(serve)
    app.command(
        short_help="Serve the documents to an MCP client.",
        epilog=examples("citewell mcp --index ~/.notes", "citewell mcp --http --port 7861"),
    )(mcp)
    app.command(
        short_help="Make a token for a program that uses the HTTP API.",
        epilog=examples(
            "citewell token laptop",
            "citewell token uploader --write",
            "citewell token laptop --remove",
        ),
    )(token)


def ui(
    index: IndexOption = None,
    host: HostOption = None,
    port: PortOption = None,
    auth: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Add a user, or change their password, and ask for it."),
    ] = None,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Serve other machines without users.")
    ] = False,
    caution: CautionOption = None,
    engine: EngineOption = None,
    collection: CollectionOption = None,
) -> None:
    """Serve the chat as a web page, and the HTTP API beside it; the first start ingests the shipped
    documents."""
    settings = settings_for(
        index, host=host, port=port, caution=caution, engine=engine, collection=collection
    )
    _first_start(settings)
    from chatbot.assembly import assemble
    from ui.web.app import serve as serve_page

    serve_page(
        assemble(settings), host=settings.host, port=settings.port, auth=auth, insecure=insecure
    )


def serve(
    index: IndexOption = None,
    host: HostOption = None,
    port: PortOption = None,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Serve other machines without tokens.")
    ] = False,
    caution: CautionOption = None,
    engine: EngineOption = None,
    collection: CollectionOption = None,
) -> None:
    """Serve the HTTP API alone: OpenAI's protocol under /v1, the rest under /api."""
    from chatbot.assembly import assemble
    from ui.api.serving import serve_api

    settings = settings_for(
        index, host=host, port=port, caution=caution, engine=engine, collection=collection
    )
    serve_api(assemble(settings), host=settings.host, port=settings.port, insecure=insecure)


def mcp(
    index: IndexOption = None,
    http: Annotated[
        bool, typer.Option("--http", help="Streamable HTTP on this machine, not stdio.")
    ] = False,
    port: PortOption = None,
    caution: CautionOption = None,
    engine: EngineOption = None,
    collection: CollectionOption = None,
) -> None:
    """Serve ask, search and read_document to an MCP client, by default over stdio."""
    try:
        from ui.mcp_server import serve_http, serve_stdio
    except ModuleNotFoundError as error:
        raise CitewellError(
            "the MCP server needs the package mcp; install it: pip install 'citewell[mcp]'"
        ) from error
    from chatbot.assembly import assemble

    settings = settings_for(index, port=port, caution=caution, engine=engine, collection=collection)
    if http:
        serve_http(assemble(settings), port=settings.port)
    else:
        serve_stdio(assemble(settings))


def token(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Whose token it is.")] = None,
    index: IndexOption = None,
    write: Annotated[
        bool, typer.Option("--write", help="It may also add and delete documents.")
    ] = False,
    remove: Annotated[bool, typer.Option("--remove", help="End the token.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="List the tokens.")] = False,
) -> None:
    """Make a token for a program that uses the HTTP API; it is printed once, and kept as a hash.

    From the first token on, every caller of the API needs one."""
    from ui.api.tokens import Tokens

    tokens = Tokens(settings_for(index).index)
    if listed:
        for each in tokens.all():
            rights = "reads and writes" if each.may_write else "reads"
            say(f"{each.name}: {rights}")
    elif name is None:
        raise CitewellError("give the token a name, like: citewell token my-script")
    elif remove:
        tokens.remove(name)
        say(f"The token {name} does not work any more.")
    else:
        typer.echo(tokens.make(name, may_write=write))


def _first_start(settings: "Settings") -> None:
    if not (settings.index / "records.sqlite3").is_file():
        from ingest.shipped import shipped_corpus
        from ui.cli_ingest import run_ingest

        run_ingest([shipped_corpus()], settings)
