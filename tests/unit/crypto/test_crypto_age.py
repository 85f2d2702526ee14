"""age files: sizes, kinds of key, tampering of every class, hostile headers and failing disks."""

import base64
import io
import tracemalloc
from collections.abc import Callable

import pytest

from drivectl.crypto import agehdr, bech32
from drivectl.crypto.age import CHUNK, decrypting, encrypting, inspect, reread
from drivectl.crypto.agekeys import (
    HYBRID,
    X25519,
    Identity,
    Kind,
    Passphrase,
    Recipient,
    new_identity,
    parse_identity,
    parse_recipient,
)
from drivectl.crypto.armour import BEGIN, END
from drivectl.errors import DrivectlError

PHRASE = Passphrase(b"correct horse battery", work=10)
SIZES = [0, 1, 15, 16, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5]


@pytest.fixture(scope="module")
def identity() -> Identity:
    return new_identity(X25519)


def armoured(data: bytes) -> bytes:
    """As ``age -a`` writes it."""
    text = base64.b64encode(data)
    lines = (text[at : at + 64] + b"\n" for at in range(0, len(text), 64))
    return b"".join((BEGIN, b"\n", *lines, END, b"\n"))


def seal(data: bytes, *to: Recipient | Passphrase, armour: bool = False) -> bytes:
    out = io.BytesIO()
    with encrypting(out, to) as writer:
        writer.write(data)
    return armoured(out.getvalue()) if armour else out.getvalue()


def opened(sealed: bytes, *keys: Identity | Passphrase, whole: Callable[[int], bool] | None = None) -> bytes:
    return decrypting(io.BytesIO(sealed), keys, whole=whole).read()


def code_of(sealed: bytes, *keys: Identity | Passphrase, whole: Callable[[int], bool] | None = None) -> str:
    with pytest.raises(DrivectlError) as caught:
        opened(sealed, *keys, whole=whole)
    return caught.value.code


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("armour", [False, True])
def test_sealing_and_opening_gives_the_same_bytes(identity: Identity, size: int, armour: bool) -> None:
    data = bytes(i * 7 & 255 for i in range(size))
    sealed = seal(data, identity.recipient, armour=armour)
    assert opened(sealed, identity) == data
    assert b"".join(decrypting(io.BytesIO(sealed), [identity])) == data
    assert inspect(io.BytesIO(sealed)).armoured is armour


@pytest.mark.parametrize("kind", [HYBRID, X25519])
def test_each_kind_of_key(kind: Kind) -> None:
    mine, other = new_identity(kind), new_identity(kind)
    sealed = seal(b"secret", other.recipient, mine.recipient)
    assert opened(sealed, mine) == b"secret"
    assert code_of(sealed, new_identity(kind)) == "BND427"
    assert parse_identity(mine.text) == mine
    assert parse_recipient(mine.recipient.text) == mine.recipient


def test_passphrase() -> None:
    sealed = seal(b"secret", PHRASE)
    assert opened(sealed, PHRASE) == b"secret"
    assert code_of(sealed, Passphrase(b"another passphrase")) == "KEY351"
    assert code_of(sealed, new_identity(X25519)) == "KEY351"
    assert inspect(io.BytesIO(sealed)).work_factor == 10


def test_no_key_here_is_told_from_another_persons_file(identity: Identity) -> None:
    assert code_of(seal(b"x", identity.recipient)) == "KEY350"
    assert code_of(seal(b"x", identity.recipient), PHRASE) == "KEY350"


def test_right_identity_among_fifty(identity: Identity) -> None:
    sealed = seal(b"x", identity.recipient)
    assert opened(sealed, *(new_identity(X25519) for _ in range(49)), identity) == b"x"


def test_small_writes_make_the_same_content_as_large_ones(identity: Identity) -> None:
    data, out = bytes(200_000), io.BytesIO()
    with encrypting(out, [identity.recipient]) as writer:
        for start in range(0, len(data), 999):
            writer.write(data[start : start + 999])
        writer.write(b"")
    assert opened(out.getvalue(), identity) == data
    assert len(out.getvalue()) == len(seal(data, identity.recipient))


@pytest.mark.parametrize("step", [1, 100, CHUNK, CHUNK + 1, 10**6])
def test_reading_in_pieces(identity: Identity, step: int) -> None:
    data = bytes(range(256)) * (8 if step == 1 else 600)
    reader = decrypting(io.BytesIO(seal(data, identity.recipient)), [identity])
    parts = []
    while piece := reader.read(step):
        assert len(piece) <= step
        parts.append(piece)
    assert b"".join(parts) == data


def test_recipients_are_folded_and_never_mixed(identity: Identity) -> None:
    sealed = seal(b"x", identity.recipient, parse_recipient(identity.recipient.text))
    assert inspect(io.BytesIO(sealed)).kinds == ("X25519",)
    hybrid = new_identity(HYBRID).recipient
    mixes: tuple[list[Recipient | Passphrase], ...] = (
        [identity.recipient, hybrid],
        [identity.recipient, PHRASE],
        [PHRASE, Passphrase(b"another passphrase")],
    )
    for mix in mixes:
        out = io.BytesIO()
        with pytest.raises(DrivectlError) as caught:
            encrypting(out, mix)
        assert caught.value.code == "BND447"
        assert out.getvalue() == b""
    with pytest.raises(ValueError, match="no recipient"):
        encrypting(io.BytesIO(), [])


@pytest.mark.parametrize("phrase", [b"", b"eleven char", b" " * 20, "£££££".encode()])
def test_weak_passphrases_are_refused(phrase: bytes) -> None:
    with pytest.raises(DrivectlError) as caught:
        encrypting(io.BytesIO(), [Passphrase(phrase, work=10)])
    assert caught.value.code == "BND448"


def test_read_back_needs_only_the_file_key(identity: Identity) -> None:
    out = io.BytesIO()
    with encrypting(out, [identity.recipient]) as writer:
        writer.write(b"x" * 100_000)
    assert reread(io.BytesIO(out.getvalue()), writer.file_key).read() == b"x" * 100_000
    with pytest.raises(DrivectlError) as caught:
        reread(io.BytesIO(out.getvalue()), bytes(16))
    assert caught.value.code == "BND421"


def test_every_flipped_byte_is_refused(identity: Identity) -> None:
    sealed = seal(b"forty-two bytes of something to be hidden.", identity.recipient)
    for i in range(len(sealed)):
        bad = bytearray(sealed)
        bad[i] ^= 1
        assert code_of(bytes(bad), identity) in {"BND420", "BND421", "BND422", "BND427", "KEY350"}, i


def test_every_cut_is_refused(identity: Identity) -> None:
    sealed = seal(b"short", identity.recipient)
    for size in range(len(sealed)):
        assert code_of(sealed[:size], identity) in {"BND420", "BND421", "BND422"}, size


def body_start(sealed: bytes) -> int:
    return sealed.index(b"\n", sealed.index(b"\n--- ") + 1) + 1 + 16


def test_cuts_at_chunk_edges_say_so(identity: Identity) -> None:
    sealed = seal(bytes(3 * CHUNK + 9), identity.recipient)
    start, step = body_start(sealed), CHUNK + 16
    for chunk in range(4):
        for extra in (0, 1, 15):
            assert code_of(sealed[: start + chunk * step + extra], identity) == "BND422", (chunk, extra)
    assert code_of(sealed[: start - 1], identity) == "BND422"
    assert code_of(sealed[:30], identity) == "BND422"


def test_a_cut_inside_a_chunk_is_told_from_a_change_where_lengths_are_known(identity: Identity) -> None:
    whole = {CHUNK + 500}.__contains__
    sealed = seal(bytes(CHUNK + 500), identity.recipient)
    flipped = sealed[:-100] + bytes([sealed[-100] ^ 1]) + sealed[-99:]
    assert code_of(sealed[:-100], identity) == "BND421"
    assert code_of(sealed[:-100], identity, whole=whole) == "BND422"
    assert code_of(flipped, identity, whole=whole) == "BND421"
    assert opened(sealed, identity, whole=whole) == bytes(CHUNK + 500)


@pytest.mark.parametrize("size", [0, 10, CHUNK - 50, CHUNK, CHUNK + 10])
@pytest.mark.parametrize("extra", [1, 100, 4000])
def test_trailing_bytes(identity: Identity, size: int, extra: int) -> None:
    sealed = seal(bytes(size), identity.recipient)
    assert code_of(sealed + bytes(extra), identity) == "BND423"
    assert code_of(sealed + sealed + sealed, identity) == "BND423"


def test_chunks_swapped_repeated_and_dropped(identity: Identity) -> None:
    sealed = seal(bytes(3 * CHUNK + 9), identity.recipient)
    start, step = body_start(sealed), CHUNK + 16
    head, a, b, rest = (
        sealed[:start],
        sealed[start : start + step],
        sealed[start + step : start + 2 * step],
        sealed[start + 2 * step :],
    )
    for bad in (head + b + a + rest, head + a + a + rest, head + b + rest, head + a + a + b + rest):
        assert code_of(bad, identity) == "BND421"


def test_nothing_unverified_comes_out(identity: Identity) -> None:
    sealed = bytearray(seal(b"a" * CHUNK + b"b" * CHUNK, identity.recipient))
    sealed[-20] ^= 1
    reader, out = decrypting(io.BytesIO(bytes(sealed)), [identity]), b""
    with pytest.raises(DrivectlError):  # noqa: PT012 -- the loop is what is tested
        for piece in reader:
            out += piece
    assert set(out) <= {ord("a")}


def test_nothing_comes_out_after_damage_even_if_asked_again(identity: Identity) -> None:
    sealed = seal(bytes(2 * CHUNK), identity.recipient)
    start, step = body_start(sealed), CHUNK + 16
    reader = decrypting(io.BytesIO(sealed[:start] + bytes(step) + sealed[start:]), [identity])
    for _ in range(3):
        with pytest.raises(DrivectlError) as caught:
            reader.read(10)
        assert caught.value.code == "BND421"


def test_a_header_names_64_recipients_at_most(identity: Identity) -> None:
    grease = agehdr.Stanza(("grease",), b"")
    for count, wanted in ((64, "BND427"), (65, "BND420")):
        assert code_of(agehdr.write_header((grease,) * count, bytes(16)) + bytes(64), identity) == wanted


@pytest.mark.parametrize("start", [b"\xff\xfe", b"\xef\xbb\xbf", b"\xfe\xff"])
def test_powershell_damage_is_named(start: bytes, identity: Identity) -> None:
    with pytest.raises(DrivectlError, match="PowerShell") as caught:
        opened(start + b"a\0g\0e\0", identity)
    assert caught.value.code == "BND420"


class Endless(io.RawIOBase):
    """A header that never ends."""

    def __init__(self, start: bytes, line: bytes) -> None:
        self.text, self.line, self.given = start, line, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        self.text = self.text or self.line
        piece, self.text = self.text[:size], self.text[size:]
        self.given += len(piece)
        return piece


@pytest.mark.parametrize(
    "line",
    [b"-> grease x\n\n", b"-> grease " + b"x" * 70_000 + b"\n", b"A" * 64 + b"\n"],
)
def test_endless_headers_are_refused_early(line: bytes) -> None:
    stream = Endless(agehdr.MAGIC + b"-> grease x\n", line)
    with pytest.raises(DrivectlError) as caught:
        decrypting(stream, [PHRASE])  # type: ignore[arg-type]
    assert caught.value.code == "BND420"
    assert stream.given <= agehdr.MAX_HEADER + 2 * agehdr.MAX_LINE


@pytest.mark.parametrize(
    ("work", "code"),
    [
        ("9", "BND449"),
        ("21", "BND449"),
        ("23", "BND449"),
        ("30", "BND449"),
        ("9" * 40, "BND449"),
        ("+18", "BND420"),
        ("018", "BND420"),
    ],
)
def test_hostile_work_is_refused_before_any_work(work: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivectl.crypto.primitives.scrypt", lambda *_, **__: pytest.fail("scrypt ran"))
    stanza = agehdr.Stanza(("scrypt", agehdr.b64(bytes(16)), work), bytes(32))
    sealed = agehdr.write_header((stanza,), bytes(16)) + bytes(64)
    assert code_of(sealed, PHRASE) == code


def test_more_work_can_be_allowed() -> None:
    stanza = agehdr.Stanza(("scrypt", agehdr.b64(bytes(16)), "12"), bytes(32))
    sealed = agehdr.write_header((stanza,), bytes(16)) + bytes(64)
    with pytest.raises(DrivectlError) as caught:
        decrypting(io.BytesIO(sealed), [PHRASE], max_work=11)
    assert caught.value.code == "BND449"
    with pytest.raises(DrivectlError) as caught:
        decrypting(io.BytesIO(sealed), [PHRASE], max_work=12)
    assert caught.value.code == "KEY351"


@pytest.mark.parametrize("point", [bytes(32), b"\x01" + bytes(31)])
def test_points_of_low_order_are_refused(point: bytes, identity: Identity) -> None:
    with pytest.raises(DrivectlError) as caught:
        parse_recipient(bech32.encode("age", point))
    assert caught.value.code == "KEY337"
    hybrid = new_identity(HYBRID).recipient.public[:-32] + point
    with pytest.raises(DrivectlError) as caught:
        parse_recipient(bech32.encode("age1pq", hybrid))
    assert caught.value.code == "KEY337"
    stanza = agehdr.Stanza(("X25519", agehdr.b64(point)), bytes(32))
    assert code_of(agehdr.write_header((stanza,), bytes(16)) + bytes(64), identity) == "BND420"


def test_unknown_recipient_types_are_ignored(identity: Identity) -> None:
    key = bytes(range(16))
    grease = agehdr.Stanza(("grease-type", "arg"), bytes(100))
    header = agehdr.write_header((grease, identity.recipient.wrap(key), grease), key)
    with pytest.raises(DrivectlError) as caught:
        opened(header, identity)
    assert caught.value.code == "BND422"  # the header was accepted; there is no content
    assert inspect(io.BytesIO(header)).kinds == ("grease-type", "X25519", "grease-type")


class Full(io.RawIOBase):
    """A disk with room for ``room`` bytes; afterwards it fails, or writes less than asked without an error."""

    def __init__(self, room: int, silent: bool) -> None:
        self.room, self.silent = room, silent

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        size = len(bytes(data))  # type: ignore[call-overload]
        fits = min(size, self.room)
        self.room -= fits
        if fits < size and not self.silent:
            raise OSError(28, "No space left on device")
        return fits


@pytest.mark.parametrize("silent", [False, True])
@pytest.mark.parametrize("missing", [1, 1000, 70_000, 140_000])
def test_a_full_disk_is_never_silent(identity: Identity, silent: bool, missing: int) -> None:
    data = bytes(CHUNK + 3000)
    room = max(0, len(seal(data, identity.recipient)) - missing)
    with pytest.raises(OSError), encrypting(Full(room, silent), [identity.recipient]) as writer:  # type: ignore[arg-type]
        writer.write(data)


def test_an_error_inside_leaves_a_file_that_cannot_be_opened(identity: Identity) -> None:
    out = io.BytesIO()
    with pytest.raises(RuntimeError), encrypting(out, [identity.recipient]) as writer:  # noqa: PT012 -- as above
        writer.write(b"half")
        raise RuntimeError
    assert code_of(out.getvalue(), identity) == "BND422"
    with encrypting(io.BytesIO(), [identity.recipient]) as writer:
        writer.close()
        with pytest.raises(ValueError, match="closed"):
            writer.write(b"late")


def test_memory_stays_flat(identity: Identity) -> None:
    class Nothing(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            return len(data)  # type: ignore[arg-type]

    piece = bytes(1 << 20)
    tracemalloc.start()
    with encrypting(Nothing(), [identity.recipient]) as writer:  # type: ignore[arg-type]
        for _ in range(24):
            writer.write(piece)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 20


@pytest.mark.parametrize("text", ["", "age1", "age1qqqq", "AGE-SECRET-KEY-1QQQQ", "no key at all", "age1é", "1" * 70])
def test_text_that_is_no_key(text: str) -> None:
    for parse in (parse_recipient, parse_identity):
        with pytest.raises(DrivectlError) as caught:
            parse(text)
        assert caught.value.code == "KEY337"
        assert not text or text not in str(caught.value)


def test_secrets_do_not_show(identity: Identity) -> None:
    hybrid = new_identity(HYBRID)
    for one in (identity, hybrid):
        assert one.text not in repr(one)
        assert repr(one.secret)[2:-1] not in repr(one)
    assert "horse" not in repr(PHRASE)
    with encrypting(io.BytesIO(), [identity.recipient]) as writer:
        assert repr(writer.file_key)[2:-1] not in repr(writer)


def test_one_letter_wrong_in_a_key_is_found(identity: Identity) -> None:
    text = identity.recipient.text
    for i in range(4, len(text)):
        wrong = text[:i] + ("q" if text[i] != "q" else "p") + text[i + 1 :]
        with pytest.raises(DrivectlError):
            parse_recipient(wrong)
    with pytest.raises(ValueError, match="mixed"):
        bech32.decode(text[:9].upper() + text[9:])
    assert bech32.decode(text.upper())[0] == "AGE"


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda text: text.replace(b"-----END", b"A" * 200), "BND420"),
        (lambda text: text[: text.index(b"-----END")], "BND422"),
        (lambda text: text[:-3], "BND422"),
        (lambda text: text + b"more", "BND423"),
        (lambda text: text + text, "BND423"),
        (lambda text: text.replace(b"\n", b" \n"), "BND420"),
        (lambda text: b"x" + text, "BND420"),
        (lambda text: b"\n" * 70_000 + text, "BND420"),
    ],
)
def test_damaged_armour(change: Callable[[bytes], bytes], wanted: str, identity: Identity) -> None:
    assert code_of(change(seal(bytes(100), identity.recipient, armour=True)), identity) == wanted


def test_armour_may_have_blanks_around_it(identity: Identity) -> None:
    text = seal(b"mail", identity.recipient, armour=True)
    assert opened(b"\r\n \t" + text.replace(b"\n", b"\r\n") + b"\n\n ", identity) == b"mail"
    assert opened(text.rstrip(b"\n"), identity) == b"mail"


@pytest.mark.parametrize("line", ["A" * 65, "A" * 68, "A" * 128])
def test_a_header_line_of_more_than_64_characters_is_refused(line: str, identity: Identity) -> None:
    good = agehdr.write_header((agehdr.Stanza(("grease",), b""),), bytes(16))
    bad = good.replace(b"-> grease\n\n", f"-> grease\n{line}\n".encode())
    assert bad != good
    assert code_of(good, identity) == "BND427"
    assert code_of(bad, identity) == "BND420"
