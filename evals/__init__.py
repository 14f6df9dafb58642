"""How good are the answers? Questions, metrics and results, measured by commands."""
