"""Two agencies agree: sign, send the words with their signatures, look at them, accept them.

The discloser signs its policy file and exports the words; the partner checks them, signs its copy, accepts it and
sends the signed copy back; the discloser takes the partner's signature in. Only digests and signatures are compared,
so the copy that comes back may have gone any way. A partner without keys signs on paper instead.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from drivectl import files
from drivectl.agreement import sign
from drivectl.agreement.digestwords import first_wrong
from drivectl.agreement.document import LARGEST, AgreementDocument, agreement_document, read_agreement_document
from drivectl.agreement.sign import Signature, Words
from drivectl.errors import Diagnostic, Place, failure, problem
from drivectl.model.agreement import Agreement
from drivectl.model.event import AgreementRef, Entry, Event
from drivectl.safe import name, say
from drivectl.spec.policies import find_agreement
from drivectl.steps import changes
from drivectl.steps.desk import Desk
from drivectl.steps.reading import reader_of
from drivectl.steps.rulings import signed
from drivectl.steps.signatures import standing
from drivectl.steps.standing import accepted

if TYPE_CHECKING:
    from drivectl.crypto.signing import SigningKey

SUFFIX: Final = ".agreement.json"
_LARGEST_SCAN: Final = 64 << 20


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


def own_copy(desk: Desk, named: str) -> AgreementDocument:
    """The agreement file ``named`` here in the form that a partner gets it."""
    policies = desk.policies
    words = find_agreement(policies, named)
    form = sign.canonical_form(words, policies.baseline, policies.catalogue)
    since = changes.before(words.path, hashlib.sha256(form).hexdigest())
    return read_agreement_document(agreement_document(form, sign.read_signatures(words.path), since), words.path)


def sign_policy(desk: Desk, named: str, role: str) -> Marked:
    """Sign the agreement file ``named`` here as our party; the signature goes beside it."""
    words = find_agreement(desk.policies, named)
    sha256 = _digest(desk, words)
    key = _key_to_sign(desk, words, words.status, role)
    mark = _mark(desk, key, words, sha256, desk.agency, role)
    number = desk.record(_entry(desk, Event.AGREEMENT_APPROVED, words, sha256, None, key.key_id))
    return _kept(desk, words, sha256, [mark], number)


def sign_paper(  # noqa: PLR0913, PLR0917 -- who says what of which paper
    desk: Desk, named: str, role: str, party: str, scan: Path, ask: Callable[[], str]
) -> Marked:
    """Say, as our ``role``, that ``party`` signed these very words on the paper of which ``scan`` is the PDF.

    ``ask`` returns the words of the digest as they stand on the paper. GOV813 where they are others.
    """
    words = find_agreement(desk.policies, named)
    sha256 = _digest(desk, words)
    theirs = [one for one in words.signatories if one.party == party]
    if party == desk.agency or party not in words.recipients or not theirs:
        raise problem("XFR612", say("{a} has no signatory of {p} to sign it", a=name(words.id), p=name(party)))
    key = _key_to_sign(desk, words, words.status, role)
    data = files.read_whole(scan, _LARGEST_SCAN)
    if not data.startswith(b"%PDF-"):
        raise problem("GOV813", say("{p} is not a PDF", p=scan))
    if (number := first_wrong(ask(), sha256)) is not None:
        raise problem("GOV813", say("word {n} is not that of the words in {p}", n=number, p=words.path))
    paper = hashlib.sha256(data).hexdigest()
    marks = [_mark(desk, key, words, sha256, party, one.role, paper=paper, witness=role) for one in theirs]
    event = desk.record(_entry(desk, Event.AGREEMENT_APPROVED, words, sha256, party, key.key_id))
    return _kept(desk, words, sha256, marks, event)


def sign_document(desk: Desk, document: AgreementDocument, role: str, output: Path | None) -> Marked:
    """Sign a copy that the discloser sent; the copy with our signature is a new file, to send back."""
    target = output or Path(f"{document.id}-{document.version}.{desk.agency}{SUFFIX}")
    files.refuse_target(target)
    _refuse_stranger(desk, document)
    _refuse_older(desk, document)
    key = _key_to_sign(desk, document, document.status, role)
    mark = _mark(desk, key, document, document.sha256, desk.agency, role)
    number = desk.record(_entry(desk, Event.AGREEMENT_APPROVED, document, document.sha256, None, key.key_id))
    marks = _joined(document.signatures, [mark], document.sha256)
    files.write_bytes(target, agreement_document(document.canonical, marks, document.since))
    return Marked(
        id=document.id,
        version=document.version,
        sha256=document.sha256,
        path=target,
        by=(desk.agency,),
        missing=standing(desk, document, document.sha256, marks).missing,
        event=number,
    )


def export(desk: Desk, named: str, party: str, output: Path | None, *, overwrite: bool = False) -> Marked:
    """Write the partner's copy of the agreement with the signatures it has."""
    copy = own_copy(desk, named)
    if party not in copy.recipients:
        raise problem("XFR612", say("{a} is not with {p}", a=name(copy.id), p=name(party)))
    marks = [one for one in copy.signatures if one.digest == copy.sha256]
    target = output or Path(f"{copy.id}-{copy.version}{SUFFIX}")
    files.write_bytes(target, agreement_document(copy.canonical, marks, copy.since), overwrite=overwrite)
    return Marked(
        id=copy.id,
        version=copy.version,
        sha256=copy.sha256,
        path=target,
        by=tuple(one.party for one in marks),
        missing=standing(desk, copy, copy.sha256, marks).missing,
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


def good_marks(desk: Desk, document: AgreementDocument) -> tuple[Signature, ...]:
    """The signatures that can be believed: those of the copy, and those of before that still hold."""
    return standing(desk, document, document.sha256, document.signatures).marks


def compared(desk: Desk, document: AgreementDocument) -> AgreementDocument | None:
    """The earlier words that a person compares these with: those in force before, else the newest accepted here."""
    known = [one for one in accepted(desk) if (one.id, one.discloser) == (document.id, document.discloser)]
    older = [one for one in known if one.sha256 != document.sha256]
    return document.since or max(older, key=lambda one: changes.order(one.version), default=None)


def _accept(desk: Desk, document: AgreementDocument) -> Marked:
    _refuse_stranger(desk, document)
    _refuse_older(desk, document)
    at = Place(file=document.path)
    now = standing(desk, document, document.sha256, document.signatures)
    wrong = now.missing
    more = []
    if not wrong and document.discloser not in {one.party for one in now.marks}:  # whoever its own list names
        more.append(say("{a} is not signed by {p}, who shares", a=name(document.id), p=name(document.discloser)))
    if document.status != "agreed":
        more.append(say("{a} has the status {s}", a=name(document.id), s=name(document.status)))
    if document.expires < desk.today:
        more.append(say("{a} ended on {d}", a=name(document.id), d=name(document.expires.isoformat())))
    if wrong or more:
        raise failure(*wrong, *(Diagnostic(code="GOV801", what=what, at=at) for what in more))
    number = desk.record(_entry(desk, Event.AGREEMENT_ADDED, document, document.sha256, document.discloser))
    desk.trust.accept_agreement(document.sha256, document.canonical)
    return Marked(
        id=document.id,
        version=document.version,
        sha256=document.sha256,
        path=document.path,
        by=tuple(one.party for one in now.marks),
        missing=(),
        event=number,
    )


def _take_in(desk: Desk, document: AgreementDocument) -> Marked:
    """Put the signatures of a copy of our own words beside our policy file."""
    words = find_agreement(desk.policies, document.id)
    sha256 = _digest(desk, words)
    at = Place(file=document.path)
    if sha256 != document.sha256:
        raise problem("GOV801", say("the copy has other words than {p}", p=words.path), at=at)
    here = sign.read_signatures(words.path)
    now = standing(desk, document, sha256, document.signatures)
    theirs = [one for one in now.marks if one.digest == sha256 and one.party != desk.agency and not one.paper]
    if not theirs:
        notes = tuple(note for one in now.missing[:1] for note in one.notes)
        raise problem("GOV801", say("the copy has no good signature of a partner"), at=at, notes=notes)
    number = 0
    if not set(theirs) <= set(here):
        number = desk.record(_entry(desk, Event.AGREEMENT_APPROVED, words, sha256, theirs[0].party))
    return _kept(desk, words, sha256, theirs, number)


def _digest(desk: Desk, words: Agreement) -> str:
    return sign.digest(words, desk.policies.baseline, desk.policies.catalogue)


def _kept(desk: Desk, words: Agreement, sha256: str, new: list[Signature], number: int) -> Marked:
    """Put signatures beside our policy file and, once none is wanted any more, a copy of the words signed."""
    marks = _joined(sign.read_signatures(words.path), new, sha256)
    sign.write_signatures(words.path, words, marks)
    now = signed(desk, words)
    if not now.missing:
        if changes.replaces(desk, words, sha256):
            desk.record(_entry(desk, Event.AGREEMENT_ADDED, words, sha256, None))
        changes.keep_signed(desk, words, marks, now.level)
    return Marked(
        id=words.id,
        version=words.version,
        sha256=sha256,
        path=sign.signature_file(words.path),
        by=tuple(dict.fromkeys(one.party for one in new)),
        missing=now.missing,
        event=number,
    )


def _key_to_sign(desk: Desk, words: Words, status: str, role: str) -> "SigningKey":
    """The key of who signs as ``role`` here, if these words can be signed by it."""
    if status != "agreed":
        what = say(
            "{a} has the status {s}: a signature would be void once it changes", a=name(words.id), s=name(status)
        )
        raise problem("GOV801", what, at=Place(file=words.path), fix=say("write status: agreed, then sign"))
    sign.refuse_role(words, desk.agency, role)
    return desk.keyring.signing_key(role)


def _mark(  # noqa: PLR0913, PLR0917 -- what a signature says
    desk: Desk,
    key: "SigningKey",
    words: Words,
    sha256: str,
    party: str,
    role: str,
    *,
    paper: str = "",
    witness: str = "",
) -> Signature:
    return sign.sign(
        words,
        sha256,
        party=party,
        role=role,
        key_id=key.key_id,
        fingerprint=key.public.text,
        on=desk.today,
        signer=key.sign,
        paper=paper,
        witness=witness,
    )


def _joined(here: tuple[Signature, ...], new: list[Signature], sha256: str) -> tuple[Signature, ...]:
    """Signatures over earlier words go; a newer one of the same party and role takes the place of the old."""
    taken = {(one.party, one.role, one.witness) for one in new}
    return (*(one for one in here if one.digest == sha256 and (one.party, one.role, one.witness) not in taken), *new)


def _refuse_stranger(desk: Desk, document: AgreementDocument) -> None:
    if desk.agency not in document.recipients:
        what = say("{a} is not with {p}", a=name(document.id), p=name(desk.agency))
        raise problem("XFR612", what, at=Place(file=document.path), fix=say("ask the sender for your own copy"))


def _refuse_older(desk: Desk, document: AgreementDocument) -> None:
    """GOV814 for a version that is not later than one accepted here: whoever sends it may want the old words back."""
    for known in accepted(desk):
        same = (known.id, known.discloser) == (document.id, document.discloser)
        if same and known.sha256 != document.sha256 and changes.order(document.version) <= changes.order(known.version):
            what = say("version {new} of {a} is accepted here already", new=name(known.version), a=name(known.id))
            raise problem("GOV814", what, at=Place(file=document.path))


def _entry(  # noqa: PLR0913, PLR0917 -- what a line of the log says
    desk: Desk, event: Event, words: Words, sha256: str, party: str | None, key_id: str = "none"
) -> Entry:
    ref = AgreementRef(words.id, words.version, sha256)
    return Entry(event=event, actor=desk.actor(key_id), party=party, agreement=ref)
