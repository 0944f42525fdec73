"""Export a trained network to the files that the package ships, quantised to int8.

PYTHONPATH=src:. python -m train.export --checkpoint RUN_FOLDER/checkpoint.pt \
        --encoder MODEL_FOLDER --out src/onrecord/models/attribution
"""

import argparse
import json
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn
from train.crf import forbid_broken
from train.fuse import fuse_folder
from train.network import Network, load_config, pool_cues
from train.prepare import load_tokenizer, markers_of

OPSET = 17


class Reader(nn.Module):
    """Pieces to word states and cue scores."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, codes: Tensor, first: Tensor) -> tuple[Tensor, Tensor]:
        """Return word states and cue tag scores."""
        words = self.network.read_words(ids, codes, first, None)
        return words, self.network.cue_tagger(words)


class Rater(nn.Module):
    """Word states and cues of one window to role scores."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, words: Tensor, cues: Tensor, relation: Tensor) -> Tensor:
        """Return role tag scores."""
        owner = torch.zeros_like(cues[:, 0])
        return self.network.linker(words, pool_cues(words, owner, cues), owner, relation)


def load_network(checkpoint: Path, encoder: Path, part: str) -> Network:
    network = Network(load_config(encoder))
    network.load_state_dict(torch.load(checkpoint, map_location="cpu")[part])
    return network.eval()


def export_reader(network: Network, path: Path) -> None:
    ids = torch.ones(1, 9, dtype=torch.long)
    first = torch.arange(1, 8)[None]
    torch.onnx.export(
        Reader(network).eval(),
        (ids, ids, first),
        str(path),
        dynamo=False,
        opset_version=OPSET,
        input_names=["ids", "codes", "first"],
        output_names=["words", "cue_scores"],
        dynamic_axes={"ids": {1: "pieces"}, "codes": {1: "pieces"}, "first": {1: "count"}},
    )


def export_rater(network: Network, path: Path) -> None:
    words = torch.zeros(1, 9, network.cue_tagger.in_features)
    cues = torch.tensor([[1, 2], [4, 6]])
    torch.onnx.export(
        Rater(network).eval(),
        (words, cues, torch.zeros(2, 9, dtype=torch.long)),
        str(path),
        dynamo=False,
        opset_version=OPSET,
        input_names=["words", "cues", "relation"],
        output_names=["role_scores"],
        dynamic_axes={
            "words": {1: "count"},
            "cues": {0: "cues"},
            "relation": {0: "cues", 1: "count"},
        },
    )


def quantise(source: Path, target: Path) -> None:
    """Write an int8 copy: every weight matrix and the embeddings, scales per channel.

    Weights keep to seven bits: processors without VNNI add pairs of products in sixteen bits, which
    eight-bit weights overflow. On dev this costs nothing.
    """
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.onnx"
        quant_pre_process(source, ready, skip_symbolic_shape=True)
        quantize_dynamic(
            ready, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )


def write_config(network: Network, markers: tuple[int, int], out: Path) -> None:
    config = {
        "markers": markers,
        "role_transitions": forbid_broken(network.transitions).detach().round(decimals=5).tolist(),
    }
    (out / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--part", default="averaged", choices=["averaged", "network"])
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--bias", type=float, default=0.0, help="taken from the outside tag's score"
    )
    parser.add_argument("--float", action="store_true", help="leave out quantisation")
    options = parser.parse_args()
    network = load_network(options.checkpoint, options.encoder, options.part)
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "model.onnx"
        export_reader(network, plain)
        if options.float:
            onnx.save(onnx.load(plain), options.out / "model.onnx")
        else:
            quantise(plain, options.out / "model.onnx")
    export_rater(network, options.out / "linker.onnx")
    config = load_config(options.encoder)
    fuse_folder(options.out, config["hidden_size"], config["num_attention_heads"])
    tokenizer = load_tokenizer(options.encoder)
    tokenizer.save(str(options.out / "tokenizer.json"))
    write_config(network, markers_of(tokenizer), options.out)


if __name__ == "__main__":
    main()
