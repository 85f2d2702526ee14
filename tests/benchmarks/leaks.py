"""CPU time of the leak search over many agreements, alone and in pairs: run by hand, no test.

python tests/benchmarks/leaks.py [AGREEMENTS]
"""

import random
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from drivectl.agreement.proof.leaks import find  # noqa: E402 -- the path comes first
from drivectl.agreement.resolve import resolve  # noqa: E402
from drivectl.model.action import SHARE  # noqa: E402
from drivectl.model.agreement import Agreement, Clause, Parties, Party  # noqa: E402
from drivectl.model.agreement import Test as Asked  # noqa: E402
from drivectl.spec.policies import Policies, load_policies  # noqa: E402

FIELDS = ("child.school", "child.lives_with", "victim.person_id", "victim.address", "case.crime_ref", "victim.name")
LIMIT = 2.0


def varied(policies: Policies, number: int) -> list[tuple[Agreement, Party]]:
    """Agreements like the shipped ones, each with its own recipient, scope and handful of risky fields."""
    dice = random.Random(7)
    kinds = list(policies.agreements.values())
    found = []
    for n in range(number):
        like = kinds[n % len(kinds)]
        party = replace(policies.parties.parties[like.recipients[0]], id=f"party-{n}")
        fields = dict(like.fields)
        at = next(iter(fields.values()))[0].at
        for path in dice.sample(FIELDS, 3):
            known = Asked("victim.address_status", "in", ("known_to_perpetrator",))
            fields[path] = (Clause(action=SHARE, purposes=("p",), when=dice.choice((None, known)), at=at),)
        scope = dice.choice((like.include, Asked("case.site", "in", (dice.choice(("north", "south", "wales")),))))
        changed = replace(like, id=f"words-{n}", fields=MappingProxyType(fields), include=scope)
        found.append((replace(changed, recipients=(party.id,)), party))
    return found


def main(number: int) -> int:
    """Print the figures; 1 where it took longer than it may."""
    policies = load_policies(ROOT / "policies")
    made = varied(policies, number)
    known = {**policies.parties.parties, **{party.id: party for _, party in made}}
    parties = Parties(path=policies.parties.path, sha256="", parties=known)
    started = time.process_time()
    words = [resolve(one, policies.baseline, policies.catalogue, parties) for one, _ in made]
    resolved = time.process_time()
    found = find(words, policies.catalogue)
    seconds = time.process_time() - resolved
    alone = sum(len(leak.parties) == 1 for leak in found)
    sys.stdout.write(f"{number} agreements, {number * (number - 1) // 2} pairs\n")
    sys.stdout.write(f"resolved in {resolved - started:.2f} s CPU; leaks in {seconds:.2f} s CPU\n")
    sys.stdout.write(f"{alone} leaks to one recipient, {len(found) - alone} to two\n")
    return int(seconds > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 40))
