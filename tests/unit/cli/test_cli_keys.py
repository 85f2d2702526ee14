"""Keys, cards and trust from the command line; a site to start from; what doctor finds."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from drivectl.crypto import keyring as keyring_module
from drivectl.crypto.agekeys import X25519, new_identity

PASSPHRASE = "four random words here"


@pytest.fixture
def site(home: Path, drivectl: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh site with a passphrase file; scrypt is made cheap, which only a test can do."""
    assert drivectl("new", "site", "s").status == 0
    made = home / "s"
    monkeypatch.chdir(made)
    secret = home / "passphrase"
    secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
    secret.chmod(0o600)
    monkeypatch.setenv("DRIVECTL_PASSPHRASE_FILE", str(secret))
    monkeypatch.setattr(keyring_module.Keyring.__init__, "__defaults__", (10, None))
    return made


@pytest.fixture
def typing_(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Answer questions in turn, as a person on a terminal would; the questions asked."""

    def answer(*answers: str) -> list[str]:
        asked: list[str] = []
        left = list(answers)

        def ask(_self: object, question: str, _option: str, *, hidden: bool = False) -> str:
            asked.append(("hidden: " if hidden else "") + question)
            return left.pop(0)

        monkeypatch.setattr("drivectl.cli.terminal.Terminal.ask", ask)
        return asked

    return answer


def events(drivectl: Any) -> int:
    lines = {line["subject"]: line["words"] for line in drivectl("doctor", "--json").json["lines"]}
    return int(lines["log"].split(", ")[1].split()[0])


def test_a_new_site_can_be_worked_in_and_is_never_overwritten(home: Path, drivectl: Any) -> None:
    assert drivectl("new", "site", "s", "-n").status == 0
    assert not (home / "s").exists()
    done = drivectl("new", "site", "s")
    assert done.status == 0
    assert (home / "s/policies/catalogue.yaml").read_bytes().startswith(b"#")
    assert (home / "s").stat().st_mode & 0o777 == 0o700
    assert "Next:" in done.err
    assert drivectl("new", "site", "s").status == 3


def test_keys_new_makes_the_four_kinds_once_and_records_it(drivectl: Any, site: Path, home: Path) -> None:
    done = drivectl("keys", "new", "--json")
    assert done.status == 0
    assert [key["kind"] for key in done.json["keys"]] == ["identity", "signing", "log", "pseudonym"]
    again = drivectl("keys", "new")
    assert again.status == 3
    assert "KEY354" in again.err
    assert drivectl("keys", "new", "--kind", "vault").status == 0
    assert "vault" in {key["kind"] for key in drivectl("keys", "list", "--json").json["keys"]}
    assert events(drivectl) == 3
    for path in (home.parent / "xdg_data_home").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert list(site.rglob("*.age")) == []


def test_where_nobody_can_type_no_key_is_called_damaged(
    drivectl: Any, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert site.is_dir()
    assert drivectl("keys", "new").status == 0
    monkeypatch.delenv("DRIVECTL_PASSPHRASE_FILE")
    done = drivectl("keys", "new", "--kind", "vault")
    assert done.status == 2
    assert "ENV506" in done.err
    assert "damaged" not in done.err


def test_one_passphrase_locks_all(drivectl: Any, site: Path, home: Path) -> None:
    assert site.is_dir()
    assert drivectl("keys", "new", "--kind", "log").status == 0
    (home / "passphrase").write_text("four other words here\n", encoding="utf-8")
    done = drivectl("keys", "new", "--kind", "vault")
    assert done.status == 5
    assert "KEY351" in done.err


def test_a_new_passphrase_is_typed_twice(
    drivectl: Any, site: Path, typing_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert site.is_dir()
    monkeypatch.delenv("DRIVECTL_PASSPHRASE_FILE")
    asked = typing_(PASSPHRASE, PASSPHRASE + "x")
    done = drivectl("keys", "new", "--kind", "log")
    assert (done.status, len(asked)) == (5, 2)
    assert all(question.startswith("hidden: ") for question in asked)
    assert PASSPHRASE not in done.err
    typing_(PASSPHRASE, PASSPHRASE)
    assert drivectl("keys", "new", "--kind", "log").status == 0


def test_a_passphrase_file_that_others_can_read_is_refused(drivectl: Any, site: Path, home: Path) -> None:
    assert site.is_dir()
    (home / "passphrase").chmod(0o644)
    done = drivectl("keys", "new")
    assert done.status == 5
    assert "KEY352" in done.err


def test_show_gives_the_public_half_and_names_no_stranger(drivectl: Any, site: Path) -> None:
    assert site.is_dir()
    (key,) = drivectl("keys", "new", "--kind", "signing", "--json").json["keys"]
    assert key["public"] in drivectl("keys", "show", key["id"]).out
    assert key["public"] not in drivectl("keys", "list").out
    assert drivectl("keys", "show", "ffffffffffffffff").status == 5


def test_a_backup_brings_every_key_back(drivectl: Any, site: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert site.is_dir()
    holder = new_identity(X25519)
    key_file = home / "holder.txt"
    key_file.write_text(holder.text + "\n", encoding="utf-8")
    key_file.chmod(0o600)
    made = drivectl("keys", "new", "--json").json["keys"]
    target = home / "keys.age"
    assert drivectl("keys", "backup", "-o", str(target), "--to", holder.recipient.text, "-n").status == 0
    assert not target.exists()
    assert "never backed up" in drivectl("doctor").out
    assert drivectl("keys", "backup", "-o", str(target), "--to", holder.recipient.text).status == 0
    assert "never backed up" not in drivectl("doctor").out
    assert drivectl("keys", "backup", "-o", str(target), "--to", holder.recipient.text).status == 3
    monkeypatch.setenv("DRIVECTL_STATE", str(home / "fresh"))
    back = drivectl("keys", "restore", str(target), "--key", str(key_file), "--json")
    assert {key["id"] for key in back.json["keys"]} == {key["id"] for key in made}


def test_a_partner_is_trusted_by_typing_what_they_read_out(
    drivectl: Any, site: Path, home: Path, typing_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    us = home / "us.card.json"
    drivectl("keys", "new")
    made = drivectl("keys", "card", "-o", str(us), "--team", "data", "--json").json
    assert drivectl("keys", "card", "--fingerprint", "--json").json["fingerprint"] == made["fingerprint"]
    monkeypatch.setenv("DRIVECTL_STATE", str(home / "them"))
    monkeypatch.setenv("DRIVECTL_AGENCY", "exampleshire-police")
    alone = drivectl("keys", "trust", str(us))
    assert alone.status == 2
    assert "ENV506" in alone.err
    typing_("00000 00000 00000 00000 00000")
    wrong = drivectl("keys", "trust", str(us))
    assert wrong.status == 3
    assert "KEY334" in wrong.err
    typing_(made["fingerprint"].lower().replace(" ", ""))
    assert drivectl("keys", "trust", str(us), "--party", "drive-delivery", "--json").json["party"] == "drive-delivery"
    assert site.is_dir()


def test_a_second_card_signed_by_the_first_key_needs_no_call(
    drivectl: Any, site: Path, home: Path, typing_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert site.is_dir()
    drivectl("keys", "new")
    made = drivectl("keys", "card", "-o", str(home / "1.json"), "--json").json
    assert drivectl("keys", "card", "-o", str(home / "2.json"), "--json").json["version"] == 2
    monkeypatch.setenv("DRIVECTL_STATE", str(home / "them"))
    typing_(made["fingerprint"])
    assert drivectl("keys", "trust", str(home / "1.json")).status == 0
    asked = typing_()
    assert drivectl("keys", "trust", str(home / "2.json")).status == 0
    assert asked == []


def test_a_bare_key_is_trusted_by_its_first_characters(drivectl: Any, site: Path, typing_: Any) -> None:
    assert site.is_dir()
    text = new_identity(X25519).recipient.text
    assert drivectl("keys", "trust", "--recipient", text).status == 2
    typing_(text[4:29])
    done = drivectl("keys", "trust", "--recipient", text, "--party", "evaluator", "--team", "research", "--json").json
    assert done["kind"] == "recipient"
    assert date.fromisoformat(done["expires"]).year > 2000


@pytest.mark.parametrize("words", [["keys", "trust"], ["keys", "card"], ["keys", "revoke", "no", "--reason", "lost"]])
def test_half_a_command_is_wrong_use(drivectl: Any, site: Path, words: list[str]) -> None:
    assert site.is_dir()
    assert drivectl(*words).status == 2


def test_revocation_is_recorded(drivectl: Any, site: Path) -> None:
    assert site.is_dir()
    done = drivectl("keys", "revoke", "0123456789abcdef", "--reason", "lost")
    assert done.status == 0
    assert "event 000002" in done.err


def test_nothing_is_done_that_a_broken_log_cannot_record(drivectl: Any, site: Path, home: Path) -> None:
    assert site.is_dir()
    drivectl("keys", "new", "--kind", "log")
    (log,) = (home.parent / "xdg_data_home").rglob("log.jsonl")
    log.write_bytes(log.read_bytes().replace(b"0.1.0", b"0.1.1", 1))  # the first line: the second follows from it
    done = drivectl("keys", "new", "--kind", "vault")
    assert done.status == 3
    assert "AUD710" in done.err
    assert [key["kind"] for key in drivectl("keys", "list", "--json").json["keys"]] == ["log"]
    doctor = drivectl("doctor")
    assert doctor.status == 1
    assert "fix:   log: the log was changed" in doctor.out


def test_doctor_says_what_to_do(drivectl: Any, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home.is_dir()
    outside = drivectl("doctor")
    assert outside.status == 1
    assert "fix:   site:" in outside.out
    drivectl("new", "site", "s")
    monkeypatch.chdir("s")
    lines = drivectl("doctor", "--json").json["lines"]
    assert {line["state"] for line in lines} <= {"ok", "check", "fix"}
    assert [line["words"] for line in lines if line["subject"] == "keys"] == ["there are none: drivectl keys new"]
    Path("policies/parties.yaml").write_text("no: yes\n", encoding="utf-8")
    assert "STR004" in drivectl("doctor").out
