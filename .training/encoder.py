"""The encoder (BERT, layers of 384) with a tagging head, in plain torch.

The teacher has the six layers of the base weights. The student has some of the teacher's, and ReLU, which costs nothing
where GELU costs a quarter of the reading.
"""

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG")
SHAPES = 6
WIDTH, HEADS, DEEP = 384, 12, 6


class Layer(nn.Module):
    """One layer of attention and feed-forward."""

    def __init__(self, bend: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.bend = bend
        self.query, self.key, self.value, self.output = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.norm, self.last = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = 0.1

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """``mask`` is added to the scores: 0 for what may be seen."""
        batch, length, _ = x.shape

        def heads(y: Tensor) -> Tensor:
            return y.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        q, k, v = heads(self.query(x)), heads(self.key(x)), heads(self.value(x))
        scores = (q @ k.transpose(-1, -2)) / math.sqrt(WIDTH // HEADS) + mask
        seen = functional.dropout(scores.softmax(-1), self.drop, self.training) @ v
        seen = self.output(seen.transpose(1, 2).reshape(batch, length, WIDTH))
        x = self.norm(x + functional.dropout(seen, self.drop, self.training))
        more = self.down(self.bend(self.up(x)))
        return self.last(x + functional.dropout(more, self.drop, self.training))


class Tagger(nn.Module):
    """Pieces and the shapes of their words in, the scores of seven labels for each piece out."""

    def __init__(self, layers: int = DEEP, vocabulary: int = 30522) -> None:
        super().__init__()
        bend = functional.gelu if layers == DEEP else functional.relu
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.places = nn.Embedding(512, WIDTH)
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(bend) for _ in range(layers))
        self.head = nn.Linear(WIDTH, len(LABELS))

    def forward(self, ids: Tensor, shapes: Tensor) -> Tensor:
        """Scores of every piece; id 0 is padding."""
        x = self.words(ids) + self.places.weight[: ids.shape[1]] + self.shapes(shapes)
        x = functional.dropout(self.norm(x), 0.1, self.training)
        mask = (ids == 0).to(x.dtype)[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, mask)
        return self.head(functional.dropout(x, 0.1, self.training))

    def load_base(self, base: dict[str, Tensor]) -> None:
        """Take over the pretrained weights; every shape starts as the one kind of token the base knows."""
        own = {
            "words.weight": base["embeddings.word_embeddings.weight"],
            "places.weight": base["embeddings.position_embeddings.weight"],
            "shapes.weight": base["embeddings.token_type_embeddings.weight"][:1].repeat(SHAPES, 1),
            "norm.weight": base["embeddings.LayerNorm.weight"],
            "norm.bias": base["embeddings.LayerNorm.bias"],
        }
        parts = {
            "query": "attention.self.query",
            "key": "attention.self.key",
            "value": "attention.self.value",
            "output": "attention.output.dense",
            "norm": "attention.output.LayerNorm",
            "up": "intermediate.dense",
            "down": "output.dense",
            "last": "output.LayerNorm",
        }
        for at in range(len(self.layers)):
            for mine, theirs in parts.items():
                for kind in ("weight", "bias"):
                    own[f"layers.{at}.{mine}.{kind}"] = base[f"encoder.layer.{at}.{theirs}.{kind}"]
        missing = self.load_state_dict(own, strict=False)
        if set(missing.missing_keys) != {"head.weight", "head.bias"} or missing.unexpected_keys:
            raise SystemExit("the base weights have another shape")


def of_checkpoint(path: Path) -> Tagger:
    """The tagger that training wrote."""
    state = load_file(path)
    tagger = Tagger(len({name.split(".")[1] for name in state if name.startswith("layers.")}))
    tagger.load_state_dict(state)
    return tagger.eval()


def student_of(teacher: Tagger, layers: Sequence[int]) -> Tagger:
    """A tagger that begins with some of the teacher's layers and everything beside them."""
    student = Tagger(len(layers))
    state = {name: value for name, value in teacher.state_dict().items() if not name.startswith("layers.")}
    for at, layer in enumerate(layers):
        state |= {f"layers.{at}.{name}": value for name, value in teacher.layers[layer].state_dict().items()}
    student.load_state_dict(state)
    return student
