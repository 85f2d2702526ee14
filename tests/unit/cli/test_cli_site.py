"""Finding the site, keeping its state out of what travels, and choosing an agreement by name."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from drivectl.config import Settings, load_settings, user_folder
from drivectl.errors import DrivectlError
from drivectl.resources import shipped
from drivectl.site import find_site, open_site, travels


def make_site(folder: Path, text: str = "agency: drive-delivery\n") -> Path:
    (folder / "policies").mkdir(parents=True)
    (folder / ".drivectl.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def settings(folder: Path, tmp_path: Path, **environ: str) -> Settings:
    environ = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config"), **environ}
    return load_settings(folder, environ=environ)


def code(call: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(DrivectlError) as caught:
        call(*arguments, **named)
    return caught.value.code


def test_the_site_is_found_upward(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    deep = site / "exports" / "2026"
    deep.mkdir(parents=True)
    assert find_site(start=deep) == site
    assert find_site(start=tmp_path) is None


def test_the_site_that_one_is_in_is_named_by_a_short_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(tmp_path / "site")
    (site / "exports").mkdir()
    monkeypatch.chdir(site)
    assert find_site() == Path()
    monkeypatch.chdir(site / "exports")
    assert find_site() == Path("..")


def test_a_named_site_that_is_none_does_not_fall_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(make_site(tmp_path / "site"))
    assert code(find_site, tmp_path / "sitte") == "ENV502"
    assert code(find_site, None, named=str(tmp_path)) == "ENV502"


def test_no_site_is_env502(tmp_path: Path) -> None:
    assert code(open_site, load_settings(None, environ={"HOME": str(tmp_path)})) == "ENV502"


def test_state_lies_outside_by_agency_and_site_and_is_owner_only(tmp_path: Path) -> None:
    one, two = (make_site(tmp_path / name / "site") for name in "ab")
    states = [open_site(settings(site, tmp_path)).state for site in (one, two)]
    assert states[0] != states[1]
    assert states[0].parent == tmp_path / "data/drivectl/drive-delivery"
    assert not states[0].exists()
    room = open_site(settings(one, tmp_path)).room("keys")
    assert [path.stat().st_mode & 0o777 for path in (room, room.parent)] == [0o700, 0o700]
    states[0].chmod(0o755)
    assert code(open_site, settings(one, tmp_path)) == "KEY352"


def test_state_is_relative_to_the_file_that_names_it(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", "state: ../elsewhere\n")
    assert open_site(settings(site, tmp_path)).state.resolve() == tmp_path / "elsewhere"
    assert open_site(settings(site, tmp_path, DRIVECTL_STATE=str(tmp_path / "env"))).state == tmp_path / "env"


@pytest.mark.parametrize("place", ["repo/site/state", "OneDrive - Service/state"])
def test_state_does_not_travel(tmp_path: Path, place: str) -> None:
    (tmp_path / "repo/.git").mkdir(parents=True)
    site = make_site(tmp_path / "site")
    assert code(open_site, settings(site, tmp_path, DRIVECTL_STATE=str(tmp_path / place))) == "ENV503"


def test_a_folder_that_git_ignores_whole_stays(tmp_path: Path) -> None:
    (tmp_path / "Dropbox/repo/.git").mkdir(parents=True)
    (tmp_path / "repo/.git").mkdir(parents=True)
    for repo in (tmp_path / "repo", tmp_path / "Dropbox/repo"):
        (repo / "demo/state").mkdir(parents=True)
        assert travels(repo / "demo/state")
        (repo / "demo/.gitignore").write_text("# nothing here\n", encoding="utf-8")
        assert travels(repo / "demo/state")
        (repo / "demo/.gitignore").write_text("*\n", encoding="utf-8")
    assert not travels(tmp_path / "repo/demo/state")
    assert travels(tmp_path / "Dropbox/repo/demo/state")


def test_a_setting_knows_its_origin(tmp_path: Path) -> None:
    user = tmp_path / "config/drivectl/config.yaml"
    user.parent.mkdir(parents=True)
    user.write_text("agency: user-agency\nstate: ~/x\n", encoding="utf-8")
    found = settings(make_site(tmp_path / "site"), tmp_path)
    assert (found.values["agency"].value, found.values["agency"].origin) == ("drive-delivery", "site")
    assert (found.values["state"].origin, found.path("state")) == ("user", Path.home() / "x")
    found = settings(tmp_path / "site", tmp_path, DRIVECTL_AGENCY="env-agency")
    assert (found.get("agency"), found.values["agency"].origin) == ("env-agency", "environment")


def test_a_site_file_cannot_set_what_weakens_safety(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", "passphrase_file: /etc/passphrase\n")
    assert code(settings, site, tmp_path) == "STR004"


def test_a_user_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(DrivectlError):
        load_settings(None, user_file=tmp_path / "gone.yaml", environ={})


def test_the_user_folder_follows_the_system() -> None:
    assert user_folder("data", {"XDG_DATA_HOME": "/d"}) == Path("/d/drivectl")
    assert user_folder("config", {}) == Path.home() / ".config/drivectl"


def test_shipped_files_are_found() -> None:
    assert (shipped("templates") / "base.html.j2").is_file()


def test_settings_are_frozen(tmp_path: Path) -> None:
    found = settings(make_site(tmp_path / "site"), tmp_path)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.folder = tmp_path  # type: ignore[misc]
