"""What agencies did and assessed in one invented case."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from drivectl.model.export import Value
from drivectl.synth import pools
from drivectl.synth.dice import Dice

Row = dict[str, Value | Mapping[str, str]]

_ABUSE = ("physical", "sexual", "harassment_stalking", "jealous_controlling")
_BEFORE = (("dv_incident", 60), ("arrest", 20), ("marac_hearing", 20))
_AFTER = (("dv_incident", 35), ("nmo", 15), ("dapo", 15), ("marac_hearing", 20), ("bail_breach", 15))
_CHANGES = (("significant_reduction", 45), ("moderate_reduction", 37), ("no_change", 12), ("moderate_increase", 6))


def rows(  # noqa: PLR0913, PLR0917 -- a case and its people
    dice: Dice, number: int, ref: str, case: Row, him: str, her: str, today: date
) -> dict[str, list[Row]]:
    """Events, allegations, assessments and contacts."""
    opened = case["case.opened"]
    assert isinstance(opened, date)
    return {
        "agency_event": _events(dice, number, ref, him, opened, today),
        "allegation": [
            _allegation(dice.at("allegation", at), number * 4 + at, ref, opened)
            for at in range(1 + dice.number("told", 3))
        ],
        "abuse_assessment": _assessments(dice, number, ref, her, opened, today),
        "idva_contact": [
            _contact(dice.at("idva", at), number * 2 + at, ref, her, opened, today)
            for at in range(1 + dice.number("calls", 2))
        ],
    }


def behaviours(dice: Dice) -> tuple[str, ...]:
    """The kinds of abuse on the client's row."""
    return tuple(one for one in _ABUSE if dice.chance(one, 55)) or _ABUSE[-1:]


def at_hour(dice: Dice, day: date) -> datetime:
    """A working hour of that day."""
    return datetime.combine(day, time(8 + dice.number("hour", 10), 5 * dice.number("minute", 12)))


def _events(  # noqa: PLR0913, PLR0917 -- a case and its people
    dice: Dice, number: int, ref: str, him: str, opened: date, today: date
) -> list[Row]:
    found: list[Row] = []
    for at in range(1 + dice.number("events", 6)):
        one = dice.at("event", at)
        before = one.chance("before", 60)
        last = opened - timedelta(days=1) if before else min(opened + timedelta(days=300), today)
        first = opened - timedelta(days=250) if before else opened
        found.append(
            {
                "agency_event.event_id": f"E{number * 8 + at + 100000}",
                "agency_event.case_ref": ref,
                "agency_event.person_id": him,
                "agency_event.date": at_hour(one, one.day("day", first, last)),
                "agency_event.kind": one.weighted("kind", _BEFORE if before else _AFTER),
            }
        )
    return found


def _allegation(dice: Dice, number: int, ref: str, opened: date) -> Row:
    return {
        "allegation.allegation_id": f"A{number + 200000}",
        "allegation.case_ref": ref,
        "allegation.date": opened - timedelta(days=dice.number("ago", 120)),
        "allegation.behaviour": dice.pick("behaviour", pools.BEHAVIOURS),
        "allegation.status": dice.weighted(
            "status", (("reported", 60), ("charged", 15), ("counter_allegation", 10), ("convicted", 15))
        ),
        "allegation.source": dice.pick("source", pools.SOURCES),
    }


def _assessments(  # noqa: PLR0913, PLR0917 -- a case and its people
    dice: Dice, number: int, ref: str, her: str, opened: date, today: date
) -> list[Row]:
    found: list[Row] = []
    for at, abuse in enumerate(_ABUSE):
        for later, point in enumerate(("intake", "exit")):
            if opened + timedelta(days=7 + later * 110) > today:
                continue
            scores = (
                (("high", 30), ("moderate", 40), ("none", 30))
                if later == 0
                else (("none", 70), ("standard", 20), ("moderate", 10))
            )
            found.append(
                {
                    "abuse_assessment.assessment_id": f"S{number * 8 + at * 2 + later + 300000}",
                    "abuse_assessment.case_ref": ref,
                    "abuse_assessment.victim_id": her,
                    "abuse_assessment.assessed_date": opened + timedelta(days=7 + later * 110),
                    "abuse_assessment.point": point,
                    "abuse_assessment.abuse_type": abuse,
                    "abuse_assessment.severity": dice.weighted(f"{abuse} {point}", scores),
                }
            )
    return found


def _contact(  # noqa: PLR0913, PLR0917 -- a case and its people
    dice: Dice, number: int, ref: str, her: str, opened: date, today: date
) -> Row:
    return {
        "idva_contact.contact_id": f"I{number + 400000}",
        "idva_contact.case_ref": ref,
        "idva_contact.victim_id": her,
        "idva_contact.date": at_hour(dice, min(opened + timedelta(days=20 + dice.number("after", 90)), today)),
        "idva_contact.perceived_risk_change": dice.weighted("change", _CHANGES),
    }
