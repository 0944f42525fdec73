"""Put fused operations of onnxruntime in the place of what torch exports piece by piece.

PYTHONPATH=src:. python -m train.fuse FOLDER    # rewrites its model.onnx and linker.onnx

Weights and results stay what they are but for rounding, and for the encoder's GELU, which is taken
by its usual approximation with tanh. `train.export` does this last; a folder exported before can be
fused by itself.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

MICROSOFT = "com.microsoft"
SPLIT = "attention_split"

Rule = Callable[[str], Sequence[NodeProto] | None]
"""New nodes for the node that makes the named value; none to keep the old one."""


def fuse_reader(model: ModelProto, width: int, heads: int) -> ModelProto:
    """Fuse the attention and the GELU of every layer of the encoder."""
    sizes = np.full(3, width, np.int64)
    layer = "/encoder/layers."

    def rewrite(value: str) -> Sequence[NodeProto] | None:
        if value.startswith(layer) and value.endswith("/Reshape_1_output_0"):
            return _attend(value.removesuffix("Reshape_1_output_0"), value, heads)
        if value.startswith(layer) and value.endswith("/Mul_2_output_0"):
            return [_gelu(value.removesuffix("Mul_2_output_0") + "up/Add_output_0", value)]
        return None

    return _rewrite(model, rewrite, numpy_helper.from_array(sizes, SPLIT))


def fuse_rater(model: ModelProto) -> ModelProto:
    """Spare the linker a copy of the window for every cue.

    It rates one window at a time, so the window's words can be added to each cue's as they are.
    """
    words = "window_words"
    first = numpy_helper.from_array(np.zeros(1, np.int64), "first_axis")
    rules: dict[str, list[NodeProto]] = {
        "/Einsum_output_0": [
            helper.make_node("Squeeze", ["words", "first_axis"], [words]),
            helper.make_node("MatMul", ["/Div_output_0", words], ["/Einsum_output_0"]),
        ],
        "/linker/Gather_output_0": [_same("/linker/word/Add_output_0", "/linker/Gather_output_0")],
        "/linker/Gather_1_output_0": [
            _same("/linker/word_gate/Add_output_0", "/linker/Gather_1_output_0")
        ],
    }
    return _rewrite(model, rules.get, first)


def _attend(prefix: str, value: str, heads: int) -> list[NodeProto]:
    parts = [prefix + name for name in ("q", "k", "v")]
    return [
        helper.make_node("Split", [prefix + "qkv/Add_output_0", SPLIT], parts, axis=2),
        helper.make_node("MultiHeadAttention", parts, [value], domain=MICROSOFT, num_heads=heads),
    ]


def _gelu(source: str, value: str) -> NodeProto:
    return helper.make_node("FastGelu", [source], [value], domain=MICROSOFT)


def _same(source: str, value: str) -> NodeProto:
    return helper.make_node("Identity", [source], [value])


def _rewrite(model: ModelProto, rule: Rule, more: TensorProto) -> ModelProto:
    """Replace nodes by a rule, then drop the nodes and weights that nothing needs any more.

    Args:
        model: The model, changed in place.
        rule: What replaces a node.
        more: A constant that the new nodes read.

    Raises:
        ValueError: The model is fused already.
    """
    graph = model.graph
    if any(weight.name == more.name for weight in graph.initializer):
        raise ValueError("fused already")
    nodes: list[NodeProto] = []
    for node in graph.node:
        nodes += rule(node.output[0]) or [node]
    nodes = _drop_unused(nodes, [output.name for output in graph.output])
    used = {value for node in nodes for value in node.input}
    weights = [weight for weight in (*graph.initializer, more) if weight.name in used]
    del graph.node[:], graph.initializer[:], graph.value_info[:]
    graph.node.extend(nodes)
    graph.initializer.extend(weights)
    onnx.checker.check_model(model)
    return model


def _drop_unused(nodes: Sequence[NodeProto], outputs: Sequence[str]) -> list[NodeProto]:
    used = set(outputs)
    kept: list[NodeProto] = []
    for node in reversed(nodes):
        if used.intersection(node.output):
            used.update(node.input)
            kept.append(node)
    return kept[::-1]


def fuse_folder(folder: Path, width: int, heads: int) -> None:
    """Rewrite the network files of a folder."""
    reader, rater = folder / "model.onnx", folder / "linker.onnx"
    onnx.save(fuse_reader(onnx.load(reader), width, heads), reader)
    onnx.save(fuse_rater(onnx.load(rater)), rater)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--width", type=int, default=384, help="of the encoder's states")
    parser.add_argument("--heads", type=int, default=12)
    options = parser.parse_args()
    fuse_folder(options.folder, options.width, options.heads)


if __name__ == "__main__":
    main()
