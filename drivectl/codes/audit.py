"""AUD: the log, the register and the release record."""

from typing import Final

from drivectl.codes._entry import Code

_KEEP: Final = "Keep this file as it is and tell your DPO. drivectl will not add to a broken log."

# fmt: off
AUDIT: Final = (
    Code("AUD701", "E_LOG_CHAIN", 1, "The log was changed.", "An event does not follow from the one before it.",
         _KEEP),
    Code("AUD704", "E_REGISTER", 1, "The register of a bundle is missing or does not match the log.",
         "What a partner holds cannot be said for certain.",
         "Restore the state folder from its backup and tell your DPO."),
    Code("AUD705", "E_EVENT", 70, "An event did not fit the log's closed form, so it was not written.",
         "The log takes no free text and nothing unknown.", "Report this fault."),
    Code("AUD710", "E_LOG_BROKEN", 3, "The log is broken, so nothing may be added to it.",
         "An act that cannot be recorded is not done.", _KEEP),
)
# fmt: on
