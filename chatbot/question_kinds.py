"""What kind of answer a question asks for, read from its words alone."""

import re
from dataclasses import dataclass, replace
from typing import Literal

Form = Literal["open", "list", "procedure", "definition", "comparison", "reason", "choice", "fact"]
"""`choice` is a yes or no; `fact` a number, date, person or place; `open` anything else."""

Detail = Literal["number", "date", "person", "place"]


@dataclass(frozen=True, slots=True)
class QuestionKind:
    """`form` is the shape of the answer, `details` are the kinds of things it has to hold;
    `subjects` are the phrases to be compared, for a comparison, or the one to be defined;
    `listed` is the noun, in lower case, whose instances make up a list, if it is named;
    `condition` is what it has to be done without, `excluded` what is known already and not asked
    for, as in "which languages besides Python"; `ordinals` as in "the first lamp"."""

    form: Form
    details: frozenset[Detail] = frozenset()
    subjects: tuple[str, ...] = ()
    listed: str = ""
    condition: str = ""
    excluded: str = ""
    ordinals: frozenset[str] = frozenset()


_DETAILS: tuple[tuple[Detail, re.Pattern[str]], ...] = (
    (
        "number",
        re.compile(
            r"\bhow (?:many|much|long|often|old|tall|big|large|far|fast|high|deep|wide|heavy|"
            r"expensive)\b|\b(?:percentage|proportion|number|amount|average|salary|price|cost|age|"
            r"size|rate|share|population|temperature) of\b|\bwhat (?:percentage|proportion|number|"
            r"amount|age|size|price|share)\b"
        ),
    ),
    (
        "date",
        re.compile(
            r"^when\b|\b(?:and|or|,) when\b|\b(?:what|which|in what|in which) (?:year|date|day|"
            r"month|century|decade|time)\b|\bhow (?:recent|old)|\bdate of\b"
        ),
    ),
    (
        "person",
        re.compile(r"\bwho(?:m|se)?\b|\bby whom\b|\bwhich (?:person|people|author|company)"),
    ),
    (
        "place",
        re.compile(
            r"\bwhere\b|\b(?:what|which) (?:country|countries|city|cities|state|place|region|"
            r"location|continent)"
        ),
    ),
)
_COMPARISON = re.compile(
    r"\bchanges? between\b|"
    r"\bdiffer(?:s|ence|ences|ent|entiate)?\b|\bcompar(?:e|es|ed|ing|ison)\b|\bversus\b|\bvs\b|"
    r"\b(?:better|worse|more|less|rather|faster|slower|cheaper|\w{3,}er) than\b|\bdistinguish"
)
_PROCEDURE = re.compile(
    r"\bhow (?:to|do i|do we|do you|can i|can we|can you|can one|does one|should i|should one|"
    r"should we|should you|could i|would i|might i|do people|does someone|can someone|is|are)\b|"
    r"\bsteps?\b|\bstep[- ]by[- ]step\b|\bprocedure\b|\binstructions?\b|"
    r"\bin what order\b|\bworkflow\b"
)
_REASON = re.compile(
    r"\bwhy\b|\bhow come\b|\breasons?\b|\bwhat (?:causes|caused|makes|made|leads|led)\b|"
    r"\bpurpose of\b|\bwhat .*\bfor\s*\??$|\bbecause of what\b|\bcauses? of\b"
)
_MEANING = re.compile(
    r"\bdefin(?:e|es|ed|ition)\b|\bmean(?:s|ing)?(?: of\b|\s*\??$| by\b)|\bstand(?:s)? for\b|"
    r"\bwhat is meant\b"
)
_ASKING_WORDS = re.compile(
    r"\b(?:what|does|do|did|is|are|was|the|term|word|meant|mean(?:s|ing)?(?: of| by)?|stands? for|"
    r"defin(?:e|es|ed|ition)(?: of)?|can|could|you|please|exactly)\b"
)
_WHAT_IS = re.compile(
    r"^(?:so |and |but )?(?:what|who)(?:'s| is| was)\s+(?P<subject>.+?)\s*\??$|"
    r"^(?:what|who) (?P<named>\S.*?) (?:is|are|was|were)\s*\??$"
)
_RELATION = re.compile(
    r"\b(?:of|in|for|between|from|to|by|with|on|at|when|that|which|who|used|needed|done|called|"
    r"doing|made|required|involved|responsible|do|does|did|can|should|have|has)\b"
)
_LISTED = re.compile(
    r"\blist\b|\bname (?:the|some|all|a few|two|three|four|five)\b|\benumerate\b|\bexamples? of\b|"
    r"\bgive (?:me |us )?(?:some|a few|several|any|examples)\b|^any \w+s\b|"
    r"\b(?:types?|kinds?|sorts?|forms?|categories) of\b|"
    r"\bwhat (?:all|else)\b|\bwhat are (?:the|some|all|its|their|your|common|typical|main)\b|"
    r"\bwhat are \w+(?: \w+)? of\b"
)
_AUXILIARY = (
    r"(?:do|does|did|is|are|was|were|am|has|have|had|can|could|should|shall|will|would|may|might|"
    r"must)"
)
_PLURAL = r"(?!(?:happens|makes|means|matters|helps|pays|costs|gets)\b)[a-z][\w-]*?[^su'’\W]s"
_PLURAL_ASKED = re.compile(
    rf"\bwhich (?P<which>{_PLURAL})\b|"
    rf"\b(?:what|which)(?: (?:of|the|are|other|kinds?|sorts?|types?|main|most))*"
    rf"(?: (?!{_AUXILIARY}\b)[a-z][\w/-]*){{0,3}}? (?P<noun>{_PLURAL})"
    rf"(?: (?:{_AUXILIARY}|need|needs|make|get|come|belong|apply|exist|use|help|matter|count|in|of|"
    r"for|to|on|that|at|and|or|there)\b|\s*\??$)"
)
"""Right after `which` comes a noun; elsewhere a word in -s may be a verb, and what follows has to
show that it is none."""
_ACTIVITY = re.compile(
    r"\bwhat (?:do|does|did|would|will|should|can|must)\b.+\b(?:do|need|use|know|learn|include|"
    r"involve|cover|contain|consist|have|offer|work on|look like|require|study|produce|build)\b|"
    r"\bresponsibilities\b|\bduties\b|\bwhat happens\b|\bwhat makes up\b|\bconsists? of what\b"
)
_CHOICE = re.compile(
    r"^(?:(?:so|and|but|then|ok|well),? )?(?:is|are|am|was|were|do|does|did|can|could|should|"
    r"shall|will|would|has|have|had|may|might|must|need|isn't|aren't|doesn't|don't|can't)\b"
)
_SPLIT = (
    re.compile(
        r"\b(?:between|compare|comparing|comparison of|distinguish(?:es)?)\s+(?P<a>.+?)\s+"
        r"(?:and|from|with|to|or|versus|vs\.?)\s+(?P<b>.+?)\s*(?:[?.,:;(]|\s[-–—]|$)"
    ),
    re.compile(
        r"(?:\b(?:how|what|does|do|is|are)\s+)*(?P<a>\S.*?)\s+(?:differ(?:s|ent)?\s+(?:from|to|than)|"
        r"compare[sd]?\s+(?:to|with|against)|versus|vs\.?|(?:better|worse|more \w+|less \w+|"
        r"\w{3,}er) than|rather than)\s+(?P<b>.+?)\s*(?:[?.,:;(]|\s[-–—]|$)"
    ),
)


_ATTRIBUTE = re.compile(r"^the (?:[\w-]+ ){1,3}for (?=\S)")
_ATTRIBUTE_OF = re.compile(r"^the (?:[\w-]+ ){1,3}(?:of|for) (?=\S)")
_THAT_OF = re.compile(r"^(?:that|those) (?:of|for|in|by) (?=\S)")
_OF = re.compile(r"\b(?:of|for)\b")
_REQUEST = re.compile(
    r"^(?:(?:please|can you|could you|would you|i want to know|i would like to know)[ ,]+)*"
    r"(?:(?:explain|tell|describe|show)(?: (?:to )?(?:me|us))?(?: about)?)[ ,:]+"
    r"(?=(?:what|which|who|whom|whose|when|where|why|how)\b)"
)
"""What may stand before the question itself."""


_CONDITION = re.compile(r"\b(?:without|instead of) (?P<what>[^,.;:?]+)")
_EXCLUDED = re.compile(
    r"\b(?:besides|other than|apart from|aside from|except(?: for)?|in addition to) "
    r"(?P<what>[^,.;:?]+?)(?=[,.;:?]|$| (?:do|does|did|is|are|was|were|has|have|had|can|could|may|"
    r"might|must|should|will|would)\b)"
)


_ORDINAL = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|next|previous)\b"
)


def ordinals_in(text: str) -> frozenset[str]:
    """The ordinals of a text, in lower case."""
    return frozenset(_ORDINAL.findall(text.lower()))


def question_kind(text: str) -> QuestionKind:
    """The kind of a stand-alone question; `open` where nothing more can be told.

    Rules on English words, no model: a question that they misread is answered as an open one is,
    by the sentences nearest to it.
    """
    asked = _REQUEST.sub("", " ".join(text.lower().replace("’", "'").split()))
    return replace(
        _kind(asked),
        condition=_what(_CONDITION, asked),
        excluded=_what(_EXCLUDED, asked),
        ordinals=ordinals_in(asked),
    )


def _kind(asked: str) -> QuestionKind:
    details = frozenset(detail for detail, pattern in _DETAILS if pattern.search(asked))
    if _COMPARISON.search(asked):
        return QuestionKind("comparison", details, _subjects(asked))
    if _PROCEDURE.search(asked):
        return QuestionKind("procedure", details)
    if _CHOICE.match(asked):
        return QuestionKind("choice", details)
    if "date" in details or "place" in details or re.search(r"\bhow (?:many|much|long|old)", asked):
        return QuestionKind("fact", details)
    if (subject := _defined(asked)) is not None:
        return QuestionKind("definition", details, (subject,))
    plural = _PLURAL_ASKED.search(asked)
    if plural or _LISTED.search(asked):
        noun = (plural["which"] or plural["noun"]) if plural else ""
        return QuestionKind("list", details, listed=noun)
    if _REASON.search(asked):
        return QuestionKind("reason", details)
    if _ACTIVITY.search(asked):
        return QuestionKind("list", details)
    return QuestionKind("fact" if details else "open", details)


def _what(pattern: re.Pattern[str], asked: str) -> str:
    found = pattern.search(asked)
    return found["what"].strip() if found else ""


def _defined(asked: str) -> str | None:
    """What is to be defined: the X of `What is X?` with a bare X, of `what does X mean`; None for
    a question that asks for a property of it, as `what is the salary of X`."""
    if _MEANING.search(asked):
        return _ASKING_WORDS.sub(" ", asked).strip(" ?.")
    found = _WHAT_IS.match(asked)
    subject: str = (found["subject"] or found["named"]) if found else ""
    if not subject or len(subject.split()) > 5 or _RELATION.search(subject):
        return None
    return subject


def _subjects(asked: str) -> tuple[str, ...]:
    """The two things compared, without what they are compared in: "the fee for adults compared
    with that for children" compares adults with children."""
    for split in _SPLIT:
        if found := split.search(asked):
            first, second = found["a"], _THAT_OF.sub("", found["b"])
            pattern = _ATTRIBUTE if second == found["b"] else _ATTRIBUTE_OF
            return (first if _OF.search(second) else pattern.sub("", first), second)
    return ()
