"""Who may use a page that is served to others: names and password hashes in the index's folder."""

import json
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ingest.errors import CitewellError

_ATTEMPTS = 5
_WINDOW = 300.0  # seconds
_SHORTEST = 8


class Users:
    """Users with argon2id hashes, and a limit on failed logins for each name.

    After five failures within five minutes a name is refused, right password or not, until the
    oldest failure is five minutes old.
    """

    def __init__(self, folder: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = folder / "users.json"
        self._hasher = PasswordHasher()
        self._clock = clock
        self._failures: dict[str, deque[float]] = {}
        self._lock = threading.Lock()
        # Compared with for unknown names, so that the time taken does not tell which names exist.
        self._nobody = self._hasher.hash(os.urandom(16))

    def names(self) -> list[str]:
        return sorted(self._read())

    def add(self, name: str, password: str) -> None:
        """Add a user, or give one a new password. Raises CitewellError for a name or password that
        cannot be used."""
        if not name.strip() or len(name) > 64 or not name.isprintable():
            raise CitewellError(f"{name!r} is no user name; use 1 to 64 printable characters")
        if len(password) < _SHORTEST:
            raise CitewellError(f"the password is too short; use at least {_SHORTEST} characters")
        users = self._read() | {name: self._hasher.hash(password)}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(users, file)
        draft.replace(self._path)

    def allows(self, name: str, password: str) -> bool:
        """Whether this is a user's password; failures are counted."""
        now = self._clock()
        with self._lock:
            failures = self._failures.setdefault(name[:64], deque(maxlen=_ATTEMPTS))
            while failures and now - failures[0] > _WINDOW:
                failures.popleft()
            blocked = len(failures) >= _ATTEMPTS
            if len(self._failures) > 10_000:  # names made up by an attacker
                self._failures.clear()
        known = self._read().get(name)
        right = self._verified(known or self._nobody, password) and known is not None
        if not right and not blocked:
            with self._lock:
                failures.append(now)
        return right and not blocked

    def _verified(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password[:1000])
        except (VerificationError, InvalidHashError):
            return False

    def _read(self) -> dict[str, str]:
        if not self._path.is_file():
            return {}
        stored = json.loads(self._path.read_text("utf-8"))
        return {str(name): str(hashed) for name, hashed in stored.items()}
