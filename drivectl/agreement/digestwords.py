"""A digest as words that two people can compare on paper or over the telephone.

24 words stand for the first 24 bytes (192 bits): nobody can find other words of an agreement that are shown by the
same ones, not even who writes both. The list never changes: what was printed must still be checked in ten years.
"""

from typing import Final

COUNT: Final = 24
_WORDS: Final = tuple(
    """
    acorn album alley angle apple apron arrow atlas attic badge baker bamboo banjo banner barrel basil basket
    beach beaver bicycle biscuit blanket bonnet border bottle boulder bracket bramble bridge bronze broom bucket
    buffet bugle bumper butter cabin cable cactus camel candle canoe canvas carbon carpet carrot castle celery
    cement chalk cheese cherry chimney circus clover coast cobalt coffee collar comet copper corner cotton
    coyote crayon cricket crystal cushion dahlia dolphin domino donkey drawer eagle easel elbow engine envelope
    fabric falcon farmer feather fiddle flute forest fossil fountain frost galaxy garden garlic giraffe glacier
    glider goblet granite grape gravel guitar hammer harbour harvest hedge helmet hobby honey horizon hotel
    iceberg igloo indigo island jacket jaguar jelly jigsaw jockey jungle juniper kayak kettle kitchen knapsack
    koala ladder lagoon lantern lapwing lemon lentil leopard lilac linen lizard lobster locket lunch magnet
    mango marble market marsh meadow melon mineral mirror mitten mosaic muffin museum mustard napkin nectar
    needle nickel notebook nutmeg oasis ocean onion orbit orchard otter oven oyster paddle palace panda parade
    parcel pasta peanut pebble pelican pencil pepper piano picnic pigeon pillow pilot planet pony poplar potato
    prism pumpkin purple puzzle pyramid quarry rabbit radish railway rainbow raven ribbon river rubber rugby
    saffron salad salmon sandal satin scarf scooter seagull shadow shelf signal silver sketch sleeve spider
    spinach sponge spring square squirrel stamp stream sugar summit teapot temple tennis thimble thistle thunder
    tiger timber tomato torch towel tractor trolley trumpet tulip tunnel turnip turtle umbrella vanilla velvet
    village volcano waffle walnut walrus wardrobe window winter yellow zebra zigzag
    """.split()  # noqa: SIM905 -- a list would be eight times as long
)
"""256 of four to eight letters; no two begin with the same four or differ by one letter."""


def digest_words(sha256: str) -> tuple[str, ...]:
    """The words of a digest in hex."""
    return tuple(_WORDS[one] for one in bytes.fromhex(sha256)[:COUNT])


def word_lines(sha256: str) -> tuple[str, ...]:
    """The same in lines of eight, as they are shown and printed."""
    words = digest_words(sha256)
    return tuple(" ".join(words[at : at + 8]) for at in range(0, COUNT, 8))


def first_wrong(typed: str, sha256: str) -> int | None:
    """The number of the first word that was typed otherwise (or is missing, or one too many); None if all fit."""
    found, wanted = typed.lower().split(), digest_words(sha256)
    for number, (one, other) in enumerate(zip(found, wanted, strict=False), 1):
        if one.strip(",.;") != other:
            return number
    return None if len(found) == len(wanted) else min(len(found), len(wanted)) + 1
