"""The closed and half-closed word classes of English that reading a follow-up question needs."""

from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ARTICLES = _words("a an the")
DEMONSTRATIVES = _words("this that these those")
POSSESSIVES = _words("my your our its their his her whose")
QUANTIFIERS = _words(
    "some any all every each no both either neither many much few several more most"
)
DETERMINERS = ARTICLES | DEMONSTRATIVES | POSSESSIVES | QUANTIFIERS
QUESTION_WORDS = _words("what which who whom whose when where why how")
BE = _words("is are was were am be been being isn aren wasn weren")
DO = _words("do does did don doesn didn")
HAVE = _words("has have had having hasn haven hadn")
MODALS = _words("can could will would shall should may might must couldn won wouldn shouldn cannot")
AUXILIARIES = BE | DO | HAVE | MODALS
PERSONAL = _words(
    "i me we us you mine yours ours myself yourself ourselves someone anyone everyone something "
    "anything everything nothing people somebody anybody everybody"
)
PREPOSITIONS = _words(
    "of in on at by for with about against between into through during before after above below "
    "to from up down out off over under around across among within without toward towards per via "
    "onto upon near versus vs than as like besides beyond behind along despite until since inside "
    "outside underneath if because while whether unless although though"
)
CONJUNCTIONS = _words("and or but nor so")
ADVERBS = _words(
    "not t very too also just even still already yet ever never always often usually sometimes "
    "really quite rather almost only again then now today here there else instead together away "
    "ago soon later earlier first long far well please maybe perhaps originally apart so well "
    "naturally currently once twice"
)
ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "first 1st",
            "second 2nd",
            "third 3rd",
            "fourth 4th",
            "fifth 5th",
            "sixth 6th",
            "seventh 7th",
            "eighth 8th",
            "ninth 9th",
            "tenth 10th",
        )
    )
    for word in words.split()
} | {"last": -1, "final": -1}
"""Places in a list, counted from 0; -1 is its end."""

CARDINALS = {
    word: number
    for number, word in enumerate("one two three four five six seven eight nine ten".split())
} | {str(number + 1): number for number in range(20)}
"""Numbers in "number two" and "point 3", counted from 0."""

EVALUATIVE = _words(
    "main common popular good best better other key important famous similar different special "
    "interesting typical major minor big biggest well-known notable significant possible general "
    "basic primary principal essential necessary known usual specific particular some top certain "
    "great bad worst new latest early modern current various additional further related real "
    "actual short long term long-term short-term potential original overall exact average total "
    "recommended healthy cheap easy normal dangerous minimum maximum minimal maximal"
)
"""Adjectives that say which of several, not which thing."""

PREDICATES = EVALUATIVE | _words(
    "safe dangerous true false legal illegal free dead alive younger older larger smaller longer "
    "shorter faster slower cheaper stronger worse harmful healthy unhealthy painful contagious "
    "expensive hard difficult easy worth able likely unlikely higher lower bigger greater fewer ready available useful effective "
    "efficient secure successful hot cold high low tall old young deep fast slow married born "
    "same ethical normal rare fatal deadly real possible impossible necessary allergic poisonous "
    "toxic addictive reliable accurate open strong weak rich poor responsible sure certain wrong "
    "right full empty aware pregnant sick ill okay ok fine late early native hereditary genetic"
)
"""Adjectives that end a clause rather than head a noun phrase."""

VERBS = _words(
    "become compare differ explain describe include improve get go know eat happen provide relate "
    "require reduce increase make take give tell find found think come see want look seem keep let "
    "begin write learn teach lead understand believe bring hold sit stand lose pay meet continue "
    "create speak read allow add spend grow open walk win offer remember consider appear buy wait "
    "serve die send expect build stay fall cut reach kill remain suggest raise pass sell decide "
    "return develop carry break receive agree hit produce eat cover catch draw choose contain "
    "occur consist prevent treat cure avoid solve affect damage form use work play run cause help "
    "live need mean start show spread weigh cost change impact influence drink sleep cook fly move "
    "call turn ask feel try leave put share save shift watch invent discover win lay deal hunt "
    "recycle travel survive reproduce attack earn exist depend apply involve measure "
    "define deploy train perform support handle manage protect store charge deploy design "
    "consume treat drive fight join visit perform sing publish direct star act vote rule study "
    "count matter last fit belong lower raise age smoke hurt burn feed raise breathe swim "
    "differentiate distinguish contribute combine connect interact communicate collaborate "
    "benefit suffer recover heal diagnose detect identify recognize recognise say said went came "
    "made took gave got knew thought saw left kept held brought won led grew fell rose sold built "
    "wrote began lost met paid spoke spent ran sang drew chose broke drove ate drank died do done "
    "monitor maintain operate install configure update remove replace repair fix test evaluate "
    "achieve attend celebrate collect compete conduct control convert export import land launch "
    "print plant process promote prove record refer regulate release search settle sign sound "
    "sponsor stop transfer vary wear taught felt meant built understood thought bought "
    "comprise freeze brine trigger taste smell look undergo milk brew bake boil harm quit melt rise "
    "originate evolve migrate hibernate mate breed orbit rotate erupt explode digest absorb transmit "
    "spawn bite sting poison graduate enroll apply hire fire promote earn retire vote elect govern "
    "frozen broken known given taken seen driven eaten chosen spoken stolen establish approve cover "
    "claim reset "
    "caught fought sought stuck struck hung fed laid needed wanted"
)
"""Base forms (and some irregular past forms) that are verbs where a verb may stand."""

CERTAIN_VERBS = _words(
    "become compare differ explain describe include improve get go know eat happen provide relate "
    "require tell find found think come see want seem keep let begin write learn teach understand "
    "believe bring lose continue create speak allow add spend grow remember consider appear die "
    "expect build stay reach remain suggest decide develop carry receive agree produce choose "
    "contain occur consist prevent avoid solve affect invent discover survive reproduce exist "
    "depend apply involve define deploy perform consume publish differentiate distinguish "
    "contribute combine communicate collaborate suffer recover diagnose detect identify recognize "
    "recognise say said went came made took gave got knew thought saw kept held brought won led "
    "grew fell sold built wrote began lost met paid spoke spent ran chose broke drove ate drank "
    "done maintain operate install configure achieve attend belong collaborate earn make take give frozen broken known given taken seen driven eaten chosen spoken stolen establish approve cover "
    "claim reset stop quit comprise undergo freeze "
    "originate evolve absorb harm"
)
"""Verbs that are hardly ever nouns."""

REFERENTIAL = _words(
    "city town village country state island region place area company organization organisation "
    "firm brand film movie book novel series show story song album band group team club player "
    "disease disorder condition illness syndrome infection virus drug medicine medication vaccine "
    "procedure surgery therapy animal dog cat bird fish plant tree person man woman author writer "
    "artist president king queen actor singer scientist experiment project program programme "
    "product device machine tool language framework library app game sport event war battle "
    "festival holiday law act treaty policy building bridge museum theory concept term word idea "
    "approach technique algorithm architecture dataset role job profession career position field "
    "substance material chemical element mineral vitamin compound recipe dish drink beverage "
    "document paper article report file movement party religion era period empire dynasty lake mountain planet crime case trial campaign election crisis accident incident "
    "attack"
)
"""Nouns that, alone after "the" or "this", name a thing spoken of before."""

RELATIONAL = _words(
    "symptom cause effect treatment cure remedy type kind sort variety example advantage "
    "disadvantage pro con benefit risk danger drawback downside upside difference similarity "
    "feature characteristic trait property component part layer element member character theme "
    "plot author creator founder inventor director writer owner cast origin history background "
    "meaning definition purpose goal aim objective role impact implication importance significance "
    "consequence finding result outcome conclusion source use usage application alternative "
    "competitor rival price cost salary pay wage duration length size age height weight width depth "
    "speed capacity population capital climate weather culture religion currency economy step stage "
    "phase requirement qualification prerequisite skill responsibility duty task challenge problem "
    "issue limitation criticism controversy argument reason motivation explanation evidence "
    "statistic number amount rate level prevalence incidence frequency probability prevention diagnosis "
    "prognosis complication ingredient version variant species breed subtype category "
    "award accomplishment achievement contribution discovery invention publication influence "
    "relationship connection link similarity structure function mechanism process method principle "
    "rule law theory attraction landmark festival event tradition custom habitat diet lifespan "
    "appearance adaptation predator prey enemy ally leader successor predecessor parent child wife "
    "husband family name nickname legacy reputation reception review rating ranking score sequel "
    "season episode chapter section summary detail fact basic fundamental timeline date year start "
    "beginning end ending future past status trend change development growth decline "
    "recommendation tip sign indication indicator factor trigger solution option choice strategy "
    "practice tool technique resource material cost fee expense fund funding budget revenue profit "
    "income earning tax penalty punishment sentence victim survivor participant "
    "opinion view belief value standard criterion exception restriction regulation policy "
    "specification model brand manufacturer supplier customer user audience critic fan supporter "
    "opponent title subject topic scope content format location place position distance route "
    "point dose dosage limit deadline quota warranty form bottom top middle surface center centre edge experience mission vision slogan logo headquarters employee founder ceo president chairman"
)
"""Nouns that ask "of what?" when they stand without a complement."""

KINDS = _words(
    "theory method technique principle process law rule policy strategy tax festival event resource "
    "material model tool species practice mission attraction landmark brand name "
    "subject title section text value view family child parent option choice link standard "
    "player fund award season series location place position"
)
"""Relational nouns that name a kind of their own as soon as another noun is joined to them: "the
functionalist theory", "film festivals"."""

MEMBERSHIP = _words(
    "member part example symptom cause requirement type kind version alternative competitor founder "
    "owner author leader effect risk benefit advantage disadvantage feature factor ingredient subset "
    "treatment sign prerequisite component"
)
"""Relational nouns that, said of something else, ask for their complement: "a member"."""

CHAT = _words(
    "thanks thank ok okay yes no yeah yep nope hi hello hey bye cool great nice sure right sorry "
    "please wow good perfect awesome alright correct exactly"
)
"""What people say without asking for anything."""

ARGUMENTS = {
    "treatment": _words("of for"),
    "cure": _words("for"),
    "remedy": _words("for"),
    "alternative": _words("to for of"),
    "difference": _words("between in of"),
    "similarity": _words("between of"),
    "relationship": _words("between of with"),
    "connection": _words("between of with to"),
    "link": _words("between with to"),
    "reason": _words("for of behind"),
    "argument": _words("for against of"),
    "evidence": _words("for of against"),
    "requirement": _words("for of to"),
    "qualification": _words("for of to"),
    "prerequisite": _words("for of to"),
    "solution": _words("to for of"),
    "tip": _words("for on"),
    "tool": _words("for of"),
    "option": _words("for"),
    "method": _words("of for to"),
    "way": _words("to of"),
    "strategy": _words("of for to"),
    "technique": _words("of for"),
    "place": _words("to for"),
    "attraction": _words("in of near around"),
    "salary": _words("of for"),
    "rule": _words("of for"),
    "law": _words("of on about"),
    "festival": _words("in of"),
    "event": _words("in of"),
    "risk": _words("of for from"),
    "process": _words("of for"),
    "cause": _words("of for"),
    "sign": _words("of"),
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

OUTER_ROLES = _words("role contribution relationship place part")
"""Nouns with two complements: the role *of* something *in* something else."""

BACKGROUND = _words(
    "world earth society people person today day year years week month time life kid kids child "
    "children adult adults man men woman women human humans lot way ways thing things summer winter "
    "spring autumn fall food general business practice term terms example home work body economy "
    "country minor minors friend brother sister mother father son daughter parent student side health environmental number amount long-term short-term chemical chemicals one ones"
)
"""Nouns that a question may name without being about them."""

PEOPLE = _words(
    "man woman boy girl king queen president author writer singer actor actress director founder "
    "inventor scientist philosopher poet painter artist pirate leader composer emperor pope saint "
    "prophet professor doctor engineer player politician explorer general chef model mother father"
)
FOREIGN = _words(
    "der das und ist wie wer warum ich nicht ein eine einen dem den für mit von "
    "le la les des est que qui quoi pourquoi et une du dans avec sur pour elle il ils "
    "el los las qué cómo por para con una del y es está "
    "che il lo gli di perché sono och är hur vad och det på een het zijn wat hoe waarom van "
    "o que não são uma da do os"
)
"""Frequent words of other languages written in Latin letters that are no English words."""

INVARIANT = _words(
    "series species means news data people police mathematics physics economics diabetes politics "
    "electronics genetics linguistics ethics analytics robotics athletics gymnastics mechanics "
    "logistics rabies measles always perhaps gas bus lens canvas christmas texas kansas alias bias "
    "atlas"
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


@lru_cache(maxsize=4096)
def is_plural(noun: str) -> bool:
    """Whether a noun in lower case looks like a plural."""
    if noun in PLURALS:
        return True
    if noun in INVARIANT:
        return False
    return len(noun) > 3 and noun.endswith("s") and not noun.endswith(("ss", "us", "is"))


@lru_cache(maxsize=4096)
def verb_base(word: str) -> str | None:
    """The base form of an inflected verb of `VERBS` in lower case, None if it is none."""
    candidates = [word]
    if word.endswith("ies"):
        candidates.append(word[:-3] + "y")
    if word.endswith("es"):
        candidates.append(word[:-2])
    if word.endswith("s"):
        candidates.append(word[:-1])
    if word.endswith("ied"):
        candidates.append(word[:-3] + "y")
    for ending in ("ed", "ing"):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            candidates += [stem, stem + "e"]
            if len(stem) > 2 and stem[-1] == stem[-2]:
                candidates.append(stem[:-1])
    return next((candidate for candidate in candidates if candidate in VERBS), None)


def is_superlative(word: str) -> bool:
    """Whether a word in lower case compares with all: biggest, best, first."""
    return word in ("best", "worst", "first", "last", "least", "latest", "oldest") or (
        len(word) > 5 and word.endswith("est") and word not in NOT_SUPERLATIVE
    )


NOT_SUPERLATIVE = _words("forest interest harvest request conquest protest contest invest digest "
                         "suggest priest honest modest arrest bequest manifest northwest southwest")  # fmt: skip


UNIQUE = _words(
    "sun moon sky internet web government public environment future past present weather police "
    "army law body brain heart throat stomach skin head eye ear nose mouth lung liver kidney blood "
    "bone muscle back neck ocean sea ground air wind north south east west morning afternoon evening "
    "night weekend market universe planet same rest end middle beginning top bottom way point other "
    "others former latter united elderly poor rich"
)
"""Nouns that "the" may introduce to someone who heard nothing before."""

GIVEN = _words(
    "example summary definition description overview explanation introduction recipe comparison"
)
"""What is asked for with "a": an example, a summary."""
