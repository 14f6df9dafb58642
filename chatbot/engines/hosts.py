"""Talking to a model's server: to the host that was chosen, and to no other."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def is_loopback(address: str) -> bool:
    """Whether an address leads to this machine."""
    return (urlsplit(address).hostname or "") in LOOPBACK


def client_options(address: str, seconds: float) -> dict[str, Any]:
    """For an httpx client. Redirects are not followed: they would carry key, question and passages
    to a host that nobody chose. What stays on this machine goes through no proxy."""
    return {
        "timeout": seconds,
        "follow_redirects": False,
        "trust_env": not is_loopback(address),
    }


def open_client(address: str, seconds: float) -> "httpx.Client":
    import httpx

    return httpx.Client(**client_options(address, seconds))


def ask_json(method: str, address: str, *, seconds: float, **options: Any) -> Any:
    """The JSON that a server answers; None where it cannot be reached or answers anything else."""
    import httpx

    try:
        with open_client(address, seconds) as client:
            answer = client.request(method, address, **options)
            return answer.json() if answer.status_code == 200 else None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError):
        return None
