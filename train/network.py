"""The network: a BERT encoder with word features, a cue tagger, a cue-conditioned role scorer."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from onrecord.annotate.attributions.windows import FEATURES, RELATIONS

CUE_TAGS = 3
ROLE_TAGS = 5
PAIR_WIDTH = 192


class Dropout(nn.Module):
    """Dropout whose mask comes from torch's generator as bytes: several times faster on a CPU."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.level = round(256 * rate)

    def forward(self, states: Tensor) -> Tensor:
        """Return the states with a share of them dropped, in training only."""
        if not (self.training and self.level):
            return states
        words = -(-states.numel() // 8)
        noise = torch.empty(words, dtype=torch.int64).random_(-(2**63), None).view(torch.uint8)
        kept = (noise[: states.numel()] >= self.level).view(states.shape)
        return states * (kept.to(states.dtype) * (256 / (256 - self.level)))


class Layer(nn.Module):
    """One BERT layer, post-norm."""

    def __init__(self, width: int, inner: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.attended = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm_out = nn.LayerNorm(width, eps=1e-12)
        self.dropout = Dropout(dropout)

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """Return the layer's output; ``mask`` is added to the attention scores."""
        batch, pieces, width = states.shape
        parts = self.qkv(states).view(batch, pieces, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        # Plain products train faster on a CPU than the fused kernel at this head size.
        scores = query * (width // self.heads) ** -0.5 @ key.transpose(2, 3)
        if mask is not None:
            scores = scores + mask
        with torch.autocast("cpu", enabled=False):
            shares = scores.softmax(dim=3)
        mixed = shares @ value
        mixed = mixed.transpose(1, 2).reshape(batch, pieces, width)
        states = self.norm(states + self.dropout(self.attended(mixed)))
        return self.norm_out(states + self.dropout(self.down(functional.gelu(self.up(states)))))


class Encoder(nn.Module):
    """BERT whose embeddings also know case, quotation marks and spacing."""

    def __init__(self, config: dict[str, int], dropout: float) -> None:
        super().__init__()
        width = config["hidden_size"]
        self.words = nn.Embedding(config["vocab_size"], width)
        self.positions = nn.Embedding(config["max_position_embeddings"], width)
        self.features = nn.Embedding(FEATURES, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.dropout = Dropout(dropout)
        sizes = width, config["intermediate_size"], config["num_attention_heads"], dropout
        self.layers = nn.ModuleList(Layer(*sizes) for _ in range(config["num_hidden_layers"]))
        nn.init.zeros_(self.features.weight)

    def forward(self, ids: Tensor, codes: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return the state of every piece, ``(windows, pieces, width)``."""
        places = self.positions.weight[: ids.shape[1]]
        states = self.words(ids) + places + self.features(codes)
        states = self.dropout(self.norm(states))
        for layer in self.layers:
            states = layer(states, mask)
        return states


class Linker(nn.Module):
    """Rates every word of a window as source or content of one cue."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.word = nn.Linear(width, PAIR_WIDTH)
        self.cue = nn.Linear(width, PAIR_WIDTH)
        self.word_gate = nn.Linear(width, PAIR_WIDTH)
        self.cue_gate = nn.Linear(width, PAIR_WIDTH)
        self.relation = nn.Embedding(RELATIONS, PAIR_WIDTH)
        self.hidden = nn.Linear(PAIR_WIDTH, PAIR_WIDTH)
        self.out = nn.Linear(PAIR_WIDTH, ROLE_TAGS)
        self.dropout = Dropout(dropout)
        nn.init.normal_(self.relation.weight, std=0.1)

    def forward(self, words: Tensor, cues: Tensor, owner: Tensor, relation: Tensor) -> Tensor:
        """Return role scores ``(cues, words, tags)``.

        Args:
            words: Word states, ``(windows, words, width)``.
            cues: Pooled cue states, ``(cues, width)``.
            owner: The window of each cue, ``(cues,)``.
            relation: Relation codes, ``(cues, words)``.
        """
        plain = self.word(words)[owner] + self.cue(cues)[:, None]
        gate = self.word_gate(words)[owner] * self.cue_gate(cues)[:, None]
        pair = functional.gelu(plain + gate + self.relation(relation))
        pair = pair + functional.gelu(self.hidden(self.dropout(pair)))
        return self.out(pair)


class Network(nn.Module):
    """Encoder, cue tagger, auxiliary role tagger and linker."""

    def __init__(self, config: dict[str, int], dropout: float = 0.1) -> None:
        super().__init__()
        width = config["hidden_size"]
        self.encoder = Encoder(config, dropout)
        self.dropout = Dropout(dropout)
        self.cue_tagger = nn.Linear(width, CUE_TAGS)
        self.role_tagger = nn.Linear(width, ROLE_TAGS)
        self.linker = Linker(width, dropout)
        self.transitions = nn.Parameter(torch.zeros(ROLE_TAGS + 1, ROLE_TAGS))

    def read_words(self, ids: Tensor, codes: Tensor, first: Tensor, mask: Tensor | None) -> Tensor:
        """Return the state of each word's first piece, ``(windows, words, width)``."""
        states = self.encoder(ids, codes, mask)
        index = first[..., None].expand(-1, -1, states.shape[-1])
        return self.dropout(states.gather(1, index))


def pool_cues(words: Tensor, owner: Tensor, cues: Tensor) -> Tensor:
    """Return the mean word state of each cue, ``(cues, width)``."""
    places = torch.arange(words.shape[1], device=words.device)
    inside = (places >= cues[:, :1]) & (places < cues[:, 1:])
    weights = inside.to(words.dtype) / (cues[:, 1:] - cues[:, :1]).to(words.dtype)
    return torch.einsum("kw,kwd->kd", weights, words[owner])


def load_encoder(network: Network, folder: Path) -> None:
    """Copy pre-trained BERT weights into the network's encoder."""
    weights = load_file(folder / "model.safetensors")
    encoder = network.encoder
    with torch.no_grad():
        encoder.words.weight.copy_(weights["embeddings.word_embeddings.weight"])
        encoder.words.weight.requires_grad_(False)
        # Every window is one text, so the row of the first token type is a constant.
        token_type = weights["embeddings.token_type_embeddings.weight"][0]
        encoder.positions.weight.copy_(
            weights["embeddings.position_embeddings.weight"] + token_type
        )
        copy_linear(encoder.norm, weights, "embeddings.LayerNorm")
        for number, layer in enumerate(encoder.layers):
            load_layer(layer, weights, f"encoder.layer.{number}.")


def load_layer(layer: Layer, weights: dict[str, Tensor], prefix: str) -> None:
    own = prefix + "attention.self."
    for kind in ("weight", "bias"):
        parts = [weights[f"{own}{part}.{kind}"] for part in ("query", "key", "value")]
        getattr(layer.qkv, kind).copy_(torch.cat(parts))
    copy_linear(layer.attended, weights, prefix + "attention.output.dense")
    copy_linear(layer.norm, weights, prefix + "attention.output.LayerNorm")
    copy_linear(layer.up, weights, prefix + "intermediate.dense")
    copy_linear(layer.down, weights, prefix + "output.dense")
    copy_linear(layer.norm_out, weights, prefix + "output.LayerNorm")


def copy_linear(module: nn.Module, weights: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(weights[name + ".weight"])
    module.bias.copy_(weights[name + ".bias"])


def load_config(folder: Path) -> dict[str, int]:
    return json.loads((folder / "config.json").read_text(encoding="utf-8"))
