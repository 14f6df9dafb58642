"""Nouns by what they ask of a question, and their singular and plural."""

from functools import lru_cache

from chatbot.followups.words import word_set

REFERENTIAL = word_set(
    "city town village country state island region place area company organization organisation "
    "firm brand film movie book novel series show story song album band group team club player "
    "disease disorder condition illness syndrome infection virus drug medicine medication vaccine "
    "procedure surgery therapy animal dog cat bird fish plant tree person man woman author writer "
    "experiment project program programme product device machine tool language framework library "
    "app game sport event war battle festival holiday law act treaty policy building bridge "
    "museum theory concept term word idea approach technique algorithm architecture dataset role "
    "job profession career position field substance material chemical element mineral vitamin "
    "compound recipe dish drink beverage document paper article report file movement party "
    "religion era period empire dynasty lake mountain planet crime case trial campaign election "
    "crisis accident incident attack"
)
"""Nouns that, alone after "the" or "this", name a thing spoken of before."""

RELATIONAL = word_set(
    "symptom cause effect treatment cure remedy type kind sort variety example advantage "
    "disadvantage pro con benefit risk danger drawback downside upside difference similarity "
    "feature characteristic trait property component part layer element member character theme "
    "plot author creator founder inventor director writer owner cast origin history background "
    "meaning definition purpose goal aim objective role impact implication importance "
    "significance consequence finding result outcome conclusion source use usage application "
    "alternative competitor rival price cost salary pay wage duration length size age height "
    "weight width depth speed capacity population capital climate weather culture religion "
    "currency economy step stage phase requirement qualification prerequisite skill "
    "responsibility duty task challenge problem issue limitation criticism controversy argument "
    "reason motivation explanation evidence statistic number amount rate level prevalence "
    "incidence frequency probability prevention diagnosis prognosis complication ingredient "
    "version variant species breed subtype category award accomplishment achievement contribution "
    "discovery invention publication influence relationship connection link structure function "
    "mechanism process method principle rule law theory attraction landmark festival event "
    "tradition custom habitat diet lifespan appearance adaptation predator prey enemy ally leader "
    "successor predecessor parent child wife husband family name nickname legacy reputation "
    "reception review rating ranking score sequel season episode chapter section summary detail "
    "fact basic fundamental timeline date year start beginning end ending future past status "
    "trend change development growth decline recommendation tip sign indication indicator factor "
    "trigger solution option choice strategy practice tool technique resource material fee "
    "funding budget revenue profit income earning tax penalty punishment sentence victim survivor "
    "participant opinion view belief value standard criterion exception restriction regulation "
    "policy specification model brand manufacturer supplier critic supporter opponent title "
    "subject topic scope content format location place position distance route point range "
    "altitude description overview introduction dose dosage limit deadline quota warranty form "
    "bottom top middle surface center centre edge experience mission vision slogan logo "
    "headquarters ceo president chairman"
)
"""Nouns that ask "of what?" when they stand without a complement."""

KINDS = word_set(
    "theory method technique principle process law rule policy strategy tax festival event "
    "resource material model tool species practice mission attraction landmark brand name subject "
    "title section text value view family child parent option choice link standard player fund "
    "award season series location place position"
)
"""Relational nouns that name a kind of their own as soon as another noun is joined to them: "the
functionalist theory", "film festivals"."""

MEMBERSHIP = word_set(
    "member part example symptom cause requirement type kind version alternative competitor "
    "founder owner author leader effect risk benefit advantage disadvantage feature factor "
    "ingredient subset treatment sign prerequisite component"
)
"""Relational nouns that, said of something else, ask for their complement: "a member"."""

ARGUMENTS = {
    "treatment": word_set("of for"),
    "cure": word_set("for"),
    "remedy": word_set("for"),
    "alternative": word_set("to for of"),
    "difference": word_set("between in of"),
    "similarity": word_set("between of"),
    "relationship": word_set("between of with"),
    "connection": word_set("between of with to"),
    "link": word_set("between with to"),
    "reason": word_set("for of behind"),
    "argument": word_set("for against of"),
    "evidence": word_set("for of against"),
    "requirement": word_set("for of to"),
    "qualification": word_set("for of to"),
    "prerequisite": word_set("for of to"),
    "solution": word_set("to for of"),
    "tip": word_set("for on"),
    "tool": word_set("for of"),
    "option": word_set("for"),
    "method": word_set("of for to"),
    "way": word_set("to of"),
    "strategy": word_set("of for to"),
    "technique": word_set("of for"),
    "place": word_set("to for"),
    "attraction": word_set("in of near around"),
    "salary": word_set("of for"),
    "rule": word_set("of for"),
    "law": word_set("of on about"),
    "festival": word_set("in of"),
    "event": word_set("in of"),
    "risk": word_set("of for from"),
    "process": word_set("of for"),
    "cause": word_set("of for"),
    "introduction": word_set("to of"),
    "answer": word_set("to of"),
    "sign": word_set("of"),
}
"""The prepositions that give a relational noun its complement, where it is not "of" alone."""

JOINED_BY = {
    "treatment": "for",
    "cure": "for",
    "remedy": "for",
    "alternative": "to",
    "solution": "to",
    "reason": "for",
    "argument": "for",
    "evidence": "for",
    "requirement": "for",
    "qualification": "for",
    "prerequisite": "for",
    "tip": "for",
    "competitor": "of",
    "similar": "to",
    "book": "about",
    "course": "about",
    "article": "about",
    "paper": "about",
    "tutorial": "about",
    "video": "about",
    "film": "about",
    "movie": "about",
    "documentary": "about",
    "documentation": "about",
    "festival": "in",
    "event": "in",
    "attraction": "in",
}
"""The preposition that joins a complement to a noun, where it is not "of"."""

WORK = word_set("job role position career profession occupation")
"""Class nouns that stand for what someone does."""

DOCUMENTS = word_set("document article page report guide chapter section")
"""Nouns that, after "this", name what was cited."""

OUTER_ROLES = word_set("role contribution relationship")
"""Nouns with two complements: the role *of* something *in* something else."""

AMOUNTS = word_set("much less no")
"""Determiners of an amount, which takes a verb in the singular."""

BACKGROUND = word_set(
    "world earth society people person today day year years week month time life kid kids child "
    "children adult adults man men woman women human humans lot way ways thing things summer "
    "winter spring autumn fall food general business practice term terms example home work body "
    "economy country minor minors friend brother sister mother father son daughter parent student "
    "side health environmental number amount long-term short-term chemical chemicals one ones"
)
"""Nouns that a question may name without being about them."""

PEOPLE = word_set(
    "man woman boy girl king queen president author writer singer actor actress director founder "
    "inventor scientist philosopher poet painter artist pirate leader composer emperor pope saint "
    "prophet professor doctor engineer player politician explorer general chef model mother "
    "father"
)

UNIQUE = word_set(
    "sun moon sky internet web government public environment future past present weather police "
    "army law body brain heart throat stomach skin head eye ear nose mouth lung liver kidney "
    "blood bone muscle back neck ocean sea ground air wind north south east west morning "
    "afternoon evening night weekend market universe planet same rest end middle beginning top "
    "bottom way point other others former latter united elderly poor rich"
)
"""Nouns that "the" may introduce to someone who heard nothing before."""

GIVEN = word_set(
    "example summary definition description overview explanation introduction recipe comparison"
)
"""What is asked for with "a": an example, a summary."""

INVARIANT = word_set(
    "series species means news data people police mathematics physics economics diabetes politics "
    "electronics genetics linguistics ethics analytics robotics athletics gymnastics mechanics "
    "logistics rabies measles always perhaps gas bus lens canvas christmas texas kansas alias "
    "bias atlas"
)

PLURALS = {"men": "man", "women": "woman", "children": "child", "people": "person", "feet": "foot",
           "teeth": "tooth", "mice": "mouse", "geese": "goose", "criteria": "criterion",
           "phenomena": "phenomenon", "lives": "life", "wives": "wife", "leaves": "leaf",
           "wolves": "wolf", "knives": "knife", "analyses": "analysis", "diagnoses": "diagnosis",
           "hypotheses": "hypothesis", "theses": "thesis", "crises": "crisis", "movies": "movie",
           "cookies": "cookie", "species": "species", "series": "series", "pros": "pro",
           "cons": "con"}  # fmt: skip


@lru_cache(maxsize=4096)
def singular(noun: str) -> str:
    """The singular of a noun in lower case; a noun that is singular already is returned."""
    if noun in PLURALS:
        return PLURALS[noun]
    if not is_plural(noun):
        return noun
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "shes", "ches", "xes", "zes", "oes")):
        return noun[:-2]
    if noun.endswith("uses") and len(noun) > 4 and noun[-5] not in "ao":
        return noun[:-2]  # buses and viruses, not causes and houses
    return noun[:-1]


@lru_cache(maxsize=4096)
def plural(noun: str) -> str:
    """The plural of a noun in lower case; a noun that is plural already is returned."""
    if is_plural(noun):
        return noun
    for several, one in PLURALS.items():
        if one == noun and several not in ("pros", "cons"):
            return several
    if noun.endswith("y") and noun[-2:-1] not in tuple("aeiou"):
        return noun[:-1] + "ies"
    if noun.endswith(("s", "sh", "ch", "x", "z")):
        return noun + "es"
    return noun + "s"


_SINGULAR_ENDINGS = ("ss", "us", "sis", "tis", "xis", "nis", "ris", "lis", "ois", "vis", "this")


@lru_cache(maxsize=4096)
def is_plural(noun: str) -> bool:
    """Whether a noun in lower case looks like a plural."""
    if noun in PLURALS:
        return True
    if noun in INVARIANT:
        return False
    return len(noun) > 3 and noun.endswith("s") and not noun.endswith(_SINGULAR_ENDINGS)
