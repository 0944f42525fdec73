"""Train the attribution network on PolNeAR; seeded, resumable after every epoch.

PYTHONPATH=src:. python -m train.fit --train polnear-train.jsonl --dev polnear-dev.jsonl \
        --encoder MODEL_FOLDER --out RUN_FOLDER
"""

import argparse
import copy
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from bench.attribution import Article, Marked, Scores, add_report, load_articles
from torch import Tensor
from torch.nn import functional
from train.crf import IMPOSSIBLE, forbid_broken, path_loss
from train.network import Network, load_config, load_encoder, pool_cues
from train.prepare import Example, label_window, load_tokenizer, markers_of, trim_marks

from onrecord.annotate.attributions.decoding import decode_windows
from onrecord.annotate.attributions.windows import (
    Segment,
    Window,
    pack_windows,
    read_segments,
    relate_words,
)

Batch = dict[str, Tensor]


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--begin", type=Path, help="checkpoint whose averaged weights to begin from"
    )
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=2e-4, help="peak rate of the top layer")
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--layer-decay", type=float, default=0.95)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--masked", type=float, default=0.0, help="share of pieces hidden")
    parser.add_argument("--auxiliary", type=float, default=0.3)
    parser.add_argument("--average", type=float, default=0.998, help="decay of averaged weights")
    parser.add_argument("--shortest", type=int, default=128)
    parser.add_argument("--longest", type=int, default=256)
    parser.add_argument("--articles", type=int, default=0, help="train on this many (0: all)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the new layers")
    parser.add_argument("--order", type=int, default=1, help="seed of the order and the noise")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def make_batches(
    articles: list[Article],
    segments: list[list[Segment]],
    markers: tuple[int, int],
    options: argparse.Namespace,
    seed: int,
) -> list[list[Example]]:
    """Return an epoch's batches: windows of varying length, batched by length, shuffled."""
    draw = random.Random(seed)
    examples = [
        label_window(window, marks)
        for marks, parts in zip(map(trim_marks, articles), segments, strict=True)
        for window in pack_windows(parts, markers, draw.randint(options.shortest, options.longest))
    ]
    draw.shuffle(examples)
    pool = 50 * options.batch
    batches = []
    for begin in range(0, len(examples), pool):
        chunk = sorted(examples[begin : begin + pool], key=lambda e: len(e.window.ids))
        batches += [chunk[i : i + options.batch] for i in range(0, len(chunk), options.batch)]
    draw.shuffle(batches)
    return batches


def pad(rows: list[np.ndarray], value: int = 0, width: int = 0) -> Tensor:
    width = width or max(len(row) for row in rows)
    padded = np.full((len(rows), width), value, np.int64)
    for line, row in zip(padded, rows, strict=True):
        line[: len(row)] = row
    return torch.from_numpy(padded)


def collate(examples: list[Example]) -> Batch:
    windows = [example.window for example in examples]
    relation = [row for e in examples for row in relate_words(e.cues, e.window.paragraph)]
    widest = max(len(window.first) for window in windows)
    return {
        "ids": pad([w.ids for w in windows]),
        "codes": pad([w.codes for w in windows]),
        "first": pad([w.first for w in windows]),
        "piece_count": torch.tensor([len(w.ids) for w in windows]),
        "word_count": torch.tensor([len(w.first) for w in windows]),
        "cue_tags": pad([e.cue_tags for e in examples], -100),
        "cues": torch.from_numpy(np.concatenate([e.cues for e in examples])),
        "owner": torch.tensor(
            [i for i, e in enumerate(examples) for _ in e.cues], dtype=torch.long
        ),
        "relation": pad(relation, width=widest),
        "role_tags": pad([row for e in examples for row in e.role_tags], width=widest),
    }


def losses(network: Network, batch: Batch, auxiliary: float) -> Tensor:
    """Return the mean negative log-likelihood of an attribution, auxiliary tagging added."""
    pieces = torch.arange(batch["ids"].shape[1])
    mask = IMPOSSIBLE * (pieces >= batch["piece_count"][:, None])[:, None, None, :].bfloat16()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        words = network.read_words(batch["ids"], batch["codes"], batch["first"], mask)
    words = words.float()
    cue_loss = functional.cross_entropy(
        network.cue_tagger(words).flatten(0, 1), batch["cue_tags"].flatten(), reduction="sum"
    )
    count = max(len(batch["owner"]), 1)
    if not len(batch["owner"]):
        return cue_loss / count
    with torch.autocast("cpu", dtype=torch.bfloat16):
        cues = pool_cues(words, batch["owner"], batch["cues"])
        emissions = network.linker(words, cues, batch["owner"], batch["relation"])
    places = torch.arange(emissions.shape[1])
    real = places < batch["word_count"][batch["owner"]][:, None]
    transitions = forbid_broken(network.transitions)
    role_loss = path_loss(emissions.float(), transitions, batch["role_tags"], real).sum()
    return (cue_loss + role_loss + auxiliary * role_union_loss(network, words, batch)) / count


def role_union_loss(network: Network, words: Tensor, batch: Batch) -> Tensor:
    """Return the loss of tagging every word with its role in any attribution."""
    union = torch.full(words.shape[:2], 0, dtype=torch.long)
    for row, owner in zip(batch["role_tags"], batch["owner"], strict=True):
        union[owner] = torch.where(row > 0, row, union[owner])
    union = union.masked_fill(batch["cue_tags"] == -100, -100)
    scores = network.role_tagger(words)
    return functional.cross_entropy(scores.flatten(0, 1), union.flatten(), reduction="sum")


def hide_pieces(ids: Tensor, share: float, mask_id: int) -> Tensor:
    hidden = (torch.rand(ids.shape) < share) & (ids > mask_id)
    return ids.masked_fill(hidden, mask_id)


def make_optimizer(network: Network, options: argparse.Namespace) -> torch.optim.Optimizer:
    """Return AdamW with rates that fall from layer to layer towards the input."""
    depth = len(network.encoder.layers)
    groups: dict[float, list[Tensor]] = {}
    for name, weight in network.named_parameters():
        if not weight.requires_grad:
            continue
        groups.setdefault(rate_of(name, depth, options), []).append(weight)
    settings = [{"params": group, "lr": rate, "peak": rate} for rate, group in groups.items()]
    return torch.optim.AdamW(settings, weight_decay=0.01, fused=True)


def rate_of(name: str, depth: int, options: argparse.Namespace) -> float:
    if not name.startswith("encoder.") or name.startswith("encoder.features"):
        return options.head_rate
    level = int(name.split(".")[2]) + 1 if name.startswith("encoder.layers.") else 0
    return options.rate * options.layer_decay ** (depth - level)


def set_rates(optimizer: torch.optim.Optimizer, done: float) -> None:
    """Warm up over the first 6 % of the run, then fall linearly to nothing."""
    factor = min(done / 0.06, (1 - done) / 0.94)
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * max(factor, 0.0)


class TorchScorer:
    """Scores windows with a torch network, for evaluation while training."""

    def __init__(self, network: Network, markers: tuple[int, int]) -> None:
        self.network = network.eval()
        self.markers = markers
        self.role_transitions = forbid_broken(network.transitions).detach().numpy()

    def read(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Return word states and cue tag scores of one window."""
        ids, codes, first = (
            torch.from_numpy(part)[None] for part in (window.ids, window.codes, window.first)
        )
        with torch.no_grad():
            words = self.network.read_words(ids, codes, first, None)
            scores = self.network.cue_tagger(words)
        return words[0].numpy(), scores[0].numpy()

    def rate(self, states: np.ndarray, cues: np.ndarray, relation: np.ndarray) -> np.ndarray:
        """Return role tag scores of one window's cues."""
        words, ranges = torch.from_numpy(states)[None], torch.from_numpy(cues)
        owner = torch.zeros(len(cues), dtype=torch.long)
        with torch.no_grad():
            pooled = pool_cues(words, owner, ranges)
            return self.network.linker(words, pooled, owner, torch.from_numpy(relation)).numpy()


def evaluate(
    scorer: TorchScorer, articles: list[Article], segments: list[list[Segment]]
) -> dict[str, float]:
    scores = Scores()
    for article, parts in zip(articles, segments, strict=True):
        windows = pack_windows(parts, scorer.markers)
        found = [
            Marked(list(a.source), list(a.cue), list(a.content))
            for a in decode_windows(windows, article.text, scorer)
        ]
        add_report(scores, article.text, article.marks, found)
    return scores.row()


def average_into(averaged: Network, network: Network, decay: float) -> None:
    with torch.no_grad():
        for mean, weight in zip(averaged.parameters(), network.parameters(), strict=True):
            mean.lerp_(weight, 1 - decay)


def segment_all(articles: list[Article], tokenizer) -> list[list[Segment]]:
    return [list(read_segments(a.text, [(0, len(a.text))], tokenizer)) for a in articles]


def run_epoch(
    state: dict, batches: list[list[Example]], options: argparse.Namespace, epoch: int
) -> float:
    network, averaged, optimizer = state["network"], state["averaged"], state["optimizer"]
    network.train()
    total = 0.0
    for number, examples in enumerate(batches):
        done = (epoch + number / len(batches)) / options.epochs
        set_rates(optimizer, done)
        batch = collate(examples)
        batch["ids"] = hide_pieces(batch["ids"], options.masked, state["mask_id"])
        loss = losses(network, batch, options.auxiliary)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()
        # Early on the average follows closely, so that it forgets the untrained heads.
        steps = epoch * len(batches) + number
        average_into(averaged, network, min(options.average, (1 + steps) / (10 + steps)))
        total += loss.item()
    return total / len(batches)


def save(state: dict, epoch: int, out: Path) -> None:
    parts = {name: state[name].state_dict() for name in ("network", "averaged", "optimizer")}
    torch.save({**parts, "epoch": epoch}, out / "checkpoint.partial")
    (out / "checkpoint.partial").replace(out / "checkpoint.pt")


def resume(state: dict, out: Path) -> int:
    path = out / "checkpoint.pt"
    if not path.exists():
        return 0
    saved = torch.load(path)
    for name in ("network", "averaged", "optimizer"):
        state[name].load_state_dict(saved[name])
    return saved["epoch"]


def start(options: argparse.Namespace, mask_id: int) -> dict:
    config = load_config(options.encoder)
    network = Network(config, options.dropout)
    if options.begin:
        network.load_state_dict(torch.load(options.begin)["averaged"])
        network.encoder.words.weight.requires_grad_(False)
    else:
        load_encoder(network, options.encoder)
    return {
        "network": network,
        "averaged": copy.deepcopy(network),
        "optimizer": make_optimizer(network, options),
        "mask_id": mask_id,
    }


def main() -> None:
    options = parse_arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    tokenizer = load_tokenizer(options.encoder)
    articles = load_articles(options.train)[: options.articles or None]
    dev = load_articles(options.dev)
    segments, dev_segments = segment_all(articles, tokenizer), segment_all(dev, tokenizer)
    markers = markers_of(tokenizer)
    state = start(options, tokenizer.token_to_id("[MASK]"))
    for epoch in range(resume(state, options.out), options.epochs):
        begun = time.monotonic()
        torch.manual_seed(1000 * options.order + epoch)
        batches = make_batches(articles, segments, markers, options, 1000 * options.order + epoch)
        loss = run_epoch(state, batches, options, epoch)
        save(state, epoch + 1, options.out)
        seconds = time.monotonic() - begun
        row = {"epoch": epoch + 1, "loss": round(loss, 3), "seconds": round(seconds)}
        row |= evaluate(TorchScorer(state["averaged"], markers), dev, dev_segments)
        with (options.out / "log.jsonl").open("a") as log:
            log.write(json.dumps(row) + "\n")
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
