import dataclasses
import json
import os
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from drivectl.audit import line
from drivectl.audit.log import Log
from drivectl.audit.verify import verify
from drivectl.errors import DrivectlError
from drivectl.model.event import Actor, AgreementRef, Entry, Event, Outcome

ACTOR = Actor("drive", "data-officer", "ab12cd34ef56ab78")
ENTRY = Entry(event=Event.EXPORT_RUN, actor=ACTOR, counts={"cases": 3, "redacted.PERSON": 2}, party="police")


def filled(folder: Path, count: int = 5) -> Path:
    log = Log(folder, "drive")
    for _ in range(count):
        log.append(ENTRY)
    return folder / "log.jsonl"


def code_of(call: Callable[[], Any]) -> str:
    with pytest.raises(DrivectlError) as caught:
        call()
    return caught.value.code


def test_lines_are_numbered_chained_and_owner_only(tmp_path: Path) -> None:
    path = filled(tmp_path / "audit")
    lines = Log(tmp_path / "audit", "drive").lines()
    assert [one.seq for one in lines] == [1, 2, 3, 4, 5, 6]
    assert lines[0].content["event"] == "log.created"
    assert lines[0].content["prev"] == "0" * 64
    assert [one.content["prev"] for one in lines[1:]] == [one.digest for one in lines[:-1]]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert verify(path.parent).failure is None
    assert verify(path.parent).events == 6


def test_lines_are_rfc8785(tmp_path: Path) -> None:
    import rfc8785

    for raw in filled(tmp_path / "audit").read_bytes().splitlines():
        assert rfc8785.dumps(json.loads(raw)) == raw


AGREED = AgreementRef("drive-police", "1.0.0", "a" * 64)


@pytest.mark.parametrize(
    "changes",
    [
        {"event": "bundle.posted"},
        {"outcome": "fine"},
        {"party": "Police Station 4"},
        {"party": "Ann Example"},
        {"counts": {"held": 1}},
        {"counts": {"out_of_scope": 1}},
        {"counts": {"cases": 1.5}},
        {"counts": {"cases": True}},
        {"counts": {"cases": -1}},
        {"counts": {"cases": 2**53}},
        {"counts": {"redacted.ANN": 1}},
        {"bundle_id": "DRV-2026"},
        {"statement_sha256": "A" * 64},
        {"register_root": "a" * 64},
        {"event": Event.BUNDLE_SEALING},
        {"code": "XYZ999"},
        {"record_id": "a note about Ann"},
        {"agreement": AGREED._replace(version="for Ann")},
        {"agreement": AGREED._replace(id="x" * 65)},
        {"actor": Actor("drive", "Ann Example", "k")},
        {"actor": Actor("drive", "dpo", "ann@example.org")},
        {"actor": Actor("police", "dpo", "k")},
    ],
)
def test_the_writer_refuses_what_has_no_place(tmp_path: Path, changes: dict[str, Any]) -> None:
    log = Log(tmp_path / "audit", "drive")
    assert code_of(lambda: log.append(dataclasses.replace(ENTRY, **changes))) == "AUD705"
    assert not (tmp_path / "audit").exists()


def test_a_line_with_an_unknown_field_or_too_long_is_not_read() -> None:
    raw = line.compose(ENTRY, 2, "0" * 64, datetime(2026, 1, 1, tzinfo=UTC), "0.1.0")
    content = json.loads(raw)
    assert line.read(raw).seq == 2
    changes: list[dict[str, Any]] = [
        {"note": "x"},
        {"seq": 2.0},
        {"v": 2},
        {"counts": {}},
        {"time": "2026-01-01T00:00:00Z"},
        {"time": "2026-01-01T28:00:00.000Z"},
        {"time": "2026-02-30T00:00:00.000Z"},
    ]
    for change in changes:
        with pytest.raises(ValueError, match=r"."):
            line.read(json.dumps(content | change, sort_keys=True, separators=(",", ":")).encode() + b"\n")
    with pytest.raises(ValueError, match="whole"):
        line.read(raw[:-1] + b" " * 4096 + b"\n")
    with pytest.raises(ValueError, match="canonical"):
        line.read(raw[:-1] + b" \n")


def damaged(raw: list[bytes]) -> Iterator[tuple[str, int, list[bytes]]]:
    for at in range(len(raw)):
        yield "edit", at, [*raw[:at], raw[at].replace(b'"v":1', b'"v":2'), *raw[at + 1 :]]
        if at < len(raw) - 1:
            yield "drop", at, [*raw[:at], *raw[at + 1 :]]
            yield "swap", at, [*raw[:at], raw[at + 1], raw[at], *raw[at + 2 :]]
        yield "insert", at + 1, [*raw[: at + 1], raw[at], *raw[at + 1 :]]


def test_edit_drop_insert_swap_name_the_event_and_stop_the_log(tmp_path: Path) -> None:
    path = filled(tmp_path / "audit", 4)
    raw = path.read_bytes().splitlines(keepends=True)
    for what, at, lines in damaged(raw):
        path.write_bytes(b"".join(lines))
        verdict = verify(path.parent)
        assert verdict.failure is not None, what
        assert verdict.failure.code == "AUD701"
        assert verdict.failure.what == f"the log was changed after event {at:06}", what
        before = path.read_bytes()
        assert code_of(lambda: Log(path.parent, "drive").append(ENTRY)) == "AUD710"
        assert path.read_bytes() == before


def test_a_log_cut_while_it_is_open_stops_it(tmp_path: Path) -> None:
    path = filled(tmp_path / "audit")
    log = Log(path.parent, "drive")
    log.append(ENTRY)
    raw = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(raw[:-1]))
    assert code_of(lambda: log.append(ENTRY)) == "AUD710"
    path.unlink()
    assert code_of(lambda: log.append(ENTRY)) == "AUD710"


@pytest.mark.parametrize("cut", [1, 20, -1])
def test_a_torn_last_line_is_put_aside_and_logged(tmp_path: Path, cut: int) -> None:
    path = filled(tmp_path / "audit")
    raw = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(raw[:-1]) + raw[-1][:cut])
    assert verify(path.parent).failure is None
    assert verify(path.parent).notes
    Log(path.parent, "drive").append(ENTRY)
    assert (path.parent / "log.torn-1").read_bytes() == raw[-1][:cut]
    events = [one.content["event"] for one in Log(path.parent, "drive").lines()]
    assert events == ["log.created", *["export.run"] * 4, "log.repaired", "export.run"]


def test_a_torn_first_line_and_a_torn_line_too_long(tmp_path: Path) -> None:
    path = filled(tmp_path / "audit", 1)
    path.write_bytes(path.read_bytes()[:30])
    Log(path.parent, "drive").append(ENTRY)
    assert [one.content["event"] for one in Log(path.parent, "drive").lines()] == [
        "log.created",
        "log.repaired",
        "export.run",
    ]
    path.write_bytes(path.read_bytes() + b"x" * 5000)
    assert code_of(lambda: Log(path.parent, "drive").append(ENTRY)) == "AUD710"
    assert verify(path.parent).failure


def test_a_clock_set_back_is_a_note(tmp_path: Path) -> None:
    times = [datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)]
    Log(tmp_path / "audit", "drive", clock=lambda: times.pop() if len(times) == 1 else times.pop(0)).append(ENTRY)
    assert verify(tmp_path / "audit").failure is None
    assert len(verify(tmp_path / "audit").notes) == 1


def test_others_may_not_read_the_log(tmp_path: Path) -> None:
    path = filled(tmp_path / "audit")
    path.chmod(0o644)
    assert code_of(lambda: Log(path.parent, "drive").append(ENTRY)) == "OUT117"
    path.chmod(0o600)
    path.parent.chmod(0o755)
    assert code_of(lambda: Log(path.parent, "drive").append(ENTRY)) == "OUT117"


def test_a_full_disk_takes_the_line_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = filled(tmp_path / "audit")
    before = path.read_bytes()
    log = Log(path.parent, "drive")
    real = os.fsync

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert code_of(lambda: log.append(ENTRY)) == "OUT112"
    assert path.read_bytes() == before
    monkeypatch.setattr(os, "fsync", real)
    assert log.append(ENTRY) == 7


def test_two_logs_of_one_folder_follow_each_other(tmp_path: Path) -> None:
    one, other = Log(tmp_path / "audit", "drive"), Log(tmp_path / "audit", "drive")
    assert [one.append(ENTRY), other.append(ENTRY), one.append(ENTRY), other.append(ENTRY)] == [2, 3, 4, 5]
    assert verify(tmp_path / "audit").failure is None


def test_outcomes_are_those_of_the_list() -> None:
    assert {*Outcome} == {"done", "refused", "recovered", "abandoned", "failed"}
