"""A question, with the conversation so far, to an Answer whose every sentence is cited."""
