"""Who may call: the owner of the machine, the bearer of a token, or everyone."""

from dataclasses import dataclass

from ui.api.problems import RequestError
from ui.api.tokens import Tokens
from ui.hosts import is_own_name, is_own_page
from ui.web.limits import Limit

REQUESTS_A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sent a request; `name` is the token's, empty without one."""

    name: str = ""
    may_write: bool = True


class Access:
    """Decides about requests by their headers, before anything of their body is read.

    `local`: served to this machine alone, and the page beside it has no users. Then no token is
    needed until one has been made. `insecure`: no token is needed by anyone. `a_minute` is how
    many requests each other caller may send in a minute.
    """

    def __init__(
        self,
        tokens: Tokens,
        *,
        local: bool,
        insecure: bool = False,
        a_minute: int = REQUESTS_A_MINUTE,
    ) -> None:
        self._tokens = tokens
        self._local = local
        self._insecure = insecure
        self._limit = Limit(a_minute)

    def admit(self, headers: dict[str, str], *, address: str) -> Caller:
        """The caller; raises RequestError for who may not call.

        `headers` have lower-case names; `address` is the client's.
        """
        if self._insecure or (self._local and not self._tokens.all()):
            _refuse_other_sites(headers, only_this_machine=self._local)
            return Caller("" if self._local else address)
        kind, _, secret = headers.get("authorization", "").partition(" ")
        if not secret.strip() or kind.lower() != "bearer":
            raise RequestError.unauthorized(
                "A token is needed: send `Authorization: Bearer TOKEN`. "
                "Make one with: citewell token NAME"
            )
        token = self._tokens.find(secret.strip())
        if token is None:
            raise RequestError.unauthorized("This token is not known here, or was removed.")
        return Caller(token.name, token.may_write)

    def count(self, caller: Caller) -> None:
        """Count a request; raises RequestError where there were too many. Who has Citewell to
        themselves is not limited."""
        if caller.name and (wait := self._limit.wait(caller.name)):
            raise RequestError.too_many(
                f"That were more than {self._limit.most} requests in a minute; "
                f"send the next one in {wait:.0f} seconds.",
                seconds=wait,
            )


def _refuse_other_sites(headers: dict[str, str], *, only_this_machine: bool) -> None:
    """Web pages of others must not use what is open without a token: neither by sending requests
    across (their Origin tells), nor under a name of theirs that leads here (the Host tells)."""
    host = headers.get("host", "")
    if not is_own_name(host, only_this_machine=only_this_machine):
        raise RequestError.forbidden(
            f"Requests for the host {host[:100]!r} are not answered without a token; use the "
            "address that Citewell printed, or make a token: citewell token NAME"
        )
    if not is_own_page(headers):
        raise RequestError.forbidden("Requests of other web pages are not answered.")
