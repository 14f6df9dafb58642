"""The compiled model's weights and activations in 8 bits, for processors that multiply bytes faster
than floats and know no bfloat16."""

import contextlib
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

SMOOTHING = 0.8
"""How much of the spread of activations is moved into the weights (SmoothQuant, Xiao et al. 2023):
of .5 to .95 the value that keeps the vectors nearest to those in floats."""

Example = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Token ids and attention mask, (texts, tokens) each."""


def worthwhile(core: Any) -> bool:
    """Whether this processor gains: it has instructions for bytes, and none for bfloat16."""
    able = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return "INT8" in able and "BF16" not in able


def quantised(network: Any, examples: Sequence[Example]) -> Any | None:
    """An OpenVINO model with its large products in 8 bits (NNCF, post-training quantisation); None
    where NNCF is not installed. `examples` show the ranges that activations take.

    Attention stays in floats: its products are small, and bytes made it slower.
    """
    os.environ["NNCF_CI"] = "1"  # else it would report its use over the network
    # NNCF has torch look for a compiler of CUDA, and torch warns that there is none.
    logging.getLogger("torch.utils.cpp_extension").setLevel(logging.ERROR)
    try:
        import nncf
    except ImportError:
        log.info("nncf is not installed; the embedding model stays in floats")
        return None
    nncf.set_log_level(logging.ERROR)
    # It draws bars of its own, many lines of them, among what is said to the user.
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        return nncf.quantize(
            network,
            nncf.Dataset([list(example) for example in examples]),
            model_type=nncf.ModelType.TRANSFORMER,
            subset_size=len(examples),
            ignored_scope=nncf.IgnoredScope(types=["ScaledDotProductAttention"], validate=False),
            advanced_parameters=nncf.AdvancedQuantizationParameters(
                smooth_quant_alphas=nncf.AdvancedSmoothQuantParameters(matmul=SMOOTHING)
            ),
        )
