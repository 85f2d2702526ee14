"""The keys on this machine: each an age passphrase file in a folder that only its owner can reach.

A key is unlocked when it is first needed, because each costs a second of scrypt; the passphrase is asked for once.
Nothing here ever overwrites a key. ``<key-id>.json`` beside a key holds what may be known without unlocking it, and
is believed only until then. A key that signs in a role is one person's: it has a passphrase of its own.
"""

import io
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from drivectl import files
from drivectl.crypto import age, agekeys, keyfile
from drivectl.crypto.agekeys import Identity, Passphrase, Recipient
from drivectl.crypto.keyfile import Key, KeyInfo, KeyKind
from drivectl.crypto.signing import SigningKey
from drivectl.errors import DrivectlError, problem
from drivectl.safe import name, say

WORK: Final = 18
_LIMIT: Final = 1 << 20
_RIGHTS: Final = "KEY352"


@dataclass(slots=True)
class Keyring:
    """The key folder. ``work`` (scrypt's cost) is only for tests: no setting reaches it."""

    folder: Path
    passphrase: Callable[[], bytes] = field(repr=False)
    work: int = WORK
    of_role: Callable[[str], bytes] | None = field(default=None, repr=False)
    """Asks the holder of a role for theirs; None where one passphrase locks all keys."""
    _typed: bytes | None = field(default=None, init=False, repr=False)
    _open: dict[str, Key] = field(default_factory=dict, init=False, repr=False)

    def infos(self) -> tuple[KeyInfo, ...]:
        """Every key here, oldest first, without unlocking any. KEY352 where others can reach them."""
        if not self.folder.exists():
            return ()
        files.check_private(self.folder, _RIGHTS)
        found = [self._info(path) for path in self.folder.glob("*.age")]
        return tuple(sorted(found, key=lambda info: (info.created, info.key_id)))

    def new(
        self,
        kind: KeyKind,
        agency: str,
        expires: date | None = None,
        alg: agekeys.Kind = agekeys.HYBRID,
        role: str | None = None,
    ) -> KeyInfo:
        """Make a key of ``kind``; KEY354 where there is one already, BND448 for a weak passphrase."""
        key = keyfile.generate(kind, agency, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), expires, alg, role)
        with self._alone():
            self._refuse_second([key])
            self._store(key)
        return key.info

    def identities(self) -> tuple[Identity, ...]:
        """Every identity here; KEY350 where there is none."""
        return tuple(key.identity for key in self._unlocked("identity"))

    def signing_key(self, role: str | None = None) -> SigningKey:
        """The key that signs statements, or agreements in ``role``; KEY350 where there is none."""
        return self._only("signing", role).signing

    def signing_keys(self) -> list[tuple[SigningKey, str | None]]:
        """Every key that signs here, with its role."""
        return [(key.signing, key.info.role) for key in map(self._unlock, self.infos()) if key.info.kind == "signing"]

    def log_key(self) -> SigningKey:
        """The key that signs the log's checkpoints; KEY350 where there is none."""
        return self._only("log").signing

    def root(self) -> bytes:
        """The pseudonym root; KEY353 where there is none, for it is never made on the way."""
        return self._only("pseudonym").raw

    def vault_key(self) -> bytes:
        """The key of the re-identification vault; KEY350 where there is none."""
        return self._only("vault").raw

    def backup(self, target: Path, recipient: Recipient) -> tuple[KeyInfo, ...]:
        """Seal every key to another person's recipient, in one file that ``age -d`` opens too."""
        infos = self.infos()
        if not infos:
            raise problem("KEY350", say("there are no keys here"))
        text = "\n".join(self._unlock(info).text() for info in infos)
        with files.writing(target) as stream, age.encrypting(stream, [recipient]) as writer:
            writer.write(text.encode())
        return infos

    def restore(self, file: Path, identities: Sequence[Identity]) -> tuple[KeyInfo, ...]:
        """Take the keys of a backup in; those already here stay as they are. KEY354 for a second of one kind."""
        backup = io.BytesIO(files.read_whole(file, _LIMIT))
        keys = keyfile.read_keys(_text(age.decrypting(backup, identities)))
        with self._alone():
            here = {info.key_id for info in self.infos()}
            fresh = [key for key in keys if key.info.key_id not in here]
            self._refuse_second([key for key in fresh if key.info.kind != "identity"])  # one more only opens more
            for key in fresh:
                self._store(key)
        return tuple(key.info for key in fresh)

    def _alone(self) -> AbstractContextManager[None]:
        """The key folder, made where it is missing, while nobody else adds to it."""
        return files.locked(files.private_folder(self.folder, _RIGHTS) / ".lock")

    def _refuse_second(self, keys: Sequence[Key]) -> None:
        taken = {info.sort for info in self.infos()}
        for key in keys:
            if key.info.sort in taken:
                raise problem("KEY354", say("there is a key of the kind {kind} already", kind=name(key.info.kind)))

    def _store(self, key: Key) -> None:
        secret = Passphrase(self._phrase(key.info), self.work)
        agekeys.refuse_weak(secret.secret)
        files.write_bytes(self.folder / f"{key.info.key_id}.json", key.info.json(), overwrite=True)
        with (
            files.writing(self.folder / f"{key.info.key_id}.age") as stream,
            age.encrypting(stream, [secret]) as writer,
        ):
            writer.write(key.text().encode())
        self._open[key.info.key_id] = key

    def _only(self, kind: KeyKind, role: str | None = None) -> Key:
        """The one key of ``kind``: with two roots nobody could say which tokens join."""
        keys = self._unlocked(kind, role)
        if len(keys) > 1:
            raise problem("KEY354", say("there are {n} keys of the kind {kind} here", n=len(keys), kind=name(kind)))
        return keys[0]

    def _unlocked(self, kind: KeyKind, role: str | None = None) -> list[Key]:
        infos = [info for info in self.infos() if (info.kind, info.role) == (kind, role)]
        if not infos and role is not None:
            fix = say('who has that role makes one: drivectl keys new --role "{r}", then a new card', r=name(role))
            raise problem("KEY350", say("there is no key here that signs as {role}", role=name(role)), fix=fix)
        if not infos:
            code = "KEY353" if kind == "pseudonym" else "KEY350"
            raise problem(code, say("there is no key of the kind {kind} here", kind=name(kind)))
        return [self._unlock(info) for info in infos]

    def _unlock(self, info: KeyInfo) -> Key:
        if (known := self._open.get(info.key_id)) is not None:
            return known
        path, phrase = self.folder / f"{info.key_id}.age", self._phrase(info)
        try:
            with path.open("rb") as stream:
                text = _text(age.decrypting(stream, [Passphrase(phrase)]))
            (key,) = keyfile.read_keys(text)
        except DrivectlError as error:
            if error.code == "KEY351":
                self._typed = None
                raise problem("KEY351", say("the passphrase does not open {p}", p=path)) from None
            raise _damaged(path) from None
        except (OSError, ValueError):
            raise _damaged(path) from None
        if key.info != info:
            raise _damaged(path)
        self._open[info.key_id] = key
        return key

    def _phrase(self, info: KeyInfo) -> bytes:
        if info.role is not None and self.of_role is not None:
            return self.of_role(info.role)
        if self._typed is None:
            self._typed = self.passphrase()
        return self._typed

    def _info(self, path: Path) -> KeyInfo:
        facts = path.with_suffix(".json")
        try:
            for one in (path, facts):
                files.check_private(one, _RIGHTS)
            info = keyfile.read_info(files.read_whole(facts, _LIMIT))
        except ValueError:
            raise _damaged(facts) from None
        except DrivectlError as error:
            if error.code == _RIGHTS:
                raise
            raise _damaged(facts) from None
        if info.key_id != path.stem:
            raise _damaged(facts)
        return info


def _text(reader: age.AgeReader) -> str:
    data = reader.read(_LIMIT)
    if reader.read(1):  # more than a key or a backup can be
        raise problem("KEY355", say("the key file is too large"))
    return data.decode("utf-8", "replace")


def _damaged(path: Path) -> DrivectlError:
    return problem("KEY355", say("{p} is damaged", p=path))
