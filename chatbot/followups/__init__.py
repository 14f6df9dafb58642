"""Follow-ups: a question that leans on the conversation is made to stand alone.

By rule (`resolving` and the modules that it puts together), or reworded by a language model that is
held to what the rules read (`rewriting`).
"""

from chatbot.followups.resolving import LONGEST, FollowUps
from chatbot.followups.rewriting import FollowUpReader, RewritingFollowUps

__all__ = ["LONGEST", "FollowUpReader", "FollowUps", "RewritingFollowUps"]
