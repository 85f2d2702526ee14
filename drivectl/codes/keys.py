"""KEY: cards, keys at rest and the pseudonym root."""

from typing import Final

from drivectl.codes._entry import Code

_CARD: Final = "Ask them for a new card, ring them, then run drivectl keys trust FILE --party PARTY."

# fmt: off
KEYS: Final = (
    Code("KEY330", "E_CARD_EXPIRED", 3, "The partner's card has ended.",
         "Nobody has said that its keys are still theirs.", _CARD),
    Code("KEY331", "E_PARTNER_UNVERIFIED", 3, "There is no verified key for this partner and team.",
         "Sealing to a key nobody checked by telephone can send everything to a stranger.", _CARD),
    Code("KEY332", "E_KEY_REVOKED", 3, "The key was revoked.", "It was lost, compromised or replaced.", _CARD),
    Code("KEY333", "E_CARD_ROLLBACK", 3, "The card is older than the one already trusted.",
         "An old card can bring back a lost key.", _CARD),
    Code("KEY334", "E_FINGERPRINT", 3, "What was typed is not the fingerprint of this card.",
         "The card may not be theirs.",
         "Ask them to read it again. If it still differs, do not use the card; tell your DPO."),
    Code("KEY335", "E_KEY_WEAK", 3, "The partner's key is weaker than their record allows.",
         "parties.yaml names the weakest key accepted.", _CARD),
    Code("KEY336", "E_CARD_INVALID", 3, "The card cannot be used.",
         "It is damaged, unsigned, or names another party.", _CARD),
    Code("KEY337", "E_KEY_TEXT", 4, "The text is not a key.", "It was cut, mistyped or is another kind of key.",
         "Copy the whole of it again: a recipient starts with age1, and no character may change."),
    Code("KEY350", "E_NO_KEY", 5, "A key that is needed is not on this machine.",
         "Without it nothing can be opened or sealed.",
         "Make the missing kind with drivectl keys new, or restore a backup with drivectl keys restore."),
    Code("KEY351", "E_PASSPHRASE", 5, "The key could not be unlocked.", "The passphrase is wrong or was not given.",
         "Type it again, or point DRIVECTL_PASSPHRASE_FILE at a file that holds it."),
    Code("KEY352", "E_KEY_PERMISSIONS", 5, "Others can read the key folder, or its rights cannot be read.",
         "A key that others can read protects nobody.", "Run chmod 700 on the folder and chmod 600 on its files."),
    Code("KEY353", "E_NO_ROOT", 5, "There is no pseudonym root on this machine.",
         "A new root would silently break the join with every earlier export.",
         "Restore it: drivectl keys restore. For a first export only: drivectl keys new --kind pseudonym."),
    Code("KEY354", "E_KEY_EXISTS", 3, "A key of this kind exists already.", "Keys are never overwritten.",
         "Use drivectl keys list to see it."),
    Code("KEY355", "E_KEY_DAMAGED", 5, "A key file cannot be read.", "It was cut or changed.",
         "Restore it with drivectl keys restore FILE."),
)
# fmt: on
