"""Words that decide whether two sentences say the same: negations, quantities, opposites."""

NEGATIONS = frozenset(
    "not no never none nobody nothing nowhere neither nor without cannot n't hardly barely".split()
)
"""Words that turn a statement around; words that end in n't do, too."""

REVERSALS = frozenset(
    "fail fails failed failing lack lacks lacked lacking avoid avoids avoided avoiding prevent "
    "prevents prevented preventing refuse refuses refused unless until except instead rather "
    "despite stop stops stopped only before unlike beyond less fewer least free absence absent "
    "missing impossible unable rarely seldom few little exclude excludes excluded excluding "
    "protect protects protected protecting spare spares save saves saved "
    "wrong untrue false ignore ignores ignored deny denies denied against too".split()
)
"""Words that can carry a negation in other words: 'fails to' for 'does not'."""

SCALE = {
    word: level
    for level, words in enumerate(
        (
            "never none nobody nothing",
            "rarely rare seldom few hardly barely scarcely",
            "some several multiple sometimes occasionally occasional somewhat partly partially",
            "many often frequently frequent regularly regular numerous",
            "most mostly usually usual generally typically customary commonly normally mainly "
            "largely tend tends tended almost nearly chiefly predominantly majority",
            "all every always each everyone everybody everything entirely completely "
            "invariably everywhere",
        )
    )
    for word in words.split()
}
"""How much of the cases a word speaks of: 0 none, 1 few, 2 some, 3 many, 4 most, 5 all."""

MODALS = {
    word: level
    for level, words in enumerate(
        (
            "may might can could possibly perhaps maybe potentially probably likely possible",
            "should ought",
            "must shall required necessarily certainly definitely guaranteed",
        ),
        start=1,
    )
    for word in words.split()
}
"""How binding a statement is: 1 possible, 2 advised, 3 certain; a plain statement has none."""

EXCLUSIVES = frozenset("only solely exclusively merely purely alone".split())

BOUNDS = (
    (
        "least",
        r"\bat least\b|\bno (?:less|fewer) than\b|\bor more\b|\bminimum of\b|\bmore than\b"
        r"|\bover (?=[\d$€£])|\bexceed\w*\b|\bat minimum\b|\babove (?=[\d$€£])",
    ),
    (
        "most",
        r"\bat most\b|\bno more than\b|\bup to\b|\bor (?:less|fewer)\b|\bmaximum of\b"
        r"|\b(?:less|fewer) than\b|\bunder (?=[\d$€£])|\bbelow (?=[\d$€£])|\bat maximum\b",
    ),
)
"""Phrases that bound a number from below or from above; 'no less than' also holds 'less than'."""

PRONOUNS = frozenset(
    "it its they them their he him his she her this these those that such both one".split()
)
"""Words that stand for something named earlier."""

FIRST_PERSON = frozenset("i me my mine myself i'm i've i'd i'll".split())
"""Words with which a speaker speaks of itself; no document can carry what it thinks."""

OPINIONS = frozenset(
    "great funny awesome incredible interesting exciting amazing nice cool fun love loved liked "
    "favorite favourite beautiful relaxing wonderful terrible boring sad crazy weird strange glad "
    "sorry neat enjoy enjoyed delicious impressive fascinating surprising sounds "
    "unfortunately fortunately luckily hopefully sadly".split()
)
"""Words with which a speaker judges, doubts or remembers: its own, unless the source has them."""

FILLERS = frozenset(
    "a an the of in on at by for to from with and or but is are was were be been being am it its "
    "he she his her him they them their this that these those as than have has had having do "
    "does did s which who whom whose so".split()
)
"""Words whose presence says nothing about the source."""

LIGHT = frozenset(
    "mean means meant call called calls name named known refer refers referred consider "
    "considered regard regarded involve involves involving include includes including included "
    "consist consists consisting get gets got getting take takes took taken taking make makes "
    "made making go goes went come comes came become becomes became use uses used using serve "
    "serves served help helps helped allow allows let lets enable enables need needs needed "
    "give gives given giving keep keeps put puts turn turns carry carries way ways thing things "
    "kind kinds sort sorts type types form forms part parts lot lots case cases example "
    "describe describes described define defines defined say says said state states stated "
    "concern concerns deal deals instead therefore thus also hence besides moreover rather "
    "well simply even still yet already people someone somebody person anyone term word namely "
    "whole aim aims order end per able typical different certain particular two "
    "work works worked especially particularly specifically mainly "
    "yes yeah yep no nope oh ah well actually really indeed absolutely definitely certainly sure "
    "exactly okay ok right".split()
)
"""Words that a faithful rewording may add: they carry grammar more than facts."""

_OPPOSITES = """
increase/decrease increase/reduce increase/lower increase/shrink raise/lower raise/reduce
grow/shrink grow/decline rise/fall rise/drop rise/decline gain/lose gain/loss improve/worsen
improve/degrade improve/harm improvement/deterioration more/less more/fewer most/least high/low
higher/lower highest/lowest large/small larger/smaller largest/smallest big/small bigger/smaller
long/short longer/shorter longest/shortest fast/slow faster/slower quick/slow quickly/slowly
rapidly/slowly early/late earlier/later before/after first/last begin/end start/end start/finish
start/stop begin/finish open/close opened/closed enable/disable enable/prevent allow/prevent
allow/forbid allow/prohibit permit/prohibit permit/forbid allowed/forbidden accept/reject
include/exclude add/remove add/subtract insert/delete create/destroy build/destroy connect/separate
join/leave enter/leave win/lose pass/fail succeed/fail success/failure true/false right/wrong
correct/incorrect correct/wrong good/bad better/worse best/worst strong/weak stronger/weaker
easy/hard easy/difficult easier/harder simple/complex simple/complicated cheap/expensive
cheaper/dearer cheaper/costlier hot/cold warm/cold hotter/colder light/dark light/heavy new/old
newer/older young/old younger/older full/empty near/far inside/outside internal/external
above/below over/under up/down upward/downward top/bottom front/back left/right north/south
east/west northern/southern eastern/western male/female public/private rich/poor safe/dangerous
safe/unsafe common/rare often/rarely often/seldom frequent/rare frequently/rarely usually/rarely
always/never all/none everything/nothing everyone/nobody many/few much/little maximum/minimum
maximise/minimise maximize/minimize positive/negative active/passive present/absent
presence/absence import/export input/output buy/sell bought/sold lend/borrow send/receive push/pull
give/take supply/demand profit/loss ally/enemy agree/disagree love/hate like/dislike
encourage/discourage advantage/disadvantage benefit/drawback benefit/harm strength/weakness
increase/fall increase/drop required/optional mandatory/optional mandatory/voluntary
necessary/optional permanent/temporary static/dynamic fixed/variable constant/variable
manual/automatic manually/automatically online/offline synchronous/asynchronous wide/narrow
wider/narrower deep/shallow thick/thin broad/narrow general/specific abstract/concrete
theoretical/practical formal/informal alive/dead born/died remember/forget help/hinder protect/harm
expand/contract accelerate/slow appear/disappear attack/defend cause/prevent ancient/modern
past/future simplify/complicate
tighten/loosen maintain/abandon preserve/destroy praise/criticise support/oppose confirm/deny
known/unknown overfitting/underfitting junior/senior day/night morning/evening morning/afternoon
frequent/infrequent same/different similar/different together/separately upper/lower
on-site/remote domestic/foreign major/minor majority/minority hire/fire encrypt/decrypt
compress/expand upload/download guilty/innocent vertical/horizontal
approve/reject approved/rejected ban/allow ban/permit raise/cut increase/cut grant/deny
accept/refuse
visible/hidden attend/miss obey/violate expand/shrink widen/narrow strengthen/weaken hire/dismiss
valuable/worthless useful/useless careful/careless harmless/harmful seldom/frequently
"""

OPPOSITES = tuple(tuple(pair.split("/")) for pair in _OPPOSITES.split() if pair.count("/") == 1)
"""Pairs of words that cannot both be said of the same thing."""

OPPOSING_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "mis")

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}

UNITS = {
    alias: unit
    for unit, aliases in {
        "percent": "% percent per-cent",
        "second": "s sec second seconds",
        "millisecond": "ms millisecond milliseconds",
        "minute": "min minute minutes",
        "hour": "h hour hours hr hrs",
        "day": "day days",
        "week": "week weeks",
        "month": "month months",
        "year": "year years yr yrs",
        "decade": "decade decades",
        "century": "century centuries",
        "metre": "metre metres meter meters",
        "kilometre": "km kilometre kilometres kilometer kilometers",
        "centimetre": "cm centimetre centimetres centimeter centimeters",
        "millimetre": "mm millimetre millimetres millimeter millimeters",
        "mile": "mile miles",
        "foot": "ft foot feet",
        "gram": "g gram grams",
        "kilogram": "kg kilogram kilograms",
        "tonne": "tonne tonnes ton tons",
        "pound": "lb lbs",
        "litre": "litre litres liter liters",
        "kilobyte": "kb kilobyte kilobytes",
        "megabyte": "mb megabyte megabytes",
        "gigabyte": "gb gigabyte gigabytes",
        "terabyte": "tb terabyte terabytes",
        "watt": "watt watts",
        "kilowatt": "kw kilowatt kilowatts",
        "dollar": "$ dollar dollars usd",
        "euro": "€ euro euros eur",
        "sterling": "£ pounds gbp",
        "degree": "° degree degrees",
    }.items()
    for alias in aliases.split()
}
"""Every way to write a unit, to one name."""
