"""Write a checkpoint as the int8 model that drivectl ships, and the vocabulary beside it.

python export.py CHECKPOINT BASE OUT
"""

import hashlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import onnx
import torch
from encoder import Tagger
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from torch import Tensor, nn
from train import vocabulary


class People(nn.Module):
    """The chance of every piece to be part of a person's name."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        self.tagger = tagger

    def forward(self, ids: Tensor, shapes: Tensor) -> Tensor:
        """Begin and inside of a person together."""
        return self.tagger(ids, shapes).softmax(-1)[:, :, 1:3].sum(-1)


def main(checkpoint: Path, base: Path, out: Path) -> None:
    """Trace, quantise, and print the hashes that the code pins."""
    out.mkdir(parents=True, exist_ok=True)
    tagger = Tagger()
    tagger.load_state_dict(load_file(checkpoint))
    axes = {0: "texts", 1: "pieces"}
    torch.onnx.export(
        People(tagger).eval(),
        (torch.ones(2, 16, dtype=torch.long), torch.zeros(2, 16, dtype=torch.long)),
        str(out / "names-fp32.onnx"),
        input_names=["ids", "shapes"],
        output_names=["person"],
        dynamic_axes={"ids": axes, "shapes": axes, "person": axes},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(
        out / "names-fp32.onnx",
        out / "names.onnx",
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gather"],
        extra_options={"MatMulConstBOnly": True},
    )
    onnx.checker.check_model(str(out / "names.onnx"))
    (out / "vocabulary.txt").write_text("\n".join(vocabulary(base)), encoding="utf-8")
    for name in ("names-fp32.onnx", "names.onnx", "vocabulary.txt"):
        data = (out / name).read_bytes()
        print(name, len(data), hashlib.sha256(data).hexdigest())  # noqa: T201


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
