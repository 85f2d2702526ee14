"""What the officer is told about drafts that were made, and about findings in the policies."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from drivectl.cli.terminal import Terminal
from drivectl.model.canonical import facts

if TYPE_CHECKING:
    from drivectl import pipeline
    from drivectl.cli.options import Run
    from drivectl.errors import Diagnostic


def tell_drafts(terminal: Terminal, made: "Sequence[pipeline.Drafted]") -> None:
    """For each draft: the flow of cases, what is hidden, where to look; then what to do next."""
    from drivectl.render.plan import flow_lines  # noqa: PLC0415 -- start-up

    for one in made:
        ruling = one.copy.judged.ruling
        terminal.words(f"{ruling.party.name}, agreement {ruling.agreement.id} {ruling.agreement.version}")
        for line in flow_lines(one.copy.judged.plan):
            terminal.words(f"  {line}")
        notes = [note for note in one.copy.notes if note.leaves]
        hidden = sum(one.copy.redactions.values())
        terminal.words(f"  {len(notes):,} texts leave; {hidden:,} words and details hidden in them")
        terminal.words(f"  Look: {one.draft.folder / f'what-{ruling.party.id}-will-see.xlsx'}")
    unread = sum(one.copy.unread for one in made)
    if any(one.copy.judged.plan.flow.held for one in made):
        terminal.urgent()
    review = f"drivectl review --export FILE   ({unread:,} texts wait for a reader)"
    terminal.words(f"Nothing is sealed yet. Next: {review if unread else 'drivectl share --send'}")
    drafts = [
        {"party": one.party, **facts(one.draft, "folder", "bundle_id", "digest"), "unread": one.copy.unread}
        for one in made
    ]
    terminal.emit_json("share", 0, {"drafts": drafts})
    for one in made:
        terminal.record(one.party, str(one.draft.folder), one.copy.unread, text=str(one.draft.folder))


def answer(run: "Run", command: str, found: "Sequence[Diagnostic]", fine: str, **more: object) -> int:
    """Findings and status 1, whatever their codes mean elsewhere; or the good word and 0. ``more`` is for JSON."""
    from drivectl.render.json import diagnostic_json  # noqa: PLC0415 -- start-up

    status = int(bool(found))
    if run.json:
        run.terminal.emit_json(command, status, {"findings": [diagnostic_json(one) for one in found], **more})
    elif found:
        run.terminal.diagnostics(found)
    else:
        run.terminal.record("ok", fine, text=fine)
    return status
