"""Full stops that end no sentence: abbreviations, ordinals and names of programs.

The segmenter knows the abbreviations of each language, but not what follows them: these rules look
at both sides of a boundary that it proposes, and only ever take one away.
"""

import re

LONGEST = 80
"""Characters that are looked at on either side of a boundary."""

_TIMES = r"[ap]\.\s?m\."
_DOTTED = rf"{_TIMES}|(?:[a-z]\.){{2,}}|ph\.d\."
_BEFORE_ANYTHING = re.compile(
    r"""(?x) (?:^|[^\w.]) (?: (?i: e\.\s?g | i\.\s?e | cf | vs | viz | approx )
      | Dr | Mrs? | Ms | Messrs | Prof | Sen | Rep | Gov | Pres | Gen | Lt | Col | Capt | Sgt
      | Cpl | Maj | Adm | Cmdr | Msgr | Supt )\.$"""
)
"""Never the last word of a sentence."""

_BEFORE_A_NUMBER = re.compile(
    r"""(?x) (?:^|[^\w.]) (?: [Ff]igs? | [Ee]qs? | [Ss]ect? | [Ss]ecs | [Cc]haps? | [Cc]h | [Vv]ols?
      | [Nn]os | No | [Aa]rts? | App | Refs? | Exs? | Tab | [Pp]aras? | [Pp]ts? | [Ll]l | [Nn]n
      | eds? | est | max | incl | resp | [Tt]el | [Ee]xt | sq | [Cc]ls? | [Vv]er | [Vv] | [Bb]k
      | hrs | lbs | pp? )\.$"""
)
_NUMBER = re.compile(r"[§#~]?\s?\d|(?:[IVXLC]{2,}|[B-HJ-Z]\d*)(?![\w’'])|A\d|[AI](?=[.,;:)\]])")

_BEFORE_A_DATE = re.compile(
    rf"""(?x) (?:^|[^\w.]) (?: (?i:{_DOTTED}) | Mon\. | Tues?\. | Wed\. | Thu(?:rs?)?\. | Fri\.
      | Sat\. | Sun\. | (?i:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\. )$"""
)
_DATE = re.compile(
    r"""(?x) \d | (?: (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day | January | February | March
      | April | May | June | July | August | September | October | November | December
      | (?: Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.
      )(?!\w)"""
)
_TIME = re.compile(rf"(?i:{_TIMES})$")
_ZONE = re.compile(
    r"(?:[A-Z]{2,4}|(?:Eastern|Central|Mountain|Pacific|Greenwich|Atlantic|Local)\b.{0,14}\b[Tt]ime)\b"
)

_ORDINAL = re.compile(
    r"[(\[]?(?:\d{1,3}|[A-Za-z]|x{0,3}(?:ix|iv|v?i{1,3}|v|x)|X{0,3}(?:IX|IV|V?I{1,3}|V|X))[.)\]]+"
)
_ORDINAL_INSIDE = re.compile(r"[:;]\s[(\[]?(?:\d{1,2}|[a-z])[.)\]]+$")
_OF_A_PROGRAM = re.compile(r"[/\\_=@<>{}|#]|\w\(|[a-z][A-Z]|\w\.\w+\.\w")


def goes_on(before: str, behind: str) -> bool:
    """Whether the sentence `before` does not end with its full stop, but goes on in `behind`.

    Of both, the letters next to the boundary are enough: `LONGEST` of them.
    """
    if not before.endswith((".", ")", "]")):
        return False
    following = behind.lstrip(" \t\"'“”„«‹([{‘`")
    if not following:
        return False
    if _ORDINAL.fullmatch(before.strip()) or _ORDINAL_INSIDE.search(before):
        return True
    if not before.endswith("."):
        return False
    if not behind[0].isspace():
        # The full stop is within a word: a path, an address, a name of code, or a missing space.
        word = before.split()[-1] + behind.split()[0]
        return bool(_OF_A_PROGRAM.search(word))
    return bool(
        _BEFORE_ANYTHING.search(before)
        or (_BEFORE_A_NUMBER.search(before) and _NUMBER.match(following))
        or (_BEFORE_A_DATE.search(before) and _DATE.match(following))
        or (_TIME.search(before) and _ZONE.match(following))
    )
