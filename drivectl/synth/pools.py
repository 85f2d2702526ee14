"""Words that invented cases are made of. Streets, towns and refuges do not exist."""

from typing import Final

WOMEN: Final = (
    *("Amelia", "Beth", "Carys", "Donna", "Efa", "Farah", "Gwenllian", "Hannah", "Imogen", "Jodie", "Kirsty", "Lowri"),
    *("Mabli", "Nadia", "Olwen", "Paige", "Rhiannon", "Siân", "Tegan", "Una", "Verity", "Wendy", "Yasmin", "Zoë"),
)
MEN: Final = (
    *("Aled", "Bradley", "Callum", "Dafydd", "Elis", "Farhan", "Gareth", "Hywel", "Ieuan", "Jordan", "Kieran", "Liam"),
    *("Macsen", "Nathan", "Owain", "Piotr", "Rhys", "Scott", "Tomos", "Umar", "Vincent", "Wayne", "Yusuf", "Zac"),
)
CHILDREN: Final = (
    *("Alfie", "Bronwen", "Cadi", "Dylan", "Ela", "Freddie", "Gwion", "Holly", "Isla", "Jac", "Kian", "Lili"),
)
SURNAMES: Final = (
    *("Ashdown", "Bevan", "Cartwright", "Drury", "Ellery", "Fenwick", "Gethin", "Hartnell", "Inskip", "Jarrold"),
    *("Kettle", "Llewelyn", "Meredith", "Nuttall", "O'Dowd", "Pritchard", "Quennell", "Rowntree", "Siddiqui"),
    *("Tremayne", "Underhill", "Vaughan-Price", "Whitlock", "ap Gwilym", "Yardley", "Zielinski"),
)
OUTSIDERS: Final = ("Maureen Tapp", "Dilys Penhale", "Keith Orpwood", "Sandra Vickery", "Bryn Colwill", "Tracey Lugg")
WORKERS: Final = ("PC Hollis", "DC Marwood", "Priya (IDVA)", "Angharad from housing", "Sgt Beck")
STREETS: Final = ("Larkmoor Road", "Tansy Close", "Heol y Gerddi", "Pellworth Street", "Cooper's Rise", "Stryd Fechan")
TOWNS: Final = ("Exampleford", "Mockbury", "Llanffug", "Sampleton", "Pretendham")
REFUGES: Final = ("Thistle House", "Ty Celyn", "Marram Lodge", "Saffron Court")
SCHOOLS: Final = ("Mockbury Primary", "Ysgol Llanffug", "Exampleford Academy")
BEHAVIOURS: Final = (
    "Threats by text message",
    "Followed her to work",
    "Pushed her",
    "Took her bank card",
    "Damaged the door",
)
SOURCES: Final = ("Her sister", "A neighbour", "School", "")
SAFE_NOTES: Final = (
    "Text first, weekdays before 3pm.",
    "Never leave a voicemail.",
    "Ring only while he is at work, 9 to 4.",
)
SUBSTANCES: Final = ("Drinks most evenings.", "Cannabis daily, says he wants to stop.", "")
RECORDS: Final = ("Two convictions for assault.", "Bail breach last year.", "")
