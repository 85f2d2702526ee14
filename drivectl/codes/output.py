"""OUT: files drivectl writes."""

from typing import Final

from drivectl.codes._entry import Code

# fmt: off
OUTPUT: Final = (
    Code("OUT110", "E_EXISTS", 3, "The output exists already.", "Nothing is overwritten unless you say so.",
         "Choose another name, or add --overwrite where the command has it."),
    Code("OUT111", "E_CHANGED", 4, "A file changed while it was being read.", "Half of it would be old and half new.",
         "Close the programs that write it, then run the command again."),
    Code("OUT112", "E_DISK", 5, "The disk is full, or the folder cannot be written.", "So nothing was done.",
         "Free some space or choose another folder with -o."),
    Code("OUT113", "E_LOCKED", 5, "Another drivectl is writing, or the file is open in another program.",
         "Two writers would damage the file.", "Wait for the other run to end; close the file in Excel."),
    Code("OUT114", "E_SYMLINK", 3, "The output is a link to another place.",
         "A link can lead personal data elsewhere.", "Give the real path with -o."),
    Code("OUT115", "E_PLACE", 3, "Plain personal data may not be written here.",
         "What lies there is copied to other machines, and to whoever can see them.",
         "Choose another folder with -o, or add --allow-here, which is recorded."),
    Code("OUT116", "E_SAME_FILE", 3, "The output is the input.", "The original would be lost.",
         "Choose another name with -o."),
    Code("OUT117", "E_OPEN_FOLDER", 3, "Others can read this folder, or its rights cannot be read.",
         "What is written here would be open to them.", "Choose a folder of your own with -o."),
)
# fmt: on
