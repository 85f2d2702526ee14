"""What a verified sender could still put into a bundle, and what a stranger could do to one."""

import gzip
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drivectl.bundle import container, layout, statement
from drivectl.bundle.open import inspect_bundle, open_bundle, verify_bundle
from drivectl.crypto.age import encrypting
from drivectl.crypto.signing import SigningKey, sign_envelope
from drivectl.errors import DrivectlError
from drivectl.model.bundle import PAYLOAD_TYPE
from drivectl.model.canonical import canonical

Block = tuple[bytes, bytes]


class Forge:
    """A draft whose archive and statement can be bent before they are signed and sealed."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.draft = world.draft()
        self.told: Any = json.loads(self.draft.payload)
        self.folder: str = self.draft.bundle_id
        self.mtime = int(statement.moment("2026-11-21T09:00:00Z").timestamp())
        root = self.draft.folder / "members"
        self.files = {one.name: (root / one.name).read_bytes() for one in self.draft.members}
        self.keys = [world.signing]
        self.payload_type = PAYLOAD_TYPE
        self.end = bytes(layout.END)

    def payload(self) -> bytes:
        return canonical(self.told)

    def envelope(self) -> bytes:
        return sign_envelope(self.payload(), self.payload_type, self.keys)

    def block(self, called: str, content: bytes, claimed: int | None = None, **fields: bytes) -> bytes:
        claimed = len(content) if claimed is None else claimed
        made = bytearray(container.header(self.folder, "x", claimed, self.mtime))
        spots = {"name": (0, 100), "mode": (100, 8), "uid": (108, 8), "size": (124, 12), "mtime": (136, 12)}
        spots |= {"type": (156, 1), "link": (157, 100), "magic": (257, 8), "owner": (265, 32), "prefix": (345, 155)}
        for field, value in {"name": called.encode("utf-8", "surrogateescape"), **fields}.items():
            start, width = spots[field]
            made[start : start + width] = value[:width].ljust(width, b"\0")
        made[148:156] = b" " * 8
        made[148:156] = b"%06o\x00 " % sum(made)
        return bytes(made) + content + bytes(-len(content) % 512)

    def blocks(self) -> list[bytes]:
        return [self.block(layout.STATEMENT, self.envelope())] + [self.block(n, c) for n, c in self.files.items()]

    def sealed(self, blocks: list[bytes] | None = None, raw: bytes | None = None) -> Path:
        path: Path = self.world.root / "forged.age"
        sink = io.BytesIO()
        with encrypting(sink, [self.world.identity.recipient]) as writer:
            writer.write(b"".join(self.blocks() if blocks is None else blocks) + self.end if raw is None else raw)
        path.write_bytes(sink.getvalue())
        return path

    def refused(self, code: str, path: Path) -> None:
        target = self.world.root / "in"
        calls: list[Callable[[], Any]] = [
            lambda: open_bundle(path, target, self.world.reader()),
            lambda: verify_bundle(path, self.world.reader()),
        ]
        for call in calls:
            with pytest.raises(DrivectlError) as caught:
                call()
            assert caught.value.code == code, caught.value
            assert not target.exists()
            assert not list(self.world.root.glob(".drivectl-*"))


@pytest.fixture
def forge(world: Any) -> Forge:
    return Forge(world)


def test_the_forge_itself_makes_what_opens(forge: Forge) -> None:
    assert verify_bundle(forge.sealed(), forge.world.reader()).statement_sha256 == forge.draft.digest


NAMES = [
    "../evil.csv",
    "/etc/passwd",
    "C:\\x.csv",
    "\\\\?\\x",
    "~/x",
    "data/../../x",
    "data/a\nb.csv",
    "data/a\x01.csv",
    "a" * 100,
    "data/" + "a" * 70,
    "data/a/b/c/d.csv",
    "data/con.csv",
    "data/nul",
    "data/lpt1.x",
    "data/a.",
    "data/a ",
    "data/x.csv:stream",
    "data/Cases.csv",
    "data//x",
    "data/",
    "./data/x.csv",
    "data/é.csv",
    "data/\u202egnp.csv",
    "",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_that_leave_the_folder_or_confuse(forge: Forge, name: str) -> None:
    assert not layout.safe_name(name)
    blocks = forge.blocks()
    blocks[-3] = forge.block(name, forge.files["data/columns.csv"])
    forge.refused("BND432", forge.sealed(blocks))
    for one in forge.told["subject"]:
        if one["name"] == "data/columns.csv":
            one["name"] = name
    forge.refused("BND434", forge.sealed())


@pytest.mark.parametrize("kind", [b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"x", b"g", b"L", b"K", b"S", b"\0"])
def test_only_plain_files(forge: Forge, kind: bytes) -> None:
    blocks = forge.blocks()
    at = len(blocks) - 3
    for link in (b"", b"/etc/passwd", b"../..", b"data/"):
        blocks[at] = forge.block("data/cases.csv", b"", type=kind, link=link)
        forge.refused("BND432", forge.sealed(blocks))
        forge.refused("BND432", forge.sealed([*blocks[:at], blocks[at], *forge.blocks()[at:]]))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("mode", b"0000777\0", "BND428"),
        ("uid", b"0001750\0", "BND428"),
        ("owner", b"root\0", "BND428"),
        ("mtime", b"00000000000\0", "BND428"),
        ("magic", b"ustar  \0", "BND428"),
        ("size", b"\x80" + b"\xff" * 11, "BND428"),
        ("size", b"77777777777\0", "BND428"),
        ("link", b"x", "BND428"),
        ("prefix", b"DRV-20260101-0000000000", "BND432"),
        ("prefix", b"..", "BND432"),
        ("name", b"data/cases.csv\0x", "BND432"),
    ],
)
def test_a_header_that_says_anything_else(forge: Forge, field: str, value: bytes, code: str) -> None:
    for at, name in enumerate(forge.files, 1):
        if name == "data/cases.csv":
            blocks = forge.blocks()
            blocks[at] = forge.block(name, forge.files[name], None, **{field: value})
            forge.refused(code, forge.sealed(blocks))


def test_members_missing_extra_twice_reordered_or_changed(forge: Forge) -> None:
    blocks = forge.blocks()
    extra = forge.block("data/extra.csv", b"x")
    for at in range(1, len(blocks) - 1):
        forge.refused("BND431", forge.sealed([*blocks[:at], *blocks[at + 1 :]]))
        forge.refused("BND430", forge.sealed([*blocks[:at], extra, *blocks[at:]]))
        forge.refused("BND431", forge.sealed([*blocks[:at], blocks[at + 1], blocks[at], *blocks[at + 2 :]]))
    forge.refused("BND429", forge.sealed(blocks[:-1]))
    forge.refused("BND429", forge.sealed(blocks[:1]))
    forge.refused("BND430", forge.sealed([*blocks, extra]))
    forge.refused("BND431", forge.sealed([*blocks, blocks[-1]]))
    forge.refused("BND430", forge.sealed([*blocks, blocks[0]]))  # a second statement
    forge.refused("BND424", forge.sealed([blocks[1], blocks[0], *blocks[2:]]))
    for name, content in forge.files.items():
        if content and name != layout.PADDING:
            forge.files[name] = bytes([content[0] ^ 1]) + content[1:]
            forge.refused("BND428", forge.sealed())
            forge.files[name] = content
    forge.refused(
        "BND428", forge.sealed([*blocks[:-1], forge.block(layout.PADDING, b"\0" * 9 + forge.files[layout.PADDING])])
    )


def test_padding_is_empty_and_no_larger_than_its_step(world: Any) -> None:
    world.tables["data/cases.csv"] = b"x" * 70_000
    forge = Forge(world)
    padding = forge.files[layout.PADDING]
    assert padding
    forge.files[layout.PADDING] = padding[:-1] + b"\1"
    forge.refused("BND428", forge.sealed())
    large = bytes(len(padding) + 16384)
    forge.files[layout.PADDING] = large
    forge.told["subject"][-1]["annotations"]["bytes"] = len(large)
    forge.refused("BND433", forge.sealed())


def test_what_follows_the_end(forge: Forge) -> None:
    for end in (bytes(1025), bytes(1024) + b"x", bytes(512) + b"x" + bytes(511), bytes(10240)):
        forge.end = end
        forge.refused("BND423", forge.sealed())
    for end in (b"", bytes(511), bytes(512), bytes(1023)):
        forge.end = end
        forge.refused("BND422", forge.sealed())
    forge.end = bytes(1024)
    blocks = forge.blocks()
    at = next(n for n, one in enumerate(blocks) if len(one) > 1024 and one[-1] == 0 and n > 0)
    blocks[at] = blocks[at][:-1] + b"x"
    forge.refused("BND421", forge.sealed(blocks))


def test_other_archives_and_no_archive(forge: Forge) -> None:
    tar = b"".join(forge.blocks()) + bytes(1024)
    for raw in (gzip.compress(tar), b"", b"x" * 5000, bytes(1024), tar[512:]):
        code = "BND422" if len(raw) < 512 else "BND424"
        forge.refused(code, forge.sealed(raw=raw))
    unsigned = io.BytesIO()
    with tarfile.open(fileobj=unsigned, mode="w") as made:
        made.addfile(tarfile.TarInfo("data/cases.csv"))
    forge.refused("BND424", forge.sealed(raw=unsigned.getvalue()))
    huge = forge.block(layout.STATEMENT, b"", claimed=1 << 30)
    forge.refused("BND433", forge.sealed(raw=huge))


def test_signatures_and_statements(forge: Forge) -> None:
    good = forge.envelope()
    whole = forge.blocks()

    def with_envelope(envelope: bytes) -> Path:
        return forge.sealed([forge.block(layout.STATEMENT, envelope), *whole[1:]])

    verify_bundle(with_envelope(good), forge.world.reader())
    stranger = SigningKey.generate()
    forge.refused("BND426", with_envelope(sign_envelope(forge.payload(), PAYLOAD_TYPE, [stranger])))
    posing = sign_envelope(forge.payload(), PAYLOAD_TYPE, [stranger]).replace(
        stranger.key_id.encode(), forge.world.signing.key_id.encode()
    )
    with pytest.raises(DrivectlError) as caught:
        verify_bundle(with_envelope(posing), forge.world.reader())
    assert caught.value.code in {"BND425", "BND426"}
    for payload in (
        forge.payload() + b" ",
        json.dumps(forge.told).encode(),
        forge.payload().replace(b'"v1"', b'"v2"', 1)[:-1],
        b'{"_type":1,' + forge.payload()[1:],
        b"[" * 50_000,
    ):
        forge.refused("BND434", with_envelope(sign_envelope(payload, PAYLOAD_TYPE, [forge.world.signing])))
    with pytest.raises(DrivectlError):
        verify_bundle(
            with_envelope(sign_envelope(forge.payload(), "text/plain", [forge.world.signing])), forge.world.reader()
        )
    with pytest.raises(DrivectlError):
        verify_bundle(with_envelope(good.replace(b"application", b"Application")), forge.world.reader())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("predicateType",), "urn:drivectl:transfer:v2"),
        (("_type",), "https://in-toto.io/Statement/v0.1"),
        (("predicate", "bundle_id"), "DRV-20261121-00000000000"),
        (("predicate", "expires"), "2026-02-30T00:00:00Z"),
        (("predicate", "expires"), "2026-11-21T09:00:00Z"),
        (("predicate", "not_before"), "2026-11-20T09:00:00Z"),
        (("predicate", "recipients"), []),
        (("predicate", "recipient_mode"), "passphrase"),
        (("predicate", "release", "threshold"), True),
        (("predicate", "release", "threshold"), 0),
        (("predicate", "treatment", "guarded_cells"), "many"),
        (("predicate", "content", 0, "path"), "data/other.csv"),
        (("predicate", "purpose"), "x" * 9000),
        (("subject", 0, "digest", "sha256"), "x"),
        (("subject", -1, "digest"), {"sha256": "a" * 64}),
        (("subject", -1, "annotations", "bytes"), -1),
    ],
)
def test_a_statement_of_another_shape(forge: Forge, path: tuple[Any, ...], value: Any) -> None:
    spot = forge.told
    for step in path[:-1]:
        spot = spot[step]
    spot[path[-1]] = value
    forge.refused("BND434", forge.sealed())


def test_the_statement_of_one_bundle_over_the_files_of_another(forge: Forge) -> None:
    mine = forge.envelope()
    forge.world.tables["data/cases.csv"] += b"T1-CCCC\r\n"
    other = Forge(forge.world)
    blocks = other.blocks()
    blocks[0] = other.block(layout.STATEMENT, mine)
    forge.refused("BND428", other.sealed(blocks))
    forge.folder = "DRV-20261121-0000000000"
    forge.refused("BND434", forge.sealed())


def test_bag_files_that_disagree_with_the_statement(forge: Forge) -> None:
    import hashlib

    for name in ("manifest-sha256.txt", "bag-info.txt", "bagit.txt", "tagmanifest-sha256.txt"):
        bent = Forge(forge.world)
        bent.files[name] = bent.files[name].replace(b"0", b"1").replace(b"a", b"b")
        for one in bent.told["subject"]:
            if one["name"] == name:
                one["digest"]["sha256"] = hashlib.sha256(bent.files[name]).hexdigest()
        forge.refused("BND428", bent.sealed())


def test_a_hostile_statement_shows_nothing_of_itself(forge: Forge) -> None:
    forge.told["predicate"]["agreement"]["id"] = "ann-example-\x1b[31m"
    for call in (verify_bundle, inspect_bundle):
        with pytest.raises(DrivectlError) as caught:
            call(forge.sealed(), forge.world.reader())
        assert "ann-example" not in str(caught.value)


def test_a_cut_at_every_place_is_refused(world: Any, make_cut: Callable[[bytes], list[bytes]]) -> None:
    sealed = world.seal()
    whole = sealed.path.read_bytes()
    bent = world.root / "bent.age"
    for data in make_cut(whole):
        bent.write_bytes(data)
        with pytest.raises(DrivectlError) as caught:
            open_bundle(bent, world.root / "in", world.reader())
        assert caught.value.code.startswith("BND4")
        assert not (world.root / "in").exists()
        assert not list(world.root.glob(".drivectl-*"))


@pytest.fixture
def make_cut() -> Callable[[bytes], list[bytes]]:
    def cut(whole: bytes) -> list[bytes]:
        places = [*range(0, len(whole), 4096), 1, 100, len(whole) - 1, len(whole) - 16, len(whole) - 17]
        return [whole[:one] for one in places] + [whole + b"x", whole + bytes(100), whole + whole]

    return cut
