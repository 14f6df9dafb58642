"""The closed word classes of English that reading a follow-up question needs, and its verbs."""

from functools import lru_cache


def word_set(text: str) -> frozenset[str]:
    """The words of a text, in any order."""
    return frozenset(text.split())


ARTICLES = word_set("a an the")

DEMONSTRATIVES = word_set("this that these those")

POSSESSIVES = word_set("my your our its their his her whose")

QUANTIFIERS = word_set(
    "some any all every each no both either neither many much few several more most"
)

DETERMINERS = ARTICLES | DEMONSTRATIVES | POSSESSIVES | QUANTIFIERS

QUESTION_WORDS = word_set("what which who whom whose when where why how")

BE = word_set("is are was were am be been being isn aren wasn weren")

DO = word_set("do does did don doesn didn")

HAVE = word_set("has have had having hasn haven hadn")

MODALS = word_set(
    "can could will would shall should may might must couldn won wouldn shouldn cannot"
)

AUXILIARIES = BE | DO | HAVE | MODALS

PERSONAL = word_set(
    "i me we us you mine yours ours myself yourself ourselves someone anyone everyone something "
    "anything everything nothing people somebody anybody everybody"
)

PREPOSITIONS = word_set(
    "of in on at by for with about against between into through during before after above below "
    "to from up down out off over under around across among within without toward towards per via "
    "onto upon near versus vs than as like besides beyond behind along despite until since inside "
    "outside underneath if because while whether unless although though"
)

CONJUNCTIONS = word_set("and or but nor so")

ADVERBS = word_set(
    "not t very too also just even still already yet ever never always often usually sometimes "
    "really quite rather almost only again then now today here there else instead together away "
    "ago soon later earlier first long far well please maybe perhaps originally apart so "
    "naturally currently once twice"
)

_ORDINALS = (
    "first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th", "seventh 7th",
    "eighth 8th", "ninth 9th", "tenth 10th",
)  # fmt: skip
ORDINALS = {word: place for place, both in enumerate(_ORDINALS) for word in both.split(" ")} | {
    "last": -1,
    "final": -1,
}
"""Places in a list, counted from 0; -1 is its end."""

_CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
CARDINALS = {word: place for place, word in enumerate(_CARDINALS)} | {
    str(place + 1): place for place in range(20)
}
"""Numbers in "number two" and "point 3", counted from 0."""

EVALUATIVE = word_set(
    "main common popular good best better other key important famous similar different special "
    "interesting typical major minor big biggest well-known notable significant possible general "
    "basic primary principal essential necessary known usual specific particular some top certain "
    "great bad worst new latest early modern current various additional further related real "
    "actual short long term long-term short-term potential original overall exact average total "
    "recommended healthy cheap easy normal dangerous minimum maximum minimal maximal"
)
"""Adjectives that say which of several, not which thing."""

PREDICATES = EVALUATIVE | word_set(
    "safe dangerous true false legal illegal free dead alive younger older larger smaller longer "
    "shorter faster slower cheaper stronger worse harmful healthy unhealthy painful contagious "
    "expensive hard difficult easy worth able likely unlikely higher lower bigger greater fewer "
    "ready available useful effective efficient secure successful hot cold high low tall old "
    "young deep fast slow married born same ethical normal rare fatal deadly real possible "
    "impossible necessary allergic poisonous toxic addictive reliable accurate open strong weak "
    "rich poor responsible sure certain wrong right full empty aware pregnant sick ill okay ok "
    "fine late early native hereditary genetic"
)
"""Adjectives that end a clause rather than head a noun phrase."""

CERTAIN_VERBS = word_set(
    "become compare differ explain describe include improve get go know eat happen provide relate "
    "require tell find found think come see want seem keep let begin write learn teach understand "
    "believe bring lose continue create speak allow add spend grow remember consider appear die "
    "expect build stay reach remain suggest decide develop carry receive agree produce choose "
    "contain occur consist prevent avoid solve affect invent discover survive reproduce exist "
    "depend apply involve define deploy perform consume publish differentiate distinguish "
    "contribute combine communicate collaborate suffer recover diagnose detect identify recognize "
    "recognise say said went came made took gave got knew thought saw kept held brought won led "
    "grew fell sold built wrote began lost met paid spoke spent ran chose broke drove ate drank "
    "done maintain operate install configure achieve attend belong earn make take give frozen "
    "broken known given taken seen driven eaten chosen spoken stolen establish approve cover "
    "claim reset stop quit comprise undergo freeze originate evolve absorb harm"
)
"""Verbs that are hardly ever nouns: base forms, and past forms that are irregular."""

VERBS = CERTAIN_VERBS | word_set(
    "follow precede succeed surround accompany end translate haunt shoot film classify obtain "
    "suspect consider gather order seek practice upload backup link reduce increase look lead "
    "hold sit stand pay meet read open walk win offer buy wait serve send fall cut kill raise "
    "pass sell return break hit catch draw treat cure damage form use work play run cause help "
    "live need mean start show spread weigh cost change impact influence drink sleep cook fly "
    "move call turn ask feel try leave put share save shift watch lay deal hunt recycle travel "
    "attack measure train support handle manage protect store charge design drive fight join "
    "visit sing direct star act vote rule study count matter last fit lower age smoke hurt burn "
    "feed breathe swim connect interact benefit heal left rose sang drew died do monitor update "
    "remove replace repair fix test evaluate celebrate collect compete conduct control convert "
    "export import land launch print plant process promote prove record refer regulate release "
    "search settle sign sound sponsor transfer vary wear taught felt meant understood bought "
    "brine trigger taste smell milk brew bake boil melt rise migrate hibernate mate breed orbit "
    "rotate erupt explode digest transmit spawn bite sting poison graduate enroll hire fire "
    "retire elect govern caught fought sought stuck struck hung fed laid needed wanted "
    "accept access address adjust advise answer arrange assign attach back balance bind book "
    "borrow calculate cancel carve check claim clean clear close comment compile complete "
    "configure confirm copy correct cross damage date debug defend delete deliver demand deny "
    "detach disable discuss display divide dry empty enable encourage enforce enter estimate "
    "examine exchange execute explore extract fail file fill filter finance finish flow format "
    "generate grant greet grip guard guide harvest hide host increase inform insert inspect "
    "install insulate insure invest invite issue join judge kick label lend lift limit link list "
    "listen load lock log make mark match mix model modify motivate negotiate notice number open "
    "order organize organise pack paint pair park pick plan plant polish post pour pray predict "
    "prefer prepare present press prevent produce protect prune publish pull pump push raise rank "
    "rate react rebuild recharge recommend record reflect refuse reject relax rent reply report "
    "represent request rescue reserve resist resolve respond rest restart restore retain retrieve "
    "return reuse reveal reverse review rinse risk roll rotate scale scan score screen seal secure "
    "select separate shape shoot show shrink shut simplify soak solve sort split spot spray steal "
    "step store stretch strip submit supply surf suspend swap switch tackle tag tear tend "
    "thank throw tie touch track trade transform transport trim trust tune turn twist type unlock "
    "update upgrade validate verify view wake warm warn wash waste wear weave weld welcome wipe "
    "wonder wrap lock schedule alternate evaporate condense crush dissolve enhance ferment heal "
    "lock override imitate compress"
)
"""All that are verbs where a verb may stand, though many are nouns elsewhere."""

CHAT = word_set(
    "thanks thank ok okay yes no yeah yep nope hi hello hey bye cool great nice sure right sorry "
    "please wow good perfect awesome alright correct exactly"
)
"""What people say without asking for anything."""

OPENINGS = word_set("and but or so also please ok okay well then can could would you")
REQUESTS = word_set(
    "tell give show list name describe explain compare define discuss summarize summarise outline "
    "elaborate clarify"
)
"""Verbs that ask for an answer."""

FOREIGN = word_set(
    "der das und ist wie wer warum ich nicht ein eine einen dem den für mit von le la les des est "
    "que qui quoi pourquoi et une du dans avec sur pour elle il ils el los las qué cómo por para "
    "con una del y es está che lo gli di perché sono och är hur vad det på een het zijn wat hoe "
    "waarom van o não são uma da do os"
)
"""Frequent words of other languages written in Latin letters that are no English words."""


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


NOT_SUPERLATIVE = word_set(
    "forest interest harvest request conquest protest contest invest digest suggest priest honest "
    "modest arrest bequest manifest northwest southwest"
)


def is_superlative(word: str) -> bool:
    """Whether a word in lower case compares with all: biggest, best, first."""
    return word in ("best", "worst", "first", "last", "least", "latest", "oldest") or (
        len(word) > 5 and word.endswith("est") and word not in NOT_SUPERLATIVE
    )


_DOUBLED = word_set(
    "get set put run cut plan stop ship swim sit win begin let hit step drop wrap trim grab rub"
)


def gerund(verb: str) -> str:
    """The -ing form of a verb in its base form."""
    if verb in _DOUBLED:
        return f"{verb}{verb[-1]}ing"
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        return f"{verb[:-1]}ing"
    return f"{verb}ing"
