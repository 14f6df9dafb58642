"""Grounding: a verdict on every sentence of an answer, against the passages that it came from.

A sentence is laid against its sources word by word (`alignment`), and what may not differ is
compared by rule (`agreement`, `polarity`, `wording`).
"""

from chatbot.grounding.checking import Grounding, claims
from chatbot.grounding.literal import departure, held, strays
from chatbot.grounding.sources import Evidence
from chatbot.grounding.text import Reading, read

__all__ = ["Evidence", "Grounding", "Reading", "claims", "departure", "held", "read", "strays"]
