"""Files to Documents to Passages to an index: all that happens before a question is asked."""

import sys

# OpenVINO tells its maker over the network, at its own import, that it is used; where this package
# of it is missing, it does not. None makes it missing, before anything can import OpenVINO.
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
