"""LEK rules and what mutation finds."""

from typing import Final

from drivectl.codes._entry import Code

# fmt: off
PROOFS: Final = (
    Code("TST902", "E_UNTESTED", 3, "The agreement could be widened by one step and no test of it would fail.",
         "What no test says can be lost in an edit that nobody notices.",
         "Add a test; drivectl policy coverage offers one.", "warning"),
)
# fmt: on
