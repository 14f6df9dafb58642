"""Whether a request can only come from where it says: the rule of the page and of the interface."""

import ipaddress
from collections.abc import Mapping

_OWN_SUFFIXES = (".localhost", ".local", ".internal", ".home.arpa")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def is_own_name(host: str, *, only_this_machine: bool) -> bool:
    """Whether no one else can have made the name in a Host header lead here: DNS gives out neither
    addresses nor names without a dot. `only_this_machine`: it must be a name of this machine."""
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    name = name.strip("[]").lower().rstrip(".")
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        if only_this_machine:
            return name == "localhost"
        return bool(name) and ("." not in name or name.endswith(_OWN_SUFFIXES))
    return address.is_loopback or not only_this_machine


def is_own_page(headers: Mapping[str, str]) -> bool:
    """Whether a request was sent by a page of this server, or by no page; `headers` have lower-case
    names."""
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host", "")
