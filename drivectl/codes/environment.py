"""ENV: this machine, this site, and faults of our own."""

from typing import Final

from drivectl.codes._entry import Code

# fmt: off
ENVIRONMENT: Final = (
    Code("ENV500", "E_FAULT", 70, "drivectl has a fault.", "Nothing was released.",
         "Send the report to the address in the README."),
    Code("ENV501", "E_MODEL", 5, "A recogniser that is asked for cannot be loaded here.",
         "Without it personal data in notes would be missed.",
         "Install drivectl again from the package your service approved, then run drivectl doctor."),
    Code("ENV502", "E_NO_SITE", 5, "There is no site here.", "A site is a folder with .drivectl.yaml or policies/.",
         "Go to your site's folder, give --site DIR, or make one with drivectl new site DIR."),
    Code("ENV503", "E_STATE_PLACE", 5, "The state folder lies in a git work tree or a synchronised folder.",
         "Keys and the log must not travel with it.", "Set state: in .drivectl.yaml to a folder outside."),
    Code("ENV504", "E_CONFIG", 2, "A setting cannot be used.", "It is unknown, or of the wrong kind.",
         "Run drivectl config show to see every setting and where it comes from."),
    Code("ENV505", "E_UNKNOWN_CODE", 2, "There is no such code.", "Codes look like SRC210.", "Check the spelling."),
    Code("ENV506", "E_NOT_A_TERMINAL", 2, "This needs an answer, and there is no terminal to ask on.",
         "drivectl does not guess an answer.", "Give the answer as an option; --help names it."),
    Code("ENV507", "E_USAGE", 2, "The command was used wrongly.",
         "A word or option is unknown, missing, or clashes with another.",
         "Add --help to the command to see what it takes."),
)
# fmt: on
