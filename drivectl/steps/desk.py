"""One side of a release: this agency's site with its policies, keys, trust and log, each opened when first needed."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Final

from drivectl.errors import DrivectlError, problem
from drivectl.model.agreement import Party
from drivectl.model.event import Actor, Entry, Event
from drivectl.safe import name, say
from drivectl.site import Site

if TYPE_CHECKING:
    from drivectl.audit.log import Log
    from drivectl.crypto.agekeys import Recipient
    from drivectl.crypto.keyring import Keyring
    from drivectl.crypto.signing import VerifyKey
    from drivectl.crypto.trust import TrustStore
    from drivectl.spec.policies import Policies

OFFICER: Final = "officer"


class Desk:
    """``passphrase`` is asked once, when a key is first unlocked."""

    def __init__(
        self,
        site: Site,
        passphrase: Callable[[], bytes],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        of_role: Callable[[str], bytes] | None = None,
    ) -> None:
        self.site = site
        self._passphrase = passphrase
        self._of_role = of_role
        self.now = now

    @property
    def today(self) -> date:
        """The day by this machine's clock."""
        return self.now().date()

    @cached_property
    def policies(self) -> "Policies":
        """Every policy file of the site, loaded and name-checked; all mistakes at once."""
        from drivectl.spec.policies import load_policies  # noqa: PLC0415 -- pydantic loads late

        return load_policies(self.site.policies)

    @cached_property
    def agency(self) -> str:
        """The party that this site belongs to; ENV504 where no setting says."""
        found = self.site.settings.get("agency")
        if not found:
            what = say("this site does not say which party it is")
            raise problem("ENV504", what, fix=say("write agency: and your id from parties.yaml in .drivectl.yaml"))
        return found

    def party(self, ident: str) -> Party:
        """A party of this site's policies."""
        found = self.policies.parties.parties.get(ident)
        if found is None:
            near = get_close_matches(ident, self.policies.parties.parties, 1)
            fix = say("did you mean {n}?", n=name(near[0])) if near else say("use an id of parties.yaml")
            raise problem("ENV507", say("there is no party {p}", p=name(ident)), fix=fix)
        return found

    def field(self, path: str) -> str:
        """``path``, if the catalogue has it; ENV507: "nothing is known of it" would read as "nothing leaves"."""
        catalogue = self.policies.catalogue
        if not catalogue.has(path):
            every = [f"{one.name}.{of}" for one in catalogue.entities.values() for of in one.fields]
            near = get_close_matches(path, every, 1)
            fix = say("did you mean {n}?", n=name(near[0])) if near else say("use a field of catalogue.yaml")
            raise problem("ENV507", say("there is no field {f}", f=name(path)), fix=fix)
        return path

    @cached_property
    def keyring(self) -> "Keyring":
        """Our keys."""
        from drivectl.crypto.keyring import Keyring  # noqa: PLC0415 -- cryptography loads late

        return Keyring(self.site.room("keys"), self._passphrase, of_role=self._of_role)

    @cached_property
    def trust(self) -> "TrustStore":
        """Whom we have verified."""
        from drivectl.crypto.trust import TrustStore  # noqa: PLC0415

        return TrustStore(self.site.room("trust"))

    def signing_keys(self, party: str, on: date | None = None, role: str | None = None) -> "Mapping[str, VerifyKey]":
        """The keys of ``party`` today, or ``on`` a day: ours from the keyring, a partner's from its verified card.

        With ``role`` only those that sign in it. There are none where the card had ended by then: whoever asks says
        what that means for a signature.
        """
        from drivectl.crypto.signing import VerifyKey  # noqa: PLC0415

        if party == self.agency:
            lost = self.trust.revoked()
            ours = [one for one in self.keyring.infos() if one.kind == "signing" and role in (None, one.role)]
            return {one.key_id: VerifyKey.parse(one.public) for one in ours if one.key_id not in lost}
        try:
            return self.trust.verify_keys(party, on or self.today, role)
        except DrivectlError as error:
            if error.code != "KEY330":
                raise
            return {}

    def own_recipient(self) -> "Recipient":
        """Our own public key, for what we keep encrypted; the hybrid one where there are two."""
        from drivectl.crypto.agekeys import parse_recipient  # noqa: PLC0415

        texts = sorted((info.public for info in self.keyring.infos() if info.kind == "identity"), key=len)
        if not texts:
            raise problem("KEY350", say("there is no key of the kind identity here"))
        return parse_recipient(texts[-1])

    @cached_property
    def log(self) -> "Log":
        """The log of this site. Whoever first uses it settles, in it, how an interrupted sealing or opening ended."""
        from drivectl.audit.log import Log  # noqa: PLC0415
        from drivectl.audit.sealing import recover  # noqa: PLC0415

        log = Log(self.site.room("audit"), self.agency, self.now)
        recover(self.site.state, log)
        return log

    def actor(self, key_id: str = "none") -> Actor:
        """Who acts, as the log names them."""
        return Actor(self.agency, OFFICER, key_id)

    def record(self, entry: Entry) -> int:
        """Log one act; its number."""
        return self.log.append(entry)

    def did(self, event: str, *, key_id: str = "none", party: str | None = None, **counts: int) -> int:
        """Log that an officer did this; its number."""
        return self.record(Entry(event=Event(event), actor=self.actor(key_id), party=party, counts=counts))

    def check_log(self) -> None:
        """AUD710 where the log is broken: what cannot be recorded is not done."""
        with self.log.held():
            pass
