"""Average the weights of several runs that began from the same weights (a "model soup").

PYTHONPATH=src:. python -m train.blend A/checkpoint.pt B/checkpoint.pt --out BLEND/checkpoint.pt

Wortsman et al., ICML 2022: runs fine-tuned from one starting point, new layers included, lie in one
basin; their mean is better than each and costs nothing at inference.
"""

import argparse
from pathlib import Path

import torch
from torch import Tensor


def blend(checkpoints: list[Path], part: str) -> dict[str, Tensor]:
    states = [torch.load(path, map_location="cpu")[part] for path in checkpoints]
    return {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--part", default="averaged", choices=["averaged", "network"])
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({options.part: blend(options.checkpoints, options.part)}, options.out)


if __name__ == "__main__":
    main()
