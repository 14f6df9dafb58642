"""What people say to a chatbot beside their questions: greetings, thanks, questions about itself.

A document's words are no answer to "How are you?", and "hi" is no word to look for in "Hi, what is
a kiln?". Closed lists of English phrases, matched from end to end or up to a mark, so that nothing
is taken from a question that merely holds such words ("Which word did Hello replace?").
"""

import re
from collections.abc import Sequence
from typing import Literal

Courtesy = Literal["greeting", "thanks", "farewell", "remark", "about"]
"""`remark` says that one has heard ("ok", "great"); `about` asks of the program itself."""

_HELLO = r"(?:hi+|hello+|hey+|heya|hiya|howdy|greetings|good\s+(?:morning|afternoon|evening|day))"
_MUCH = r"(?:\s+(?:a\s+lot|so\s+much|very\s+much|again|in\s+advance|for\s+(?:your|the)\s+help))*"
_NOD = r"(?:ok|okay|alright|all\s+right|got\s+it|i\s+see|sorry|excuse\s+me)"
_THANKS = rf"(?:(?:{_NOD}\s+)?(?:many\s+thanks|thanks|thank\s+you|thx|cheers){_MUCH})"
_PRAISE = r"(?:great|cool|nice|perfect|awesome|wonderful|excellent|amazing|good|well\s+done)"
_NAMED = (
    r"(?:,?\s+(?:there|all|everyone|everybody|folks|again|dear|citewell|bot|chatbot|assistant))?"
)
_FINE = r"(?:how\s+are\s+you(?:\s+doing)?|how(?:'s|\s+is)\s+it\s+going|what(?:'s|\s+is)\s+up)"
_NOW = r"(?:\s+(?:today|now|this\s+(?:morning|afternoon|evening)))?"
_ASKING = (
    r"(?=(?:and|but|so|now|what|which|who|whom|whose|when|where|why|how|can|could|would|please|tell|"
    r"give|show|list|explain|describe|compare|define)\b)"
)
_MARK = r"\s*[,!.;…]+\s+"

_OPENING = re.compile(
    rf"\s*(?:(?:{_HELLO}|{_THANKS}|{_NOD}){_NAMED}(?:{_MARK}|\s+{_ASKING})"
    rf"|{_PRAISE}{_MARK}(?:{_ASKING}|(?={_THANKS}))"
    rf"|{_FINE}{_NOW}\s*[?,!.]+\s+)",
    re.IGNORECASE,
)
_CLOSING = re.compile(rf"(?<=[?.!])\s*{_THANKS}[\s.!]*$", re.IGNORECASE)

_WHOLE: tuple[tuple[Courtesy, str], ...] = (
    ("thanks", rf"(?:(?:{_PRAISE}|yes|no) )?{_THANKS}{_NAMED}"),
    ("farewell", r"(?:good ?bye|bye|bye bye|see you(?: later| soon)?|good night)"),
    ("greeting", rf"{_HELLO}{_NAMED}(?: {_FINE}{_NOW})?|{_FINE}{_NOW}{_NAMED}"),
    ("greeting", r"nice to (?:meet|see) you|how do you do"),
    ("remark", rf"(?:yes|no|yeah|yep|nope|sure|right|wow|{_NOD}|{_PRAISE})(?: {_PRAISE})?"),
    (
        "about",
        r"(?:who|what) (?:are|r) you(?: called)?|what(?:'s| is) your name|do you have a name"
        r"|are you (?:an? )?(?:real |actual )?"
        r"(?:human|human being|person|robot|bot|chatbot|machine|ai|computer|program|real|alive)"
        r"(?: or (?:an? )?(?:human|person|robot|bot|chatbot|machine|ai|computer|program))?"
        r"|who (?:made|built|created|wrote|developed|trained) you"
        r"|how (?:do you work|old are you)|where are you from"
        r"|what (?:can|do) you (?:do|know|answer|help(?: me)? with|tell me)(?: about)?(?: for me)?"
        r"|(?:can|could|will) you help(?: me)?|help(?: me)?|what (?:can|should) i ask(?: you)?"
        r"|(?:what|which) (?:documents|files|sources|texts|topics) "
        r"(?:do you (?:have|know|use|cover)|have you read|are there|can i ask(?: you)? about)",
    ),
)
_REPLIES: dict[Courtesy, str] = {
    "greeting": "Hello.",
    "thanks": "You are welcome.",
    "farewell": "Goodbye.",
    "remark": "Ask me about the documents.",
    "about": "I am Citewell, a program.",
}
_TITLES = 5
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _WHOLE)
_WORDS = re.compile(r"[\w']+")


def plain_words(text: str) -> str:
    """The words in lower case, a space between them."""
    return " ".join(_WORDS.findall(text.lower().replace("’", "'")))


def courtesy(text: str) -> Courtesy | None:
    """What a message is that asks nothing of the documents; None for one that does."""
    words = plain_words(text)
    return next((kind for kind, pattern in _COMPILED if pattern.fullmatch(words)), None)


def without_courtesies(question: str) -> str:
    """The question without a greeting or thanks before or behind it; unchanged, where there is
    nothing else."""
    asked = question
    while (match := _OPENING.match(asked)) is not None:
        asked = asked[match.end() :]
    asked = _CLOSING.sub("", asked)
    return asked if any(map(str.isalnum, asked)) else question


def reply(said: Courtesy, titles: Sequence[str], suggestions: Sequence[str]) -> str:
    """What is said to it, as Markdown, by someone who knows documents of these titles, a title a
    document."""
    opening = _REPLIES[said]
    if said in ("thanks", "farewell"):
        return opening
    if not titles:
        opening = "" if said == "remark" else f"{opening} "
        return f"{opening}There are no documents yet; add some, then ask about them."
    known = "1 document" if len(titles) == 1 else f"{len(titles)} documents"
    lines = [
        f"{opening} I answer questions from {known} and show where every sentence stands; "
        "what is not in them I do not answer."
    ]
    if said == "about":
        distinct = list(dict.fromkeys(titles))
        named = ", ".join(f"“{title}”" for title in distinct[:_TITLES])
        lines += ["", f"By title: {named}{' and others' if distinct[_TITLES:] else ''}."]
    if suggestions:
        lines += ["", "You could ask:", "", *(f"- {question}" for question in suggestions)]
    return "\n".join(lines)
