"""What the recipients of this site's agreements can work out, alone or two together."""

import itertools
from collections.abc import Sequence

from drivectl.agreement.proof.leaks import Leak, find
from drivectl.agreement.resolve import resolve
from drivectl.steps.desk import Desk


def look(desk: Desk, parties: Sequence[str], partner: str | None) -> tuple[Leak, ...]:
    """The leaks to ``parties`` (none: every recipient), each alone and with each other, or only with ``partner``."""
    for one in (*parties, *([partner] if partner else [])):
        desk.party(one)  # a party that is not there is a typing mistake
    policies = desk.policies
    words = [
        resolve(one, policies.baseline, policies.catalogue, policies.parties) for one in policies.agreements.values()
    ]
    receiving = dict.fromkeys(party for one in words for party in one.parties)
    chosen = list(dict.fromkeys(parties)) or [one for one in receiving if one != partner]
    pairs = [(one, partner) for one in chosen if one != partner] if partner else itertools.combinations(chosen, 2)
    concerned = {*chosen, partner}
    return tuple(leak for leak in find(words, policies.catalogue, pairs) if concerned.issuperset(leak.parties))
