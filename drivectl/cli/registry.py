"""Every command there is: where its code lives and one line about it. A test compares this with the modules.

``target`` is ``module:attribute`` under ``drivectl.cli.commands``. Only this module imports by a computed name.
"""

import importlib
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import click


class Entry(NamedTuple):
    """One command."""

    section: str
    target: str
    help: str


DAILY: Final = "Daily work"
TRANSFER: Final = "Keys and bundles"
AGREEMENTS: Final = "Agreements"
ACCOUNT: Final = "Accountability"
HOUSE: Final = "House"
SECTIONS: Final = (DAILY, TRANSFER, AGREEMENTS, ACCOUNT, HOUSE)

GROUPS: Final = {
    "keys": (TRANSFER, "your keys, and the partners' keys that you have checked"),
    "bundle": (TRANSFER, "open or check a bundle that a partner sent"),
    "policy": (AGREEMENTS, "sign, check and exchange agreements"),
    "audit": (ACCOUNT, "is the log whole, and what does it say"),
    "new": (HOUSE, "start something new"),
    "config": (HOUSE, "settings and where each comes from"),
}
"""Words that take a second word."""

COMMANDS: Final[dict[str, Entry]] = {
    "share": Entry(DAILY, "share:share", "draft what each partner gets; with --send, seal it"),
    "scan": Entry(DAILY, "scan:scan", "count personal data in texts; never a value"),
    "redact": Entry(DAILY, "redact:redact", "hide names and details in loose texts and notes"),
    "score": Entry(HOUSE, "score:score", "how much of what people marked is hidden"),
    "review": Entry(DAILY, "review:review", "read what leaves; only a person opens a hidden word"),
    "demo": Entry(HOUSE, "demo:demo", "a tour on invented cases in under a minute"),
    "plan": Entry(DAILY, "plan:plan", "what would leave, and why; nothing is written"),
    "flags": Entry(DAILY, "flags:flags", "the sheet for what the case system does not record"),
    "flags set": Entry(DAILY, "flags:set_", "state one value now, or clear a hold as the DPO"),
    "bundle open": Entry(TRANSFER, "bundle:open_", "check everything, then write its files into a new folder"),
    "bundle verify": Entry(TRANSFER, "bundle:verify", "check everything, write nothing"),
    "bundle inspect": Entry(TRANSFER, "bundle:inspect", "show the signed contents page"),
    "keys new": Entry(TRANSFER, "keys:new", "make the keys that this agency needs"),
    "keys list": Entry(TRANSFER, "keys:list_", "the keys on this machine"),
    "keys show": Entry(TRANSFER, "keys:show", "one key, with its public half"),
    "keys card": Entry(TRANSFER, "keys_card:card", "publish your agency's card, or show its fingerprint"),
    "keys trust": Entry(TRANSFER, "keys_trust:trust", "verify a partner's card or key by telephone"),
    "keys revoke": Entry(TRANSFER, "keys_trust:revoke", "never use a key again"),
    "keys backup": Entry(TRANSFER, "keys:backup", "seal all keys to another person"),
    "keys restore": Entry(TRANSFER, "keys:restore", "take keys of a backup in"),
    "policy lint": Entry(AGREEMENTS, "policy_lint:lint", "every rule about the policies, the whole set at once"),
    "policy sign": Entry(AGREEMENTS, "policy:sign", "sign your policy file, or the copy a partner sent"),
    "policy export": Entry(AGREEMENTS, "policy:export", "write the partner's copy of an agreement"),
    "policy accept": Entry(AGREEMENTS, "policy:accept", "accept a partner's words, or take their signature in"),
    "policy verify": Entry(AGREEMENTS, "policy_check:verify", "signatures, lock and dates"),
    "policy schema": Entry(
        AGREEMENTS, "policy_schema:schema", "JSON Schema for the editor that policies are written in"
    ),
    "policy lock": Entry(AGREEMENTS, "policy_check:lock", "pin the policy files as they are"),
    "policy status": Entry(AGREEMENTS, "policy_check:status", "what lapses when"),
    "policy leaks": Entry(AGREEMENTS, "policy_leaks:leaks", "what recipients can work out, alone or two together"),
    "policy test": Entry(AGREEMENTS, "policy_test:test", "run the tests that stand in the policies"),
    "policy coverage": Entry(AGREEMENTS, "policy_test:coverage", "what the tests leave untried, and the tests missing"),
    "audit verify": Entry(ACCOUNT, "audit:verify", "read the whole log and check it"),
    "audit show": Entry(ACCOUNT, "audit:show", "one event, or one bundle's life"),
    "audit query": Entry(ACCOUNT, "audit:query", "the events that fit"),
    "policy prove": Entry(AGREEMENTS, "policy_prove:prove", "can it ever happen: exactly, with a case if it can"),
    "policy diff": Entry(AGREEMENTS, "policy_diff:diff", "what is wider or narrower, field by field, with a case"),
    "explain": Entry(AGREEMENTS, "explain:explain", "what a code means; why a partner sees a field"),
    "policy explain": Entry(AGREEMENTS, "explain:explain", "the same as drivectl explain"),
    "new site": Entry(HOUSE, "new_site:site", "a small site to start from"),
    "doctor": Entry(HOUSE, "doctor:doctor", "what this machine and this site still need"),
    "config show": Entry(HOUSE, "config:show", "each setting, its value and its origin"),
    "config path": Entry(HOUSE, "config:path", "the files that settings are read from"),
    "completion": Entry(HOUSE, "completion:completion", "completion script for bash, zsh, fish or powershell"),
    "help": Entry(HOUSE, "help:help_", "help for a command"),
}
"""Everything a person can type, first word to last."""

ALIASES: Final = {"policy reachability": "policy leaks"}
"""Other words for a command, taken and not shown."""


def load(path: str) -> "click.Command":
    """Import the command at ``path`` (``"keys new"``)."""
    module, _, attribute = COMMANDS[path].target.partition(":")
    found: click.Command = getattr(importlib.import_module(f"drivectl.cli.commands.{module}"), attribute)
    return found


def under(prefix: str) -> dict[str, tuple[str, str]]:
    """The words that may follow ``prefix`` ("" for the first word), each with its section and help."""
    found: dict[str, tuple[str, str]] = {}
    for path, entry in COMMANDS.items():
        before, _, word = path.rpartition(" ")
        if before == prefix:
            found[word] = (entry.section, entry.help)
        elif not prefix and before in GROUPS:
            found[before] = GROUPS[before]
    return found
