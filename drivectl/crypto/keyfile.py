"""What stands in a key file: a few comment lines and the key, as ``age-keygen`` writes it."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, get_args

from drivectl.crypto import agekeys, bech32, pseudokeys
from drivectl.crypto.agekeys import Identity, parse_identity
from drivectl.crypto.signing import SigningKey
from drivectl.errors import DrivectlError, problem
from drivectl.model.canonical import canonical, facts, parse
from drivectl.safe import say

KeyKind = Literal["identity", "signing", "log", "pseudonym", "vault"]
KINDS: Final[tuple[KeyKind, ...]] = get_args(KeyKind)
_KINDS: Final[dict[str, KeyKind]] = {kind: kind for kind in KINDS}
_SECRET: Final = {"pseudonym": "DRIVECTL-ROOT-", "vault": "DRIVECTL-VAULT-"}
_AGENCY: Final = re.compile("[a-z0-9][a-z0-9-]{0,63}")
_KEY_ID: Final = re.compile("[0-9a-f]{16}")
ROLE: Final = re.compile("[A-Za-z][A-Za-z0-9 &'()/-]{0,59}")


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """What may be known of a key without unlocking it; ``public`` is empty for a secret without a public half."""

    key_id: str
    kind: KeyKind
    agency: str
    created: str
    expires: date | None
    public: str
    role: str | None = None
    """In which role its holder signs agreements; a signing key without one signs bundles."""

    @property
    def sort(self) -> str:
        """What there is one of: the kind, for identities with their algorithm, for a person's key with the role."""
        return self.kind + ("-pq" if self.public.startswith("age1pq") else "") + (f" {self.role}" if self.role else "")

    def json(self) -> bytes:
        """The file that lies beside the key."""
        said = {"drivectl": "key/v1", **facts(self, *self.__slots__)}
        if self.role is None:
            del said["role"]
        return canonical(said) + b"\n"


@dataclass(frozen=True, slots=True)
class Key:
    """A key with its secret."""

    info: KeyInfo
    secret: str = field(repr=False)

    @property
    def identity(self) -> Identity:
        """The age identity (kind ``identity``)."""
        return parse_identity(self.secret)

    @property
    def signing(self) -> SigningKey:
        """The Ed25519 key (kinds ``signing`` and ``log``)."""
        return SigningKey.parse(self.secret)

    @property
    def raw(self) -> bytes:
        """The 32 bytes (kinds ``pseudonym`` and ``vault``)."""
        return bech32.decode(self.secret)[1]

    def text(self) -> str:
        """The lines of the key file."""
        info = self.info
        lines = [f"# created: {info.created}", f"# agency: {info.agency}", f"# kind: {info.kind}"]
        lines += [f"# expires: {info.expires.isoformat()}"] if info.expires else []
        lines += [f"# role: {info.role}"] if info.role else []
        lines += [f"# public key: {info.public}"] if info.public else []
        return "\n".join([*lines, self.secret]) + "\n"


def make(  # noqa: PLR0913, PLR0917 -- the facts of a key
    kind: KeyKind, agency: str, created: str, expires: date | None, secret: str | bytes, role: str | None = None
) -> Key:
    """The key of ``secret`` (its text, or 32 bytes for the kinds that have no public half), with its id worked out."""
    if not _AGENCY.fullmatch(agency):
        raise ValueError("not the id of an agency")
    if role is not None and not (kind == "signing" and ROLE.fullmatch(role)):
        raise ValueError("not a role that a key of this kind has")
    public = ""
    if isinstance(secret, bytes):
        text, key_id = bech32.encode(_SECRET[kind], secret), pseudokeys.fingerprint(secret)[:16]
    else:
        text = secret
        public = parse_identity(secret).recipient.text if kind == "identity" else SigningKey.parse(secret).public.text
        key_id = bech32.key_id(public)
    return Key(KeyInfo(key_id, kind, agency, created, expires, public, role), text)


def generate(  # noqa: PLR0913, PLR0917 -- the facts of a key
    kind: KeyKind, agency: str, created: str, expires: date | None, alg: agekeys.Kind, role: str | None = None
) -> Key:
    """A fresh key of ``kind``."""
    if kind == "identity":
        return make(kind, agency, created, expires, agekeys.new_identity(alg).text)
    fresh = SigningKey.generate()
    return make(kind, agency, created, expires, fresh.seed if kind in _SECRET else fresh.text, role)


def read_keys(text: str) -> list[Key]:
    """The keys in ``text``, one after another; KEY355 where it is damaged or holds none."""
    notes: dict[str, str] = {}
    keys = list[Key]()
    try:
        for line in text.splitlines():
            if line.startswith("# "):
                name, _, value = line[2:].partition(": ")
                notes[name] = value
            elif line:
                keys.append(_key(notes, line))
                notes = {}
    except (ValueError, KeyError, DrivectlError):
        keys = []
    if notes or not keys:
        raise problem("KEY355", say("a key file is damaged"))
    return keys


def _key(notes: dict[str, str], line: str) -> Key:
    kind = _KINDS[notes["kind"]]
    secret: str | bytes = line
    if kind in _SECRET:
        prefix, secret = bech32.decode(line)
        if prefix != _SECRET[kind] or len(secret) != pseudokeys.ROOT:
            raise ValueError("another kind of key")
    expires = date.fromisoformat(notes["expires"]) if "expires" in notes else None
    return make(kind, notes["agency"], notes["created"], expires, secret, notes.get("role"))


def read_info(data: bytes) -> KeyInfo:
    """The facts beside a key; ``ValueError`` where they are damaged."""
    match parse(data):
        case {
            "drivectl": "key/v1",
            "key_id": str(key_id),
            "kind": str(found),
            "agency": str(agency),
            "created": str(created),
            "expires": (str() | None) as expires,
            "public": str(public),
            **rest,
        } if found in _KINDS and _KEY_ID.fullmatch(key_id) and _AGENCY.fullmatch(agency):
            ends = date.fromisoformat(expires) if expires else None
            role = str(rest["role"]) if "role" in rest else None
            return KeyInfo(key_id, _KINDS[found], agency, created, ends, public, role)
    raise ValueError("not the facts of a key")
