"""Two agencies agree: sign, send the words with their signatures, look at them, accept them.

The discloser signs its policy file and exports the words; the partner checks them, signs its copy, accepts it and
sends the signed copy back; the discloser takes the partner's signature in. Only digests and signatures are compared,
so the copy that comes back may have gone any way.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from drivectl import files
from drivectl.agreement import sign
from drivectl.agreement.document import LARGEST, AgreementDocument, agreement_document, read_agreement_document
from drivectl.agreement.sign import Signature, Words
from drivectl.errors import Diagnostic, Place, failure, problem
from drivectl.model.event import AgreementRef, Entry, Event
from drivectl.safe import name, say
from drivectl.spec.policies import find_agreement
from drivectl.steps.desk import Desk
from drivectl.steps.reading import reader_of
from drivectl.steps.rulings import unsigned
from drivectl.steps.signatures import lacking, verifier

SUFFIX: Final = ".agreement.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What was signed or taken in: by whom, where it stands, and whose signature is still wanted."""

    id: str
    version: str
    sha256: str
    path: Path
    by: tuple[str, ...]
    missing: tuple[Diagnostic, ...]
    event: int
    """The number under which it was recorded; 0 where nothing changed."""


def sign_policy(desk: Desk, named: str, role: str) -> Marked:
    """Sign the agreement file ``named`` here as our party; the signature goes beside it."""
    policies = desk.policies
    words = find_agreement(policies, named)
    sha256 = sign.digest(words, policies.baseline, policies.catalogue)
    mark, number = _sign(desk, words, sha256, words.status, role)
    marks = _joined(sign.read_signatures(words.path), [mark], sha256)
    sign.write_signatures(words.path, words, marks)
    return Marked(
        id=words.id,
        version=words.version,
        sha256=sha256,
        path=sign.signature_file(words.path),
        by=(desk.agency,),
        missing=tuple(lacking(desk, words, sha256, marks)),
        event=number,
    )


def sign_document(desk: Desk, document: AgreementDocument, role: str, output: Path | None) -> Marked:
    """Sign a copy that the discloser sent; the copy with our signature is a new file, to send back."""
    target = output or Path(f"{document.id}-{document.version}.{desk.agency}{SUFFIX}")
    files.refuse_target(target)
    _refuse_stranger(desk, document)
    mark, number = _sign(desk, document, document.sha256, document.status, role)
    marks = _joined(document.signatures, [mark], document.sha256)
    files.write_bytes(target, agreement_document(document.canonical, marks))
    return Marked(
        id=document.id,
        version=document.version,
        sha256=document.sha256,
        path=target,
        by=(desk.agency,),
        missing=tuple(lacking(desk, document, document.sha256, marks)),
        event=number,
    )


def export(desk: Desk, named: str, party: str, output: Path | None, *, overwrite: bool = False) -> Marked:
    """Write the partner's copy of the agreement with the signatures it has."""
    policies = desk.policies
    words = find_agreement(policies, named)
    if party not in words.recipients:
        raise problem("XFR612", say("{a} is not with {p}", a=name(words.id), p=name(party)))
    sha256 = sign.digest(words, policies.baseline, policies.catalogue)
    marks = [one for one in sign.read_signatures(words.path) if one.digest == sha256]
    target = output or Path(f"{words.id}-{words.version}{SUFFIX}")
    form = sign.canonical_form(words, policies.baseline, policies.catalogue)
    files.write_bytes(target, agreement_document(form, marks), overwrite=overwrite)
    return Marked(
        id=words.id,
        version=words.version,
        sha256=sha256,
        path=target,
        by=tuple(one.party for one in marks),
        missing=tuple(unsigned(desk, words)),
        event=0,
    )


def read_copy(desk: Desk, path: Path) -> AgreementDocument:
    """The copy in ``path``: a document, or a sealed bundle, of which only the copy of its agreement is read."""
    try:
        with path.open("rb") as stream:
            plain = stream.read(1) == b"{"
    except OSError as error:
        raise problem("SRC200", say("{p} cannot be read", p=path)) from error
    if plain:
        return read_agreement_document(files.read_whole(path, LARGEST), path)
    from drivectl.bundle.open import agreement_copy  # noqa: PLC0415 -- cryptography loads late

    return read_agreement_document(agreement_copy(path, reader_of(desk)), path)


def accept(desk: Desk, document: AgreementDocument) -> Marked:
    """Accept a partner's words, or take their signature under our own words in; recorded before it is kept."""
    taken = _take_in if document.discloser == desk.agency else _accept
    return taken(desk, document)


def good_marks(desk: Desk, document: AgreementDocument) -> list[Signature]:
    """The signatures of the copy that can be believed."""
    return sign.good_signatures(document, document.sha256, document.signatures, verifier(desk))


def _accept(desk: Desk, document: AgreementDocument) -> Marked:
    _refuse_stranger(desk, document)
    at = Place(file=document.path)
    wrong = lacking(desk, document, document.sha256, document.signatures)
    if not wrong and document.discloser not in {one.party for one in good_marks(desk, document)}:
        what = say("{a} is not signed by {p}, who shares", a=name(document.id), p=name(document.discloser))
        wrong.append(Diagnostic(code="GOV801", what=what, at=at))  # whoever its own list of signatories names
    if document.status != "agreed":
        what = say("{a} has the status {s}", a=name(document.id), s=name(document.status))
        wrong.append(Diagnostic(code="GOV801", what=what, at=at))
    if document.expires < desk.today:
        what = say("{a} ended on {d}", a=name(document.id), d=name(document.expires.isoformat()))
        wrong.append(Diagnostic(code="GOV801", what=what, at=at))
    if wrong:
        raise failure(*wrong)
    number = desk.record(_entry(desk, Event.AGREEMENT_ADDED, document, document.sha256, document.discloser))
    desk.trust.accept_agreement(document.sha256, document.canonical)
    return Marked(
        id=document.id,
        version=document.version,
        sha256=document.sha256,
        path=document.path,
        by=tuple(one.party for one in good_marks(desk, document)),
        missing=(),
        event=number,
    )


def _take_in(desk: Desk, document: AgreementDocument) -> Marked:
    """Put the signatures of a copy of our own words beside our policy file."""
    policies = desk.policies
    words = find_agreement(policies, document.id)
    sha256 = sign.digest(words, policies.baseline, policies.catalogue)
    at = Place(file=document.path)
    if sha256 != document.sha256:
        raise problem("GOV801", say("the copy has other words than {p}", p=words.path), at=at)
    here = sign.read_signatures(words.path)
    theirs = [one for one in good_marks(desk, document) if one.party != desk.agency]
    if not theirs:
        missing = lacking(desk, document, sha256, document.signatures)
        notes = tuple(note for one in missing[:1] for note in one.notes)
        raise problem("GOV801", say("the copy has no good signature of a partner"), at=at, notes=notes)
    marks, number = _joined(here, theirs, sha256), 0
    if not set(theirs) <= set(here):
        number = desk.record(_entry(desk, Event.AGREEMENT_APPROVED, words, sha256, theirs[0].party))
        sign.write_signatures(words.path, words, marks)
    return Marked(
        id=words.id,
        version=words.version,
        sha256=sha256,
        path=sign.signature_file(words.path),
        by=tuple(one.party for one in theirs),
        missing=tuple(lacking(desk, words, sha256, marks)),
        event=number,
    )


def _sign(desk: Desk, words: Words, sha256: str, status: str, role: str) -> tuple[Signature, int]:
    if status != "agreed":
        what = say(
            "{a} has the status {s}: a signature would be void once it changes", a=name(words.id), s=name(status)
        )
        raise problem("GOV801", what, at=Place(file=words.path), fix=say("write status: agreed, then sign"))
    key = desk.keyring.signing_key()
    mark = sign.sign(
        words,
        sha256,
        party=desk.agency,
        role=role,
        key_id=key.key_id,
        fingerprint=key.public.text,
        on=desk.today,
        signer=key.sign,
    )
    entry = _entry(desk, Event.AGREEMENT_APPROVED, words, sha256, None, key.key_id)
    return mark, desk.record(entry)


def _joined(here: tuple[Signature, ...], new: list[Signature], sha256: str) -> tuple[Signature, ...]:
    """Signatures over earlier words go; a newer one of the same party and role takes the place of the old."""
    taken = {(one.party, one.role) for one in new}
    return (*(one for one in here if one.digest == sha256 and (one.party, one.role) not in taken), *new)


def _refuse_stranger(desk: Desk, document: AgreementDocument) -> None:
    if desk.agency not in document.recipients:
        what = say("{a} is not with {p}", a=name(document.id), p=name(desk.agency))
        raise problem("XFR612", what, at=Place(file=document.path), fix=say("ask the sender for your own copy"))


def _entry(  # noqa: PLR0913, PLR0917 -- what a line of the log says
    desk: Desk, event: Event, words: Words, sha256: str, party: str | None, key_id: str = "none"
) -> Entry:
    ref = AgreementRef(words.id, words.version, sha256)
    return Entry(event=event, actor=desk.actor(key_id), party=party, agreement=ref)
