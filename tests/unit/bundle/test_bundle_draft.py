import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from drivectl.bundle import statement
from drivectl.bundle.draft import discard_draft, read_draft
from drivectl.errors import DrivectlError
from drivectl.model.canonical import canonical

BASIS = {"flags": "f1", "keys": "k1", "agreement": "a" * 64}


def again(world: Any, draft: Any, **changes: Any) -> Any:
    given = {"logged": draft.digest, "now": world.reader().now, "basis": BASIS}
    return read_draft(draft.folder, **{**given, **changes})


def code_of(call: Callable[[], Any]) -> str:
    with pytest.raises(DrivectlError) as caught:
        call()
    return caught.value.code


def test_a_draft_reads_back_owner_only(world: Any) -> None:
    draft = world.draft()
    found = again(world, draft)
    assert found == draft
    assert found.review == {"notes": 2, "read": 2}
    for path in (draft.folder, *draft.folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    discard_draft(draft.folder)
    assert not draft.folder.exists()


def test_one_changed_byte_anywhere_but_in_the_preview_is_refused(world: Any) -> None:
    draft = world.draft()
    for path in sorted(p for p in draft.folder.rglob("*") if p.is_file()):
        whole = path.read_bytes()
        if not whole:
            continue
        path.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
        if path.name == "what-police-will-see.html":
            assert again(world, draft) == draft
        else:
            assert code_of(lambda: again(world, draft)) == "BND450", path
        path.write_bytes(whole)
    assert again(world, draft) == draft


def test_added_removed_swapped_and_linked_members_are_refused(world: Any, tmp_path: Path) -> None:
    draft = world.draft()
    members = draft.folder / "members"
    (members / "data" / "extra.csv").write_bytes(b"")
    assert code_of(lambda: again(world, draft)) == "BND450"
    (members / "data" / "extra.csv").unlink()
    cases = members / "data" / "cases.csv"
    moved = tmp_path / "moved"
    cases.rename(moved)
    assert code_of(lambda: again(world, draft)) == "BND450"
    cases.symlink_to(moved)
    assert code_of(lambda: again(world, draft)) == "BND450"


def test_another_draft_than_the_logged_one_is_refused(world: Any) -> None:
    draft = world.draft()
    assert code_of(lambda: again(world, draft, logged="0" * 64)) == "BND450"


def test_a_stale_draft_is_refused(world: Any) -> None:
    draft = world.draft()
    now = world.reader().now
    again(world, draft, now=now + timedelta(days=7))
    assert code_of(lambda: again(world, draft, now=now + timedelta(days=7, seconds=1))) == "BND451"
    assert code_of(lambda: again(world, draft, now=now - timedelta(days=1))) == "BND451"
    for changed in (BASIS | {one: "other"} for one in BASIS):
        with pytest.raises(DrivectlError, match="BND451"):
            again(world, draft, basis=changed)
    assert code_of(lambda: again(world, draft, basis=BASIS | {"holds": "1"})) == "BND451"


def test_the_keys_of_today_must_be_those_of_the_draft(world: Any) -> None:
    from drivectl.crypto.agekeys import new_identity
    from drivectl.crypto.signing import SigningKey

    draft = world.draft()
    other = new_identity("age-x25519").recipient
    assert code_of(lambda: world.seal(draft, recipients=lambda: [other])) == "BND451"
    assert code_of(lambda: world.seal(draft, recipients=lambda: [world.identity.recipient, other])) == "BND451"
    assert code_of(lambda: world.seal(draft, keys=[SigningKey.generate()])) == "BND451"
    world.predicate["release"]["threshold"] = 2
    assert code_of(lambda: world.seal(world.draft())) == "BND443"
    assert code_of(lambda: world.seal(world.draft(), keys=[world.signing, world.signing])) == "BND443"


def test_two_signers_pass_a_threshold_of_two(world: Any) -> None:
    from drivectl.bundle.open import verify_bundle
    from drivectl.crypto.signing import SigningKey

    second = SigningKey.generate()
    world.predicate["release"]["threshold"] = 2
    sealed = world.seal(world.draft(), keys=[world.signing, second])
    both = {"drive": {one.key_id: one.public for one in (world.signing, second)}}
    assert len(verify_bundle(sealed.path, world.reader(trusted=both)).signers) == 2
    alone = world.reader()
    assert code_of(lambda: verify_bundle(sealed.path, alone)) == "BND443"


def test_the_statement_has_no_room_for_held_counts(world: Any) -> None:
    draft = world.draft()
    for where in ("predicate", "treatment", "changes", "content"):
        told: Any = statement.read(draft.payload)
        spot = told["predicate"] if where == "predicate" else told["predicate"][where]
        (spot[0] if isinstance(spot, list) else spot)["held"] = 3
        with pytest.raises(ValueError, match="other keys"):
            statement.read(canonical(told))


@pytest.mark.parametrize(
    "payload",
    [b"", b"{}", b"[" * 100_000, b'{"_type":1,"_type":2}', b'{"a":1.5}', b'{"a":NaN}', b"\xff", b'"x"', b"null"],
)
def test_a_hostile_statement_is_a_value_error(payload: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        statement.read(payload)
