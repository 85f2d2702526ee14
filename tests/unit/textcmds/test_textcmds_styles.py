"""What stands instead: no style lets anything through, and each is what it says it is."""

import csv
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivectl.cli import main
from drivectl.model.finding import Cast, Kind
from drivectl.model.idspace import is_void
from drivectl.recognise.cast import record_cast
from drivectl.recognise.engine import Engine
from drivectl.recognise.forms import plain_words
from drivectl.safe import name
from drivectl.steps.crew import Crew
from drivectl.steps.documents import Document, Text
from drivectl.steps.redacting import How, redact
from drivectl.steps.styles import BLOCK, Style
from drivectl.synth import pools
from drivectl.transform.labels import escaped
from drivectl.transform.tokens import Tokeniser

STYLES: tuple[Style, ...] = ("role", "label", "token", "surrogate", "blank")
CAST = record_cast(
    {
        "victim": {"name": "Rebecca Hallam", "phones": ["07700 900150"], "addresses": ["31 Pendle View, Brierfield"]},
        "perpetrator": {"name": "Darrel Oakes", "aliases": ["Dazza"]},
        "children": [{"name": "Grace Hallam", "dob": "01/10/2016"}, {"name": "Tyler Hallam", "dob": "2012-02-03"}],
        "others": [{"name": "Nasra Kauser", "relation": "informant"}],
    },
    "c",
)
PIECES = [
    "Rebecca", "HALLAM", "Rebecca Hallam", "Grace", "Tyler", "Dazza", "darrel oakes", "Mrs Kauser", "her sister June Thackray", "called", "and", "to",
    "31 Pendle View", "RB1 2AB", "07700 900150", "999 000 0018", "AB00 XYZ", "QQ123456C", "PE/24/118", "01/10/2016", "3 May", "a@b.example", "said",
    "[VICTIM]", "[PERSON 3]", "[CASE_REF 9999]", "[PERSON ٣]", "\\[PERSON]", "[", "\\", BLOCK, "\n", "🙂", "[PERSON 7K5XHW0PAHMGME75771CN30Y9C9D1]",
]  # fmt: skip
NUMBERS = ["07700 900150", "999 000 0018", "AB00 XYZ", "QQ123456C", "PE/24/118", "01/10/2016"]
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join), min_size=1, max_size=2)


@cache
def crew() -> Crew:
    return Crew(engine())


@cache
def engine() -> Engine:
    return Engine(("known", "uk", "names-rules"))


def document(texts: list[str], cast: Cast = CAST) -> Document:
    found = engine().find(texts, cast)
    return Document(
        path=Path("a.jsonl"),
        kind="jsonl",
        bom=False,
        id_field="id",
        named=True,
        texts=tuple(
            Text(row=at, column="t", field=name("t"), id=str(at), text=text, case="c", cast=cast, findings=tuple(those))
            for at, (text, those) in enumerate(zip(texts, found, strict=True))
        ),
    )


def written(texts: list[str], style: Style, cast: Cast = CAST) -> list[str]:
    tokens = Tokeniser(column_key=lambda _: "0" * 64, key_id="7K") if style == "token" else None
    data = redact(document(texts, cast), crew(), How(style=style), None, tokens).data
    return [json.loads(line)["t"] for line in data.decode().splitlines()]


def hidden_words(texts: list[str]) -> set[str]:
    """Words that stand only where something was found: a title may stand inside one name and before the next."""
    values, clear = [], []
    for text, those in zip(texts, engine().find(texts, CAST), strict=True):
        values += [text[one.start : one.end] for one in those]
        edges = [0, *(edge for one in those for edge in (one.start, one.end)), len(text)]
        clear += [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    shown = {word for one in clear for word in plain_words(one)}
    return {word for value in values for word in plain_words(value) if len(word) > 2} - shown


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_no_style_lets_anything_through(style: Style, texts: list[str]) -> None:
    shown = written(texts, style)
    values = {one for one in hidden_words(texts) if one.isalpha()} - {"victim", "person", "example"}
    assert not {word for one in shown for word in plain_words(one)} & values
    assert not [one for one in shown for number in NUMBERS if number in one]
    if style != "surrogate":
        assert [those for those in engine().find(shown, CAST) if any(one.kind is not Kind.QUASI for one in those)] == []
        again = written(shown, style)
        assert written(again, style) == again
        assert [one.replace("\\[", "[") for one in again] == [one.replace("\\[", "[") for one in shown]


@settings(max_examples=40, deadline=None)
@given(st.text("[]\\ ABX12", max_size=20))
def test_labels_of_a_source_are_marked_once(text: str) -> None:
    assert escaped(escaped(text)) == escaped(text)


def test_children_are_numbered_by_birth_and_the_numbers_are_the_same_every_time() -> None:
    texts = ["Grace and Tyler. Mrs Kauser told us. Nasra Kauser rang.", "Tyler, then Grace"]
    first = written(texts, "role")
    assert first == [
        "[CHILD 2] and [CHILD 1]. Mrs [THIRD PARTY] told us. [THIRD PARTY] rang.",
        "[CHILD 1], then [CHILD 2]",
    ]
    assert written(texts, "role") == first


def test_surrogates_are_void_varied_and_of_the_same_shape() -> None:
    texts = ["Rebecca Hallam rang 07700 900150. " * 40 + "HALLAM, Rebecca. rebecca left. Mrs Hallam. NHS 999 000 0018."]
    one, other = written(texts, "surrogate")[0], written(texts, "surrogate")[0]
    assert one != other
    people = re.findall(r"([A-Z][\w'’ûŷ-]+ [\w' -]+?) rang", one)
    assert 1 < len(set(people)) < 40, "kept for a while, then changed"
    phones = re.findall(r"\d{5} \d{6}", one)
    assert len(phones) == 40
    assert all(is_void(Kind.PHONE, number) for number in phones)
    assert "07700 900150" not in phones
    assert re.search(r"\. \w[^,.]+, [A-Z][^,.]+\. [^\W\dA-Z][^,.]+ left\. Mrs \w", one.split("rang")[-1])
    assert is_void(Kind.NHS_NUMBER, re.findall(r"NHS (\d{3} \d{3} \d{4})", one)[0])
    assert not {"rebecca", "hallam"} & set(plain_words(one))


def test_an_invented_name_is_nobody_of_the_texts() -> None:
    from drivectl.steps.styles import Item
    from drivectl.steps.surrogates import Surrogates, words_of
    from drivectl.synth import pools

    everybody = " ".join(pools.WOMEN + pools.MEN + pools.CHILDREN[1:])
    taken = words_of([everybody], [])
    item = Item(Kind.PERSON, "child", None, "Zebedee", "")
    made = {Surrogates(bytes([at] * 32), CAST, taken)(item) for at in range(30)}
    assert made <= {pools.CHILDREN[0], None}
    assert pools.CHILDREN[0] in made
    assert Surrogates(b"x", CAST, taken)(Item(Kind.CASE_REF, "none", None, "PE/24/118", "")) is None


def test_tokens_are_those_of_the_partners_tables_and_no_key_is_no_token(run: Callable[..., Any], place: Any) -> None:
    done = run("redact", "export/notes.csv", "-o", "-", "--style", "token", "--to", "university-of-bristol")
    assert done.status == 0, done.err
    tokens = set(re.findall(r"\[PERSON ([0-9A-Z]{29})\]", done.out))
    assert len(tokens) > 30, "victims and children have one too"
    assert "pseudonyms" in done.err
    own = run("redact", "export/notes.csv", "-o", "-", "--style", "token")
    assert not tokens & set(re.findall(r"\[PERSON ([0-9A-Z]{29})\]", own.out))
    assert run("redact", "export/notes.csv", "-o", "-", "--style", "token").out == own.out
    for arguments, status, code in (
        (("--style", "token", "--to", "nobody"), 2, "no party nobody"),
        (("--to", "university-of-bristol"), 2, "--style token"),
    ):
        bad = run("redact", "export/notes.csv", "-o", "-", *arguments)
        assert (bad.status, bad.out) == (status, "")
        assert code in bad.err


def test_without_a_site_there_are_no_tokens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("Zebedee Quillfeather rang")
    assert main(["redact", "a.txt", "--style", "token"]) == 5
    assert "KEY353" in capsys.readouterr().err
    assert not (tmp_path / "a.DRAFT.txt").exists()


def test_a_kept_date_is_hidden_where_the_record_holds_it(run: Callable[..., Any], place: Any) -> None:
    notes = place.export / "notes.csv"
    with notes.open(encoding="cp1252", newline="") as stream:
        rows = list(csv.DictReader(stream))
    day = next(row["Date"] for row in rows if re.match(r"\d\d/\d\d/\d{4}", row["Date"]))[:10]
    data = notes.read_bytes()
    old = next(row["Note"] for row in rows if row["Date"].startswith(day)).replace('"', '""').encode("cp1252")
    assert data.count(old) >= 1
    notes.write_bytes(data.replace(old, f"Seen on {day} and on 7 March 1987.".encode(), 1))
    done = run("redact", "export/notes.csv", "-o", "-", "--keep", "DATE")
    assert done.status == 0, done.err
    assert "Seen on [DATE] and on 7 March 1987." in done.out


def test_what_stands_in_a_label_of_the_source_is_found() -> None:
    data = redact(document(["[DOB 1985] she rang. [PHONE 0150] [VICTIM]"]), crew(), How(style="role"), None).data
    assert b"1985" not in data
    assert b"\\[VICTIM]" in data


def test_no_invented_name_is_one_of_the_record_that_no_text_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "SURNAMES", ("Hallam",))
    data = redact(document(["Sioned Bevan rang."]), crew(), How(style="surrogate"), None).data
    assert b"Hallam" not in data
    assert b"[PERSON] rang" in data
