"""The rows of one invented case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from drivectl.model import idspace
from drivectl.model.export import MISSING, Value
from drivectl.synth import pools, work
from drivectl.synth.dice import Dice
from drivectl.synth.notes import STYLES, Gold, Scene, put_together
from drivectl.synth.people import Human, address, human

_AGES = (((18, 24), 15), ((25, 34), 45), ((35, 44), 40))
_ETHNICITIES = ("english_welsh_scottish_ni_british", "irish", "pakistani", "african", "other_white", "not_stated")
_ORIGINS = (("professional", 55), ("perpetrator", 15), ("victim", 15), ("police", 8), ("third_party", 4), ("child", 3))
_CONFIDENCE = (("open", 75), ("in_confidence", 15), ("counselling", 6), ("legal_privilege", 4))

Row = dict[str, Value | Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRows:
    """One case, made."""

    rows: Mapping[str, list[Row]] = field(repr=False)
    gold: Mapping[str, tuple[Gold, ...]] = field(repr=False)
    truth: Mapping[str, tuple[str, ...]] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cast:
    perpetrator: Human
    victims: tuple[Human, ...]
    children: tuple[Human, ...]


def case_rows(dice: Dice, number: int, ref: str, today: date, *, planted: bool) -> CaseRows:
    """Everything about case ``ref``. ``planted`` makes it stand out: old, closed, in the smallest site, years ago."""
    cast = _cast(dice, number, today, planted=planted)
    case = _case(dice, ref, today, planted=planted)
    clients = [
        _client(dice.at("victim", at), number * 2 + at, victim, case, cast) for at, victim in enumerate(cast.victims)
    ]
    notes, gold, outsiders = _notes(dice, number, ref, case, cast, clients[0], today)
    rows: dict[str, list[Row]] = {
        "victim": clients,
        "child": [_child(dice.at("child", at), ref, child) for at, child in enumerate(cast.children)],
        "note": notes,
        **work.rows(dice, number, ref, case, cast.perpetrator.id, cast.victims[0].id, today),
    }
    never = [str(one[path]) for one in clients for path in ("victim.refuge_name",) if one[path] is not MISSING]
    truth = {
        "victim": tuple(one.full for one in cast.victims),
        "child": tuple(one.full for one in cast.children),
        "never": tuple(never),
        "outsider": outsiders,
        "contact": tuple(str(one["victim.safe_phone"]) for one in clients),
    }
    return CaseRows(rows=rows, gold=gold, truth=truth)


def _born(dice: Dice, today: date, low: int, high: int) -> date:
    return today - timedelta(days=dice.number("age", (high - low + 1) * 365 - 20) + low * 366)


def _cast(dice: Dice, number: int, today: date, *, planted: bool) -> _Cast:
    low, high = (70, 74) if planted else dice.weighted("band", _AGES)
    him = human(dice.at("perp"), f"P{30000 + number}", pools.MEN, _born(dice.at("perp"), today, low, high))
    count = 2 if dice.chance("two victims", 4) and not planted else 1
    victims = tuple(
        human(dice.at("v", at), f"V{number * 2 + at + 10000}", pools.WOMEN, _born(dice.at("v", at), today, 19, 50))
        for at in range(count)
    )
    family = dice.pick("family", (him.last, victims[0].last))
    children = tuple(
        human(
            dice.at("c", at),
            f"C{number * 4 + at + 50000}",
            pools.CHILDREN[at::3],
            _born(dice.at("c", at), today, 1, 15),
            family,
        )
        for at in range(dice.number("children", 4))
    )
    return _Cast(perpetrator=him, victims=victims, children=children)


def _case(dice: Dice, ref: str, today: date, *, planted: bool) -> Row:
    site = "wales" if planted else dice.weighted("site", (("north", 45), ("south", 35), ("wales", 20)))
    status = "closed" if planted else dice.weighted("status", (("closed", 70), ("open", 22), ("referred", 8)))
    opened = dice.day("opened", today - timedelta(days=700), today - timedelta(days=400))
    if planted:
        opened = today - timedelta(days=1800)
    elif status != "closed":
        opened = dice.day("opened", today - timedelta(days=200), today - timedelta(days=5))
    risk = dice.weighted("risk", (("very_high", 40), ("high", 50), ("medium", 10)))
    return {
        "case.case_ref": ref,
        "case.marac_ref": f"M{dice.number('marac', 90000) + 10000}",
        "case.crime_ref": f"EX/{dice.number('crime', 900000) + 100000}/{opened:%y}",
        "case.victim_consent": dice.weighted("consent", (("given", 70), ("refused", 15), ("not_recorded", 15))),
        "case.status": status,
        "case.opened": opened,
        "case.closed": opened + timedelta(days=120 + dice.number("length", 160)) if status == "closed" else MISSING,
        "case.site": site,
        "case.nation": "wales" if site == "wales" else "england",
        "case.risk_level": risk,
        "case.dash_score": (9 if risk == "medium" else 14) + dice.number("dash", 5 if risk == "medium" else 11),
        "case.trial_arm": dice.weighted("arm", (("intervention", 50), ("control", 40), ("none", 10))),
        "case.engagement": dice.weighted("engagement", (("direct", 60), ("indirect_only", 25), ("none", 15))),
    }


def _client(dice: Dice, number: int, victim: Human, case: Row, cast: _Cast) -> Row:
    him, home = cast.perpetrator, dice.at("his home")
    statuses = (("known_to_perpetrator", 55), ("confidential", 30), ("unknown", 8), ("", 7))
    status = dice.weighted("address", statuses) or MISSING
    return {
        **case,
        "victim.person_id": victim.id,
        "victim.name": victim.name,
        "victim.date_of_birth": victim.born or MISSING,
        "victim.ethnicity": dice.pick("ethnicity", _ETHNICITIES),
        "victim.safe_phone": idspace.void_mobile(number % 1000),
        "victim.safe_contact_note": dice.pick("safe", pools.SAFE_NOTES),
        "victim.address": address(dice.at("home"), number * 2),
        "victim.address_status": status,
        "victim.refuge_name": dice.pick("refuge", pools.REFUGES)
        if status == "confidential" and dice.chance("in refuge", 50)
        else MISSING,
        "perpetrator.person_id": him.id,
        "perpetrator.name": him.name,
        "perpetrator.aliases": (him.first[:3] + "zo",) if dice.chance("alias", 20) else MISSING,
        "perpetrator.date_of_birth": him.born or MISSING,
        "perpetrator.address": address(home, number * 2 + 1),
        "perpetrator.vehicle": idspace.void_plate(number * 7919 % 10_000_000),
        "perpetrator.substance_use": dice.pick("substances", pools.SUBSTANCES) or MISSING,
        "perpetrator.offence_history": dice.pick("record", pools.RECORDS) or MISSING,
        "perpetrator.abuse_behaviours": work.behaviours(dice),
    }


def _child(dice: Dice, ref: str, child: Human) -> Row:
    return {
        "child_detail.case_ref": ref,
        "child.person_id": child.id,
        "child.name": child.name,
        "child.date_of_birth": child.born or MISSING,
        "child.school": dice.pick("school", pools.SCHOOLS),
        "child.lives_with": dice.pick("with", ("Mother", "Grandmother")),
        "child.protection_status": dice.pick(
            "status", ("none", "child_in_need", "cp_plan", "s47_enquiry", "early_help")
        ),
        "child.contact_with_perpetrator": dice.pick("contact", ("none", "supervised", "unknown")),
        "child.contact_order": MISSING,
    }


def _notes(  # noqa: PLR0913, PLR0917 -- a case and its people
    dice: Dice, number: int, ref: str, case: Row, cast: _Cast, client: Row, today: date
) -> tuple[list[Row], dict[str, tuple[Gold, ...]], tuple[str, ...]]:
    rows: list[Row] = []
    gold: dict[str, tuple[Gold, ...]] = {}
    opened = case["case.opened"]
    assert isinstance(opened, date)
    for at in range(1 + dice.number("notes", 3)):
        one, id_ = dice.at("note", at), f"N{number * 4 + at + 70000}"
        day = min(opened + timedelta(days=1 + one.number("after", 100)), today)
        scene = _scene(cast, client, day)
        text, gold[id_] = put_together(one.pick("style", STYLES)(one, scene))
        rows.append(
            {
                "note.note_id": id_,
                "note.case_ref": ref,
                "note.date": work.at_hour(one, day),
                "note.origin": one.weighted("origin", _ORIGINS),
                "note.confidence": one.weighted("confidence", _CONFIDENCE),
                "note.text": text,
            }
        )
    outsiders = {name for name in pools.OUTSIDERS if any(name in str(row["note.text"]) for row in rows)}
    return rows, gold, tuple(sorted(outsiders))


def _scene(cast: _Cast, client: Row, day: date) -> Scene:
    def joined(path: str) -> str:
        found = client[path]
        return ", ".join(found.values()) if isinstance(found, Mapping) else ""

    refuge = client["victim.refuge_name"]
    return Scene(
        victim=cast.victims[0],
        perpetrator=cast.perpetrator,
        children=cast.children,
        phone=str(client["victim.safe_phone"]),
        victim_home=joined("victim.address"),
        perpetrator_home=joined("perpetrator.address"),
        refuge=refuge if isinstance(refuge, str) else None,
        plate=str(client["perpetrator.vehicle"]),
        day=day,
    )
