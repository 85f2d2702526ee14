"""What comes in: the export through its layout, what can be worked out from it, and the flags sheet beside it."""

import dataclasses
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from drivectl import files
from drivectl.agreement.stated import days
from drivectl.errors import Place, problem
from drivectl.model.canonical import canonical, parse
from drivectl.model.catalogue import Catalogue
from drivectl.model.export import Case, Export
from drivectl.model.finding import Cast, Kind, Person
from drivectl.model.flags import FlagsSheet
from drivectl.model.idspace import digits_of, is_void
from drivectl.model.layout import Layout
from drivectl.recognise.cast import cast_of
from drivectl.recognise.forms import plain_words
from drivectl.recognise.lists import any_of
from drivectl.safe import names, say
from drivectl.source.choose import choose_layout
from drivectl.source.flags import read_flags
from drivectl.source.read import read_export
from drivectl.steps.desk import Desk
from drivectl.steps.statements import flag_choices, with_statements
from drivectl.transform.derive import derive

FLAGS: Final = "flags.xlsx"
_WHERE: Final = "where.json"
_SHORTEST: Final = 5
_DIGITS: Final = 9


@dataclass(frozen=True)
class Intake:
    """One export, read whole."""

    export: Export = field(repr=False)
    layout: Layout
    flags: FlagsSheet | None = field(repr=False)
    desk: Desk

    def cast(self, ref: str) -> Cast:
        """The people and values known of one case, and the refuges that any case of the export names."""
        own = cast_of(self.cases[ref], self.desk.policies.catalogue)
        return dataclasses.replace(own, people=(*own.people, self._refuges)) if self._refuges.known else own

    @cached_property
    def _refuges(self) -> Person:
        """Nobody's in particular: a note of one case may say where the victim of another is."""
        catalogue = self.desk.policies.catalogue
        known: dict[str, dict[str, None]] = {}
        for case in self.export.cases:
            for record in case.records:
                for path, cell in record.cells.items():
                    field = catalogue.field(path)
                    place = "safe_location" in field.classes and field.type == "string"
                    if place and isinstance(cell.value, str) and is_telling(cell.value):
                        known.setdefault(path, {})[cell.value] = None
        return Person(
            person_id="elsewhere",
            role="victim",
            known={path: tuple(values) for path, values in known.items()},
            kinds=dict.fromkeys(known, Kind.ORG_IDENTIFYING),
        )

    @property
    def fingerprint(self) -> str:
        """Names the files it was read from; kept beside a draft, never logged or sent."""
        return hashlib.sha256("\n".join(self.export.sha256s).encode()).hexdigest()

    @cached_property
    def cases(self) -> dict[str, Case]:
        """Case reference -> case."""
        return {case.ref: case for case in self.export.cases}


def is_telling(place: str) -> bool:
    """Whether words typed as a safe place name one: "Yes" or "Refuge" would be found in half of all texts."""
    words = plain_words(place)
    return len("".join(words)) >= _SHORTEST and not any_of("keep", "common").issuperset(words)


def take_in(desk: Desk, folder: Path, layout: str | None = None) -> Intake:
    """Read ``folder`` (or one file) strictly, and the flags sheet in it; refuses what it cannot read whole."""
    words = find_layout(desk, folder, layout)
    catalogue = desk.policies.catalogue
    export = derive(read_export(folder, words, catalogue), catalogue, desk.today)
    if export.synthetic and not _is_void(export, catalogue):
        export = dataclasses.replace(export, synthetic=False)
    return Intake(export=export, layout=words, flags=_flags(desk, export, words), desk=desk)


def _is_void(export: Export, catalogue: Catalogue) -> bool:
    """Whether the label is borne out: every telephone number, e-mail address and postcode can belong to nobody.

    Anybody can put a label into a folder, and drafts of agreements that nobody signed are for labelled data.
    """
    found: set[bool] = set()
    for case in export.cases:
        for record in case.records:
            for path, cell in record.cells.items():
                classes = catalogue.field(path).classes
                if isinstance(cell.value, str) and ("contact" in classes or "locating" in classes):
                    found.update(_void_or_live(cell.value, cell.parts.get("postcode", "")))
    return found == {True}


def _void_or_live(value: str, postcode: str) -> Iterator[bool]:
    kinds = {
        Kind.EMAIL: value if "@" in value else "",
        Kind.PHONE: value if len(digits_of(value)) >= _DIGITS and not postcode else "",
        Kind.POSTCODE: postcode,
    }
    yield from (bool(is_void(kind, text)) for kind, text in kinds.items() if text)


def find_layout(desk: Desk, folder: Path, named: str | None) -> Layout:
    """The layout that ``named`` means (id or file), else the one whose headers fit."""
    layouts = desk.policies.layouts
    if named is None:
        return choose_layout(folder, tuple(layouts.values()))
    if named in layouts:
        return layouts[named]
    known = [one for one in layouts.values() if one.path.resolve() == Path(named).resolve()]
    if known:
        return known[0]
    if Path(named).is_file():
        from drivectl.spec.load import load_layout  # noqa: PLC0415 -- pydantic loads late

        return load_layout(Path(named), desk.policies.catalogue)
    raise problem(
        "SRC209", say("there is no layout of that name here"), fix=say("there are: {n}", n=names(sorted(layouts)))
    )


def refuse_loose_layout(intake: Intake) -> None:
    """GOV811 for a layout that the lock does not cover: it says which cells mean that an address is known."""
    if intake.layout not in intake.desk.policies.layouts.values():
        path = intake.layout.path
        raise problem("GOV811", say("{p} is not among the policies of this site", p=path), at=Place(file=path))


def sheet_at(desk: Desk, path: Path, layout: Layout) -> FlagsSheet:
    """The flags sheet at ``path`` as it counts today."""
    return read_flags(path, flag_choices(desk, layout), days(desk.policies.baseline.flag_max_age), desk.today)


def _flags(desk: Desk, export: Export, layout: Layout) -> FlagsSheet | None:
    """The sheet beside the export, and what was stated since; SRC241 where there is none now but was one before."""
    path = export.folder / FLAGS
    if path.is_symlink():
        raise problem("SRC240", say("{p} is a link", p=path))
    if not path.exists():
        if kept_flags(desk).exists():
            raise problem("SRC241", say("there is no {f}", f=path))
        return None
    return with_statements(desk, sheet_at(desk, path, layout), layout)


def kept_flags(desk: Desk) -> Path:
    """Where the last sheet is kept."""
    return desk.site.room("flags") / FLAGS


def keep_flags(desk: Desk, sheet: FlagsSheet | None, layout: Layout) -> None:
    """Keep the sheet that a draft was made from: a later run without one is refused."""
    if sheet is not None:
        files.write_bytes(kept_flags(desk), files.read_whole(sheet.path), overwrite=True)
        remember_export(desk, sheet.path.parent, layout)


def remember_export(desk: Desk, folder: Path, layout: Layout) -> None:
    """Remember where the sheet lies that people work on, for a statement that cannot wait for the next export."""
    said = canonical({"folder": str(folder.resolve()), "layout": str(layout.path.resolve())})
    files.write_bytes(desk.site.room("flags") / _WHERE, said, overwrite=True)


def last_export(desk: Desk) -> tuple[Path, Layout]:
    """The export that the sheet was last made or used for, and its layout; SRC241 where there was none."""
    path = desk.site.room("flags") / _WHERE
    if not path.exists():
        raise problem("SRC241", say("no sheet was made here yet"), fix=say("run drivectl flags EXPORT first"))
    said: Any = parse(files.read_whole(path))
    return Path(said["folder"]), find_layout(desk, Path(said["folder"]), said["layout"])
