"""LEK rules and what mutation finds."""

from typing import Final

from drivectl.codes._entry import Code

# fmt: off
PROOFS: Final = (
    Code("TST902", "E_UNTESTED", 3, "The agreement could be widened by one step and no test of it would fail.",
         "What no test says can be lost in an edit that nobody notices.",
         "Add a test that fails when it is made.", "warning"),
    Code("LEK951", "E_LEAK", 3, "One recipient can work out what may never be shared.",
         "What follows from the shared fields is shared too.",
         "Make the change that is shown, or share less; drivectl policy leaks shows the chain."),
    Code("LEK952", "E_LEAK_TOGETHER", 3, "Two recipients together can work out what may never be shared.",
         "Rows that can be joined say together what neither says alone.",
         "Make the change that is shown, or take the field away that joins them."),
    Code("LEK953", "E_LEAK_ONWARD", 3, "A permission to pass data on lets two recipients complete such a chain.",
         "What one may tell the other is as good as sent to the other.",
         "Narrow onward:, or make the change that closes the chain.", "warning"),
    Code("LEK954", "E_JOIN_KEY", 3, "Two agreements let out the same reference in a form that joins their rows.",
         "Rows that can be joined say more than was decided in either agreement.",
         "Replace it by a token of the agreement's own in one of them, or leave it out.", "warning"),
)
# fmt: on
