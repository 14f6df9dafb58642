"""What each user has chosen on the page, kept in the home over restarts."""

import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError


@dataclass(frozen=True, slots=True)
class Preference:
    """One user's choices; None where they leave it to the settings that the page was started
    with. `theme` is `system`, `light` or `dark`."""

    collection: str | None = None
    caution: float | None = None
    passages: int | None = None
    engine: str | None = None
    theme: str | None = None


_STORED = TypeAdapter(dict[str, Preference])


class Preferences:
    """The choices of all users, in `preferences.json`. Safe for threads."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "preferences.json"
        self._lock = threading.Lock()
        self._kept = self._read()

    def of(self, user: str) -> Preference:
        with self._lock:
            return self._kept.get(user, Preference())

    def change(self, user: str, **choices: Any) -> Preference:
        """Keep some of a user's choices, leave the others; what holds now."""
        with self._lock:
            changed = replace(self._kept.get(user, Preference()), **choices)
            self._kept[user] = changed
            self._write()
            return changed

    def forget(self, user: str) -> None:
        with self._lock:
            if self._kept.pop(user, None) is not None:
                self._write()

    def clear(self) -> None:
        """Forget the choices of all users."""
        with self._lock:
            self._kept.clear()
            self.path.unlink(missing_ok=True)

    def _read(self) -> dict[str, Preference]:
        try:
            return _STORED.validate_json(self.path.read_bytes())
        except (OSError, ValidationError):
            return {}  # none yet, or of another version: the settings hold again

    def _write(self) -> None:
        draft = self.path.with_suffix(".new")
        chosen = {
            user: {name: value for name, value in asdict(preference).items() if value is not None}
            for user, preference in self._kept.items()
        }
        draft.write_bytes(TypeAdapter(dict[str, dict[str, Any]]).dump_json(chosen))
        draft.replace(self.path)
