"""Files to Documents to Passages to an index: everything that happens before a question is asked."""
