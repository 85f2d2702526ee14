"""Train the tagger. Every epoch ends with a checkpoint and figures on our own development split.

    python train.py CORPORA BASE OUT [--epochs N] [--seed N]

CORPORA holds the .conll files, BASE model.safetensors and tokenizer.json; all are accepted by hash only.
"""

import argparse
import json
import math
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import corpora
import onnxruntime
import torch
from encoder import Tagger, of_checkpoint, student_of
from export import Answers, vocabulary, write
from measure import figures, lowered
from notes import Notes, Text
from safetensors.torch import load, save_file
from torch.nn import functional

from drivectl.recognise.names.pieces import Pieces
from examples import IGNORED, Example, Writer, encode, plain

BATCH, WARM_UP, NOTES_AN_EPOCH = 32, 60, 5500
EMPTY = 0.8
"""The share of corpus texts without any name that an epoch reads."""


def batches(examples: list[Example], dice: random.Random) -> list[list[Example]]:
    """Batches of about one length, in random order."""
    dice.shuffle(examples)
    examples.sort(key=lambda one: len(one.ids) // 8)
    made = [examples[at : at + BATCH] for at in range(0, len(examples), BATCH)]
    dice.shuffle(made)
    return made


def tensors(batch: list[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Pieces, shapes and labels, padded."""
    width = max(len(one.ids) for one in batch)
    return tuple(  # type: ignore[return-value]
        torch.tensor([row + [fill] * (width - len(row)) for row in rows])
        for rows, fill in (
            ([one.ids for one in batch], 0),
            ([one.shapes for one in batch], 0),
            ([one.labels for one in batch], IGNORED),
        )
    )


def main() -> None:
    """Train, and write a checkpoint an epoch."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("corpora", type=Path)
    ask.add_argument("base", type=Path)
    ask.add_argument("out", type=Path)
    ask.add_argument("--epochs", type=int, default=4)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--resume", type=Path, help="a checkpoint to go on from, with a new schedule")
    ask.add_argument("--teacher", type=Path, help="a checkpoint whose answers count as much as the labels")
    ask.add_argument("--layers", type=int, nargs="+", help="those of the teacher that the student begins with")
    ask.add_argument("--rate", type=float, default=4e-4, help="the learning rate to begin with")
    ask.add_argument("--minutes", type=float, default=1e9, help="the schedule ends after so long, if not before")
    given = ask.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    dice = random.Random(given.seed)
    torch.manual_seed(given.seed)
    pieces = Pieces(vocabulary(given.base))
    notes = Notes(random.Random(given.seed + 1), test=False)
    writer = Writer(random.Random(given.seed + 2), notes)
    every = corpora.training(given.corpora)
    random.Random(7).shuffle(every)
    cut = len(every) // 16
    held = Notes(random.Random(3), test=True)
    origins = sorted(held.names)
    dev = {
        "corpora": [plain(one) for one in every[:cut]],
        "notes": [plain(held.note(origins[at % len(origins)])) for at in range(400)],
    }
    dev |= {f"{name}-lower": [lowered(one) for one in texts] for name, texts in dev.items()}
    learn = every[cut:]
    model = _begun(given)
    teacher = answers_of(given.teacher, given.out) if given.teacher else None
    model.words.weight.requires_grad = False
    train = [one for one in model.parameters() if one.requires_grad]
    groups = [
        {"params": [one for one in train if one.ndim > 1], "weight_decay": 0.01},
        {"params": [one for one in train if one.ndim < 2], "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=given.rate)
    share = [1 if one.spans else EMPTY for one in learn]
    steps_an_epoch = math.ceil((sum(share) + NOTES_AN_EPOCH) / BATCH)
    total, step, start = steps_an_epoch * given.epochs, 0, time.time()
    for epoch in range(given.epochs):
        texts: list[Text] = [writer.again(one) for one in learn if one.spans or dice.random() < EMPTY]
        texts += [writer.again(notes.note()) for _ in range(NOTES_AN_EPOCH)]
        examples = [example for text in texts for example in encode(text, pieces)]
        model.train()
        began, lost, done = time.time(), 0.0, 0
        for batch in batches(examples, dice):
            ids, shapes, labels = tensors(batch)
            progress = max(step / total, (time.time() - start) / (60 * given.minutes))
            if progress >= 1:
                break
            for group in optimiser.param_groups:
                group["lr"] = given.rate * min((step + 1) / WARM_UP, 1.01 - progress)
            loss = _loss(model(ids, shapes), labels, teacher(ids, shapes) if teacher else None)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(train, 1.0)
            optimiser.step()
            step, done, lost = step + 1, done + 1, lost + loss.item()
            if step % 200 == 0:
                save_file(model.state_dict(), given.out / "latest.safetensors")
            if done % 50 == 0:
                print(
                    f"epoch {epoch + 1} {done} of {len(examples) // BATCH} loss {lost / done:.4f} {time.time() - began:.0f} s",
                    flush=True,
                )
        save_file(model.state_dict(), given.out / f"epoch{epoch + 1}.safetensors")
        model.eval()
        print(
            json.dumps(
                {"epoch": epoch + 1, "steps": step, "loss": lost / max(1, done), "seconds": time.time() - began}
            ),
            flush=True,
        )
        for name, measured in dev.items():
            print(f"  {name}", json.dumps(figures(measured, pieces, torch_scores(model))), flush=True)
        if progress >= 1:
            break


def _begun(given: argparse.Namespace) -> Tagger:
    if given.resume:
        return of_checkpoint(given.resume)
    if given.layers:
        return student_of(of_checkpoint(given.teacher), given.layers)
    model = Tagger()
    model.load_base(load(corpora.checked(given.base / "model.safetensors")))
    return model


def answers_of(checkpoint: Path, folder: Path):  # type: ignore[no-untyped-def]
    """A function from a batch to the chances of every label, by a model made int8: five times as fast as here."""
    write(Answers(of_checkpoint(checkpoint)), (2, 16), folder / "teacher.onnx", folder / "teacher-fp32.onnx")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = onnxruntime.InferenceSession(folder / "teacher.onnx", options)

    def answers(ids: torch.Tensor, shapes: torch.Tensor) -> torch.Tensor:
        return torch.from_numpy(session.run(None, {"ids": ids.numpy(), "shapes": shapes.numpy()})[0])

    return answers


def _loss(scores: torch.Tensor, labels: torch.Tensor, taught: torch.Tensor | None) -> torch.Tensor:
    """Against the labels, or half against them and half against what the teacher says."""
    hard = functional.cross_entropy(scores.flatten(0, 1), labels.flatten(), ignore_index=IGNORED)
    if taught is None:
        return hard
    soft = -(taught * scores.log_softmax(-1)).sum(-1)[labels != IGNORED].mean()
    return (hard + soft) / 2


def torch_scores(model: Tagger):  # type: ignore[no-untyped-def]
    """A function from batches to probabilities, as ``measure`` takes it."""

    def scores(ids, shapes):  # type: ignore[no-untyped-def]
        with torch.no_grad():
            return model(torch.tensor(ids), torch.tensor(shapes)).softmax(-1).numpy()

    return scores


if __name__ == "__main__":
    main()
