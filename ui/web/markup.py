"""Safe pieces of HTML: whatever is not Markup already is escaped when it is put in."""

from collections.abc import Iterable

from markupsafe import Markup, escape

Content = str | Markup

_VOID = {"input", "br", "hr", "img"}


def tag(name: str, *children: Content, **attributes: object) -> Markup:
    """An element. `class_` writes `class`, `data_turn` writes `data-turn`; None and False leave an
    attribute out, True writes it without a value. Children that are plain text are escaped."""
    # Put together as plain strings, which is many times as fast; each piece is escaped before,
    # and names of tags and attributes are the code's own.
    opening = f"<{name}{''.join(_attribute(key, value) for key, value in attributes.items())}>"
    if name in _VOID and not children:
        return Markup(opening)  # noqa: S704
    return Markup(f"{opening}{''.join(map(clean, children))}</{name}>")  # noqa: S704


def joined(pieces: Iterable[Content], separator: str = "") -> Markup:
    """The pieces one after another, plain text escaped."""
    return Markup(str.join(escape(separator), map(clean, pieces)))  # noqa: S704


def clean(piece: Content) -> Markup:
    """Escaped, and without halves of surrogate pairs, which no page can carry."""
    if isinstance(piece, Markup):
        return piece
    return escape(piece.encode("utf-8", "replace").decode("utf-8"))


def shortened(text: str, most: int) -> str:
    """At most `most` characters, cut between words where there is a gap late enough."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    gap = cut.rfind(" ")
    return (cut[:gap] if gap > most // 2 else cut).rstrip(" ,;:-–") + "…"


def action(label: Content, event: str, **data: object) -> Markup:
    """A button that the page's script reports as `event` with `data` (see script.js)."""
    classes = data.pop("class_", "cw-action")
    extra = {key: data.pop(key) for key in list(data) if key.startswith(("aria", "title", "id"))}
    fields = {f"data_{key}": value for key, value in data.items()}
    return tag("button", label, type="button", class_=classes, data_event=event, **extra, **fields)


def count(number: int, noun: str, plural: str = "") -> str:
    """`3 passages`, `1 passage`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def _attribute(key: str, value: object) -> str:
    """The attribute as it is written; its value is escaped, Markup or not."""
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{clean(str(value))}"'
