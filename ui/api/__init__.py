"""The HTTP interface: OpenAI's chat protocol under /v1, everything else under /api."""
