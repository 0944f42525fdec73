"""A linear-chain conditional random field over role tags, with illegal paths shut out."""

import torch
from torch import Tensor

from onrecord.annotate.attributions.decoding import CONTENT, SOURCE

IMPOSSIBLE = -1e4


def forbid_broken(transitions: Tensor) -> Tensor:
    """Return transition scores under which no span can begin with an inside tag.

    Args:
        transitions: Learned scores, ``(tags + 1, tags)``; the last row is for the first word.
    """
    banned = torch.zeros_like(transitions, dtype=torch.bool)
    for begin in (SOURCE, CONTENT):
        banned[:, begin + 1] = True
        banned[[begin, begin + 1], begin + 1] = False
    return transitions.masked_fill(banned, IMPOSSIBLE)


def path_loss(emissions: Tensor, transitions: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
    """Return the negative log-likelihood of each row's tags.

    Args:
        emissions: ``(rows, words, tags)``.
        transitions: ``(tags + 1, tags)``.
        tags: ``(rows, words)``.
        mask: True on real words, ``(rows, words)``.
    """
    return log_partition(emissions, transitions, mask) - path_score(
        emissions, transitions, tags, mask
    )


def path_score(emissions: Tensor, transitions: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
    unary = emissions.gather(2, tags[..., None])[..., 0]
    steps = transitions[tags[:, :-1], tags[:, 1:]] * mask[:, 1:]
    return (unary * mask).sum(1) + steps.sum(1) + transitions[-1][tags[:, 0]]


def log_partition(emissions: Tensor, transitions: Tensor, mask: Tensor) -> Tensor:
    """Return the log of the sum over all paths, by pairwise reduction of transfer matrices."""
    count = emissions.shape[2]
    start = emissions[:, 0] + transitions[-1]
    identity = torch.full((count, count), IMPOSSIBLE).fill_diagonal_(0.0)
    chain = transitions[:count] + emissions[:, 1:, None, :]
    chain = torch.where(mask[:, 1:, None, None], chain, identity)
    while chain.shape[1] > 1:
        if chain.shape[1] % 2:
            rest = identity.expand(len(chain), 1, count, count)
            chain = torch.cat([chain, rest], dim=1)
        left, right = chain[:, 0::2, :, :, None], chain[:, 1::2, None, :, :]
        chain = torch.logsumexp(left + right, dim=3)
    if chain.shape[1]:
        start = torch.logsumexp(start[:, :, None] + chain[:, 0], dim=1)
    return torch.logsumexp(start, dim=1)
