"""What a score says: a line for each rate, and those of the peer beside ours."""

from typing import TYPE_CHECKING, Final

from drivectl.cli.options import Run

if TYPE_CHECKING:
    from drivectl.steps.measuring import Rate, Score
    from drivectl.steps.peer import Peer

WORDS: Final = {
    "document_leak": "notes with a leak",
    "protected_leak": "the same, of victim, child, family, informant",
    "entity_recall": "direct identifiers hidden whole",
    "protected_recall": "the same, of victim, child, family, informant",
    "touched_recall": "touched at least",
    "character_recall": "their characters hidden",
    "typed_recall": "hidden under the right kind",
    "soft_recall": "dates, ages and places hidden whole",
    "described": "descriptions found",
    "hard_negatives": "words marked to stay that were touched",
    "over_redaction": "other characters hidden in vain",
    "breaches": "people with 3 or more leaks in a case",
}


def tell_peer(run: Run, result: "Score", peer: "Peer") -> dict[str, object]:
    """How the peer did, and ours as a multiple of it; the same for JSON."""
    from drivectl.steps.peer import ratios  # noqa: PLC0415 -- start-up

    run.terminal.words(f"Presidio with {peer.model} and its UK recognisers, {peer.speed / 1000:.1f} KB per CPU second:")
    times = ratios(result, peer)
    for name, rate in peer.score.rates.items():
        ours = f"ours is {times[name]:.2f} times that" if times[name] is not None else ""
        row = [*cells(rate), "" if times[name] is None else f"{times[name]:.4f}"]
        run.terminal.record("presidio", name, *row, text=f"{shown(rate):>38}  {WORDS[name]}; {ours}".rstrip("; "))
    return {
        "peer": "presidio",
        "model": peer.model,
        "bytes_per_cpu_second": round(peer.speed),
        "rates": {name: rate._asdict() for name, rate in peer.score.rates.items()},
        "ratios": dict(times),
    }


def cells(rate: "Rate") -> list[str]:
    """The rate, its interval and of how many, for one record a line."""
    return ["" if one is None else f"{one:.4f}" for one in rate[:3]] + [str(rate.of)]


def shown(rate: "Rate") -> str:
    """The rate as people read it."""
    if rate.value is None:
        return "none marked"
    span = "" if rate.low is None else f" ({100 * rate.low:.1f} to {100 * (rate.high or 0):.1f})"
    return f"{100 * rate.value:.1f} %{span} of {rate.of:,}"
