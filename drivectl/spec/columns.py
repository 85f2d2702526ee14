"""The columns of one table of a layout."""

import re
from collections.abc import Collection
from types import MappingProxyType
from typing import Final

from drivectl.model.catalogue import Field
from drivectl.model.layout import Binding, InputShape
from drivectl.safe import name, names, say
from drivectl.spec.schemas.layout import ColumnShape
from drivectl.spec.words import Words

_MANY: Final = ("list", "set")
_ONLY_BOUND: Final = ("part", "codes", "split", "empty", "format", "text")


class Columns:
    """Reads the columns of the table at ``at``."""

    def __init__(self, words: Words, at: tuple[str, ...], read: InputShape, said: Collection[str]) -> None:
        self.words = words
        self.report = words.report
        self.at = (*at, "columns")
        self.read = read
        self.said = said
        """The keys of ``input`` that the file declares: nothing is read by a default."""

    def binding(self, header: str, one: ColumnShape) -> Binding:
        """The column ``header``."""
        at = (*self.at, header)
        if (one.field is None) == (one.ignore is None):
            self.report.add("STR004", say("a column has a field, or is ignored with a reason"), *at, key=True)
        for key in _ONLY_BOUND if one.field is None else ("synth", "value"):
            if getattr(one, key) is not None:
                self.report.add("STR004", say("{key} has no use here", key=name(key)), *at, key, key=True)
        field = None if one.field is None else self.words.field(one.field, *at, "field")
        if field is not None:
            self._check_parts(field, one, at)
            self._check_codes(field, one, at)
            self._check_declared(field, one, at)
        return Binding(
            header=header,
            at=self.report.doc.at(*at, key=True),
            field=one.field,
            part=one.part,
            codes=MappingProxyType({code: tuple(spelt) for code, spelt in (one.codes or {}).items()}),
            unknown_values=one.unknown_values,
            split=one.split,
            empty_is_none=one.empty == "none",
            format=one.format,
            text=one.text is True,
            ignore=one.ignore,
            synth=one.synth,
            value=one.value,
        )

    def _check_parts(self, field: Field, one: ColumnShape, at: tuple[str, ...]) -> None:
        parts = [path.partition(".")[2] for path in field.sources]
        if one.part is not None:
            self.words.one_of(f"part of {field.path}", one.part, parts, *at, "part")
        if one.format is not None:
            named = re.findall(r"\{([^{}]*)\}", one.format)
            for part in named:
                self.words.one_of(f"part of {field.path}", part, parts, *at, "format")
            if not named or len(set(named)) != len(named) or re.search(r"\}\{", one.format):
                what = say(
                    "format names each part once, with text between: {e}", e=say("{{last_name}}, {{first_name}}")
                )
                self.report.add("STR004", what, *at, "format")
        for key in ("split", "empty"):
            if getattr(one, key) is not None and field.type not in _MANY:
                what = say("{f} holds one value: {key} has no use", f=name(field.path), key=name(key))
                self.report.add("STR004", what, *at, key, key=True)

    def _check_codes(self, field: Field, one: ColumnShape, at: tuple[str, ...]) -> None:
        if one.unknown_values == "missing" and (field.type == "id" or field.path.endswith(".date_of_birth")):
            what = say("an id or a date of birth that cannot be read stops the run, it is never passed over")
            self.report.add("STR004", what, *at, "unknown_values")
        if one.codes is None:
            return
        domain = self.words.catalogue.domains.get(field.domain or "")
        if domain is None:
            self.report.add("STR004", say("{f} has no codes", f=name(field.path)), *at, "codes", key=True)
            return
        known = [str(v).lower() if isinstance(v, bool) else v for v in domain.values]
        for code in one.codes:
            self.words.one_of(f"value of {field.path}", code, known, *at, "codes", code, key=True)
        lacking = [code for code in known if code not in one.codes]
        if lacking:
            what = say("no spelling for: {lacking}", lacking=names(lacking))
            self.report.add("STR004", what, *at, "codes", key=True, fix=say("codes cover every value of the field"))
        seen: dict[str, str] = {}
        for code, spelt in one.codes.items():
            for i, word in enumerate(spelt):
                if one.split is not None and one.split in word:
                    self.report.add("STR004", say("this spelling holds the sign that splits"), *at, "codes", code, i)
                if word in self.read.missing or seen.setdefault(word, code) != code:
                    what = say("this spelling already means {other}", other=name(seen.get(word, "missing")))
                    self.report.add("STR004", what, *at, "codes", code, i)

    def _check_declared(self, field: Field, one: ColumnShape, at: tuple[str, ...]) -> None:
        needed = {"yn": "yes_no", "date": "dates", "datetime": "datetimes"}.get(field.type)
        if needed is not None and needed not in self.said and one.codes is None:
            what = say("{f} needs {key} under input", f=name(field.path), key=name(needed))
            self.report.add("STR004", what, *at, "field")

    def check_together(self, bindings: tuple[Binding, ...]) -> None:
        """No field twice, and none beside the stored fields that it is made of."""
        bound: dict[str, list[Binding]] = {}
        for one in bindings:
            if one.field is not None and self.words.catalogue.has(one.field):
                bound.setdefault(one.field, []).append(one)
        for path, columns in bound.items():
            parts = [one.part for one in columns]
            if len(columns) > 1 and (None in parts or len(set(parts)) != len(parts)):
                at = (*self.at, columns[-1].header)
                self.report.add("STR004", say("{f} is bound twice in this table", f=name(path)), *at, "field")
            for source in self.words.catalogue.field(path).sources:
                if source in bound:
                    what = say("{f} is made of {s}, which has a column too", f=name(path), s=name(source))
                    self.report.add(
                        "STR004", what, *self.at, columns[0].header, "field", fix=say("bind one of the two")
                    )
