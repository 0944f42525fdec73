"""Shipped weights, one folder a model, each with its model card."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def locate_model(name: str) -> Traversable:
    """Return the folder that holds a shipped model's files.

    Args:
        name: The model's folder name, for instance ``"attribution"``.

    Returns:
        The folder, as a resource of the installed package.

    Raises:
        FileNotFoundError: No model of that name ships with this version.
    """
    folder = files(__name__) / name
    if not folder.is_dir():
        raise FileNotFoundError(f"onrecord ships no model named {name!r}")
    return folder
