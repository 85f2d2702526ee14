"""Words that go with identifiers: beside a phone number, before a reference, in front of an account's name."""

# ruff: noqa: E501 -- tables of words are read line by line
import re
from typing import Final


def near(words: str) -> re.Pattern[str]:
    """A pattern for whole words."""
    return re.compile(rf"(?<![a-z])(?:{words})(?![a-z])")


PHONE: Final = near(r"tel|phone|telephone|mob|mobile|call|rang|ring|text|number|sim|ext|landline|contact")
BANK: Final = near(r"sort(?: ?code)?|s/c|acc?|acct|account|a/c|bank|refund|iban|payee|card")
CAR: Final = near(
    r"reg|vrm|vehicles?|vehs?|car|van|plates?|index|drives|driving|drove|mini|astra|quad|bike|moped|corsa|fiesta|golf|"
    r"polo|passat|focus|clio|megane|punto|yaris|civic|qashqai|octavia|leon|ibiza|kuga|mondeo|berlingo|caddy|trafic|vivaro|sprinter|land rover|range rover|discovery|jaguar|volvo|skoda|toyota|honda|nissan|peugeot|citroen|renault|kia|hyundai|mazda|mercedes|bmw|audi|ford|transit|lexus|hiace|vito|insignia|motorbike|lorry|taxi"
)
RANKS: Final = (
    "pc|ps|dc|ds|di|dci|det con|const|sgt|sergeant|pcso|insp|inspector|constable|collar(?: no\\.?| number)?|shoulder"
)
REFERENCES: Final = (
    r"ref|reference|refs|urn|log|crime|incident|case|claim|tenancy|contract|marac|court|exhibit|ex|exh|cad|oen|uprn|upn|uln|imei|"
    r"cert|certificate|key ?safe|door code|safe code|voucher|invoice|batch|serial|journal|docket|warrant|prf|oel|occurrence|custody|mrn|hosp(?:ital)?|staff|rent a/c|dwp|asc|cfw|mosaic|liquidlogic|niche|athena|carefirst|lcs|staff id|badge|permit|policy|id|plate|reg|registration|membership|licence|account|acc"
)
PLATFORMS: Final = "ig|snapchat|snap|insta|instagram|tiktok|twitter|telegram|kik|discord|xbox|psn|skype|facebook|fb|tinder|grindr|bumble|hinge|reddit|steam|roblox"
