"""Files to Documents to Passages to an index: all that happens before a question is asked."""
