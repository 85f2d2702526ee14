"""BND: sealed bundles, drafts and what opening them finds."""

from typing import Final

from drivectl.codes._entry import Code

_ASK: Final = "Do not use the file. Ask the sender, on a number you already have, to send it again."
_OTHER: Final = "A file that was changed or cut may hold anything; nothing of it was released."

# fmt: off
BUNDLES: Final = (
    Code("BND420", "E_HEADER", 1, "The file does not start as a sealed bundle.",
         "It is another kind of file, or a mail gateway or PowerShell '>' changed it.",
         "Ask the sender to use -o FILE, or copy the file instead of redirecting."),
    Code("BND421", "E_TAMPERED", 1, "The sealed content was changed after it was sealed.", _OTHER, _ASK),
    Code("BND422", "E_TRUNCATED", 1, "The bundle is cut short.", _OTHER, _ASK),
    Code("BND423", "E_TRAILING", 1, "There are bytes after the end of the bundle.", _OTHER, _ASK),
    Code("BND424", "E_SIG_MISSING", 1, "The bundle is not signed.", "Without a signature nobody knows who made it.",
         _ASK),
    Code("BND425", "E_SIG_BAD", 1, "The signature does not fit the contents.", _OTHER, _ASK),
    Code("BND426", "E_SIGNER_UNKNOWN", 1, "The signer is not a partner you have verified.",
         "A stranger can make a valid file.", "Ask for their card, ring them, then run drivectl keys trust FILE."),
    Code("BND427", "E_NOT_ADDRESSED", 1, "The bundle is not addressed to any of your keys.",
         "It was sealed to somebody else, or you work in another site than the one it was sent to.",
         "Check --site. If that is right, do not use the file; tell your DPO and the sender."),
    Code("BND428", "E_HASH", 1, "A file inside does not have the digest that was signed.", _OTHER, _ASK),
    Code("BND429", "E_MISSING_FILE", 1, "A file that was signed for is missing.", _OTHER, _ASK),
    Code("BND430", "E_EXTRA_FILE", 1, "There is a file inside that nobody signed for.", _OTHER, _ASK),
    Code("BND431", "E_ORDER", 1, "The files inside are not in the signed order.", _OTHER, _ASK),
    Code("BND432", "E_PATH", 1, "A name inside is not one a bundle may hold.",
         "Such names are used to write outside the folder.", _ASK),
    Code("BND433", "E_LIMIT", 1, "The bundle is over a size limit.", "A small file can unpack to fill the disk.",
         "If you expected it, ask the sender for the size and raise --max-size."),
    Code("BND434", "E_STATEMENT", 1, "The signed contents page cannot be read.", _OTHER, _ASK),
    Code("BND435", "E_REPLAY", 1, "A bundle with this id was seen before with other content.",
         "An old or forged file is being passed off as a new one.", "Tell your DPO and the sender."),
    Code("BND440", "E_AGREEMENT", 3, "The agreement of this bundle was not accepted here, or is not in force.",
         "You would receive data under words nobody here has seen.",
         "Look at it first: drivectl policy accept FILE."),
    Code("BND443", "E_THRESHOLD", 3, "Not enough people have approved this release.",
         "This release needs two people.", "Ask the second person to approve it."),
    Code("BND444", "E_EXPIRED", 3, "The bundle is past its open-by date.", "What it says may no longer be true.",
         "Ask the sender for a new one."),
    Code("BND445", "E_NOT_YET", 3, "The bundle may not be opened yet.", "Its sender gave a later date.",
         "Check this machine's clock, or wait."),
    Code("BND447", "E_MIXED_PQ", 3, "Hybrid and X25519 keys cannot be used for one file.",
         "The file would be only as strong as the weakest.", "Seal one bundle for each kind of key."),
    Code("BND448", "E_WEAK_PASSPHRASE", 3, "The passphrase is empty or shorter than 12 characters.",
         "It could be guessed.", "Choose a longer one: four random words will do."),
    Code("BND449", "E_WORK_FACTOR", 3, "The file asks for more work than is safe on this machine.",
         "A hostile file can stop a computer this way.", "If you trust the sender, raise --max-work-factor."),
    Code("BND450", "E_DRAFT_CHANGED", 3, "The draft is not what was looked at.",
         "A person looked at other bytes than these.", "Make a new draft with drivectl share, and look again."),
    Code("BND451", "E_DRAFT_STALE", 3, "The draft is out of date.",
         "A flag, a hold, a key or the agreement changed after it was made, it is older than 7 days, or its sealing "
         "was begun before.", "Make a new draft with drivectl share."),
    Code("BND452", "E_UNREAD", 3, "There are notes that nobody has read.",
         "The agreement asks a person to read each note before it leaves.", "Run drivectl review, then send again."),
    Code("BND454", "E_NOT_CONFIRMED", 3, "The partner's name was not confirmed.",
         "A wrong recipient is the commonest way in which a safe address gets out.",
         "Run drivectl share --send again and type the partner's id, or give --confirm PARTY."),
    Code("BND455", "E_NO_DRAFT", 3, "There is no draft here.", "Only what was drafted and looked at can be sent.",
         "Make one with drivectl share EXPORT --to PARTY, or give the folder."),
)
# fmt: on
