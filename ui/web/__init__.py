"""The Gradio page: one file a tab, rendering kept apart from events.

The page tells no one that it is used; the variables have to stand before Gradio is imported.
"""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
