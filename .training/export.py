"""Write a checkpoint as the int8 model that drivectl ships, and the vocabulary beside it.

python export.py CHECKPOINT BASE OUT
"""

import hashlib
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import corpora
import onnx
import torch
from encoder import HEADS, WIDTH, Tagger, of_checkpoint
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

SIZE = WIDTH // HEADS


class Answers(nn.Module):
    """The chance of every label, for every piece."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        self.tagger = tagger

    def forward(self, ids: Tensor, shapes: Tensor) -> Tensor:
        """Chances instead of scores."""
        return self.tagger(ids, shapes).softmax(-1)


class Turn(nn.Module):
    """Linear layers side by side as one product, which int8 arithmetic does faster."""

    def __init__(self, *parts: nn.Linear, scale: float = 1.0) -> None:
        super().__init__()
        scales = [scale, *[1.0] * (len(parts) - 1)]
        weights = [part.weight * by for part, by in zip(parts, scales, strict=True)]
        biases = [part.bias * by for part, by in zip(parts, scales, strict=True)]
        self.weight = nn.Parameter(torch.cat(weights).T.contiguous(), requires_grad=False)
        self.bias = nn.Parameter(torch.cat(biases), requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        """``x`` turned."""
        return x @ self.weight + self.bias


class Reader(nn.Module):
    """The tagger for one text at a time, without padding: the chance of every piece to be part of a person's name."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        self.tagger = tagger.requires_grad_(requires_grad=False)
        layers = tagger.layers
        self.three = nn.ModuleList(Turn(one.query, one.key, one.value, scale=SIZE**-0.5) for one in layers)
        self.output, self.up, self.down = (
            nn.ModuleList(Turn(getattr(one, which)) for one in layers) for which in ("output", "up", "down")
        )
        self.head = Turn(tagger.head)

    def forward(self, ids: Tensor, shapes: Tensor) -> Tensor:
        """Begin and inside of a person together."""
        own = self.tagger
        x = own.norm(own.words(ids) + own.places.weight[: ids.shape[0]] + own.shapes(shapes))
        for at, layer in enumerate(own.layers):
            q, k, v = self.three[at](x).view(-1, 3, HEADS, SIZE).permute(1, 2, 0, 3)
            seen = (q @ k.transpose(-1, -2)).softmax(-1) @ v
            x = layer.norm(x + self.output[at](seen.transpose(0, 1).reshape(-1, WIDTH)))
            x = layer.last(x + self.down[at](layer.bend(self.up[at](x))))
        return self.head(x).softmax(-1)[:, 1:3].sum(-1)


def main(checkpoint: Path, base: Path, out: Path) -> None:
    """Write, and print the hashes that the code pins."""
    out.mkdir(parents=True, exist_ok=True)
    write(Reader(of_checkpoint(checkpoint)), (16,), out / "names.onnx", out / "names-fp32.onnx")
    (out / "vocabulary.txt").write_text("\n".join(vocabulary(base)), encoding="utf-8")
    for name in ("names-fp32.onnx", "names.onnx", "vocabulary.txt"):
        data = (out / name).read_bytes()
        print(name, len(data), hashlib.sha256(data).hexdigest())  # noqa: T201


def vocabulary(base: Path) -> list[str]:
    """The pieces in the order of their ids."""
    ids = json.loads(corpora.checked(base / "tokenizer.json"))["model"]["vocab"]
    return sorted(ids, key=ids.__getitem__)


def write(model: nn.Module, sizes: tuple[int, ...], small: Path, large: Path) -> None:
    """The model in fp32 (``large``) and in int8 (``small``); it takes ids and shapes of other ``sizes`` too."""
    axes = {at: f"size{at}" for at in range(len(sizes))}
    torch.onnx.export(
        model.eval(),
        (torch.ones(sizes, dtype=torch.long), torch.zeros(sizes, dtype=torch.long)),
        str(large),
        input_names=["ids", "shapes"],
        output_names=["person"],
        dynamic_axes={"ids": axes, "shapes": axes, "person": axes},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(
        large,
        small,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gather"],
        extra_options={"MatMulConstBOnly": True},
    )
    onnx.checker.check_model(str(small))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
