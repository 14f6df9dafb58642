"""Words that are used in questions about anything: they carry a question, not its topic.

An index of few documents cannot tell by counting that `difference` says less than `salary`, so
this list does. Written from everyday English; it holds no word of any one field.
"""

from functools import lru_cache

from chatbot.reading import stem

_GENERIC_WORDS = """
able account achieve act actual add advantage advice affect aim allow amount answer apply approach
area arise aspect back bad base basic become begin believe belong benefit big bring build call care
carry case cause certain chance change characteristic choose clear close combine come common
compare complete concept concern condition consider consist contain context continue contribute
create current day deal decide define definition demand depend derive determine develop difference
different differ difficult disadvantage early easy effect effective end ensure entire especially
essential exact example exist expect explanation fact factor far feature field find follow form
full function further general generally get give go goal good great group grow guy handle happen
hard help high hold idea identify importance important improve include increase individual
influence instance instead interesting involve issue item keep key kind know known large late lead
learn leave let level life like limit limitation list little live long look lot low main make manage
manner matter mean meaning meant measure mention method mistake modern move name named necessary
need new next normal number object occur offer often old open opinion order originate part
particular people person place play point popular position possible practice prefer present prevent
principle problem proceed process produce proper provide purpose put question quick quickly reason
receive recommend refer relate relation relationship relevant rely require respect responsible
result right role rule run say see seem select serve set short show significant similar simple
single situation size small solve somebody someone somewhat sort special specific stand start state
step stop strength structure style subject succeed suggest suitable sum summary suppose sure take
talk tend term thing think time tip together topic try turn type typical typically understand use
used useful usual usually value various version view want way weakness well whole wide word work
write wrong year yes
"""
GENERIC_SHARE = 0.3
"""What is left of the idf of a generic word where a question's words are weighed."""


def is_generic(word_stem: str) -> bool:
    return word_stem in _stems()


@lru_cache(maxsize=1)
def _stems() -> frozenset[str]:
    return frozenset(stem(word) for word in _GENERIC_WORDS.split())
