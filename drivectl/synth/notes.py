"""Notes put together from pieces, so that it is known where every planted name and number stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from drivectl.model.finding import Kind, Role
from drivectl.synth import pools
from drivectl.synth.dice import Dice
from drivectl.synth.people import Human, spoken, spoken_date


@dataclass(frozen=True, slots=True)
class Planted:
    """A piece of personal data as the note writes it."""

    form: str = field(repr=False)
    kind: Kind
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """Where a planted piece stands in its note."""

    start: int
    end: int
    kind: Kind
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a note can speak of."""

    victim: Human
    perpetrator: Human
    children: tuple[Human, ...]
    phone: str = field(repr=False)
    victim_home: str = field(repr=False)
    perpetrator_home: str = field(repr=False)
    refuge: str | None = field(repr=False)
    plate: str = field(repr=False)
    day: date


Piece = str | Planted


def put_together(pieces: Sequence[Piece]) -> tuple[str, tuple[Gold, ...]]:
    """The text, and its planted pieces with their places."""
    text, gold = "", []
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
            continue
        gold.append(Gold(start=len(text), end=len(text) + len(piece.form), kind=piece.kind, role=piece.role))
        text += piece.form
    return text, tuple(gold)


def person(dice: Dice, what: str, human: Human, role: Role) -> Planted:
    """A person the ways workers write names: full, first, surname, upper case, initial and surname."""
    forms = (human.full, human.first, f"{human.first[0]}. {human.last}", human.full.upper(), human.first.lower())
    return Planted(dice.pick(what, forms), Kind.PERSON, role)


def phone_call(dice: Dice, scene: Scene) -> list[Piece]:
    """A call with the victim."""
    child = scene.children[0] if scene.children else None
    pieces: list[Piece] = [
        *("Rang ", person(dice, "v", scene.victim, "victim"), " on "),
        *(Planted(spoken(scene.phone, dice.number("p", 4)), Kind.PHONE, "victim"), ". She is safe today.\n"),
        *("Her neighbour ", Planted(dice.pick("n", pools.OUTSIDERS), Kind.PERSON, "informant")),
        *(" heard ", person(dice, "s", scene.perpetrator, "perpetrator"), " shouting outside"),
    ]
    if scene.refuge is not None:
        pieces += [". She is now at ", Planted(scene.refuge, Kind.ORG_IDENTIFYING, "victim")]
    if child is not None:
        pieces += [".\n", person(dice, "c", child, "child"), " slept badly"]
    return [*pieces, "."]


def police_log(dice: Dice, scene: Scene) -> list[Piece]:
    """A log as police systems print it."""
    officer = Planted(dice.pick("o", pools.WORKERS), Kind.PERSON, "professional")
    born = scene.perpetrator.born
    pieces: list[Piece] = [
        *(Planted(spoken_date(scene.day, dice.number("d", 4)), Kind.DATE, "none"), " 21:40 ATTENDED "),
        *(Planted(scene.victim_home, Kind.ADDRESS, "victim"), "\nSUSPECT "),
        Planted(f"{scene.perpetrator.last.upper()}, {scene.perpetrator.first}", Kind.PERSON, "perpetrator"),
    ]
    if born is not None:
        pieces += [" DOB ", Planted(spoken_date(born, dice.number("b", 3)), Kind.DATE_OF_BIRTH, "perpetrator")]
    vehicle = Planted(scene.plate, Kind.VEHICLE_REG, "perpetrator")
    return [*pieces, " left in vehicle ", vehicle, ". Statement taken by ", officer, "."]


def housing_email(dice: Dice, scene: Scene) -> list[Piece]:
    """An e-mail about where he lives."""
    writer = dice.pick("w", pools.OUTSIDERS)
    email = f"{writer.split()[0].lower()}.{writer.split()[1].lower()}@homes.example.org"
    return [
        *(
            "From: ",
            Planted(email, Kind.EMAIL, "professional"),
            "\nRe: ",
            person(dice, "s", scene.perpetrator, "perpetrator"),
        ),
        *("\n\nHe has asked to move from ", Planted(scene.perpetrator_home, Kind.ADDRESS, "perpetrator"), ". "),
        *(person(dice, "v", scene.victim, "victim"), " must not be told which block, and he must not learn hers.\n\n"),
        Planted(writer, Kind.PERSON, "professional"),
    ]


def text_messages(dice: Dice, scene: Scene) -> list[Piece]:
    """Messages copied into the record."""
    sister = Planted(dice.pick("n", pools.OUTSIDERS), Kind.PERSON, "informant")
    return [
        *("txt from sister (", sister, "): he was at hers again, "),
        *(person(dice, "s", scene.perpetrator, "perpetrator"), ' said "tell '),
        *(Planted(scene.victim.first, Kind.PERSON, "victim"), ' i know where u live" '),
        *("pls ring me not her, her mob ", Planted(spoken(scene.phone, dice.number("p", 4)), Kind.PHONE, "victim")),
    ]


STYLES: Final[tuple[Callable[[Dice, Scene], list[Piece]], ...]] = (phone_call, police_log, housing_email, text_messages)
