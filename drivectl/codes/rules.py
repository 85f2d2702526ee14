"""STR, DAT, TXT, DIS, XFR, RET, GOV and TST rules of ``policy lint``."""

from typing import Final

from drivectl.codes._entry import Code

# fmt: off
RULES: Final = (
    Code("STR005", "E_AMBIGUOUS_WORD", 3, "An unquoted word is text here, and a boolean or a number to other readers.",
         "Whoever opens the file with another tool reads another agreement.", "Put the word in quotes.", "warning"),
    Code("DAT202", "E_IDLE_WORDS", 3, "A purpose that no field serves, or a field that no test speaks of.",
         "Words that do nothing mislead whoever signs them.", "Remove them, or say what they are for.", "warning",
         ("UK GDPR Art 5(1)(b) and (c)",)),
    Code("GOV804", "E_IGNORE", 3, "A comment that leaves a finding alone has no reason or end, is over or not needed.",
         "An exception that nobody explains or ends stays for ever.",
         "Write  # drivectl: ignore[CODE] reason, until YYYY-MM-DD , or remove it."),
)
# fmt: on
