"""Web addresses to files, when the user asks for one. Nothing else here touches the network.

An address is a wish of the user's, but where it leads is decided by others: every host on the way,
redirects included, must lie in the public internet, and the connection goes to the very address
that was checked, so that a name cannot point elsewhere a moment later.
"""

import ipaddress
import mimetypes
import socket
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from ingest.errors import DocumentError

if TYPE_CHECKING:
    import httpx

MOST_BYTES = 50_000_000
MOST_REDIRECTS = 5
SECONDS = 30.0
_SUFFIXES = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt"}


@dataclass(frozen=True, slots=True)
class Target:
    """A checked step of the way: the address, its host, and the IP to connect to."""

    address: str
    host: str
    ip: str


def is_address(text: str) -> bool:
    """Whether the text is meant as a web address, not as a file's path."""
    return "://" in text


def fetch(address: str, folder: Path) -> Path:
    """Download `address` into `folder` and return the file; DocumentError says why it cannot be."""
    import httpx

    with httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False) as client:
        for _ in range(MOST_REDIRECTS + 1):
            target = check(address)
            try:
                with _get(client, target) as response:
                    if response.is_redirect:
                        address = urljoin(address, response.headers["location"])
                        continue
                    if response.is_error:
                        raise DocumentError(f"the server answered {response.status_code}")
                    return _save(response, target, folder)
            except httpx.HTTPError as error:
                raise DocumentError(
                    f"cannot be fetched: {error or type(error).__name__}"
                ) from error
    raise DocumentError(f"more than {MOST_REDIRECTS} redirects")


def check(address: str) -> Target:
    """The step to an address, if it is one of the public web; else a DocumentError."""
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise DocumentError(f"not a web address: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DocumentError("only http and https addresses are fetched")
    if parts.username or parts.password:
        raise DocumentError("addresses with a user name or password are not fetched")
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DocumentError(f"there is no host {parts.hostname}") from error
    ips = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not ips or not all(is_public(ip) for ip in ips):
        raise DocumentError(f"{parts.hostname} is in a private network; it is not fetched")
    return Target(address, parts.hostname, ips[0])


def is_public(ip: str) -> bool:
    """Whether an IP address lies in the public internet: not loopback, private, link-local, shared,
    reserved or multicast, nor an IPv6 form of such an IPv4 address."""
    parsed = ipaddress.ip_address(ip)
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo and parsed.teredo[1])
        if inner:
            return is_public(str(inner))
        if parsed in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)))
    return parsed.is_global and not parsed.is_multicast


def _get(client: "httpx.Client", target: Target) -> "AbstractContextManager[httpx.Response]":
    import httpx

    url = httpx.URL(target.address)
    return client.stream(
        "GET",
        url.copy_with(host=target.ip),
        headers={"Host": url.netloc.decode("ascii"), "User-Agent": "citewell"},
        extensions={"sni_hostname": target.host},
    )


def _save(response: "httpx.Response", target: Target, folder: Path) -> Path:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    suffix = Path(urlsplit(target.address).path).suffix
    if kind in _SUFFIXES or not suffix:
        suffix = _SUFFIXES.get(kind) or mimetypes.guess_extension(kind) or ".html"
    path = folder / f"page{len(list(folder.iterdir()))}{suffix}"
    size = 0
    with path.open("wb") as file:
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > MOST_BYTES:
                raise DocumentError(f"larger than {MOST_BYTES // 1_000_000} MB")
            file.write(chunk)
    return path
