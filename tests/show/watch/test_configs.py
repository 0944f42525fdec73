"""What to watch: a mistake in the file is named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.errors import InputError
from onrecord.show.watch.configs import FeedConfig, WatchConfig, WebhookConfig, load_config


def load(folder: Path, text: str) -> WatchConfig:
    path = folder / "feeds.toml"
    path.write_text(text, "utf-8")
    return load_config(path)


def test_a_whole_file(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        """
        interval_minutes = 30
        [[feeds]]
        url = "https://example.org/a.xml"
        [[feeds]]
        url = "https://example.org/b.xml"
        interval_minutes = 5
        [webhook]
        url = "http://127.0.0.1:9000/hook"
        secret_env = "SECRET"
        """,
    )
    assert config.webhook == WebhookConfig(url="http://127.0.0.1:9000/hook", secret_env="SECRET")
    assert [config.find_interval(feed) for feed in config.feeds] == [1800, 300]
    assert config.feeds[0] == FeedConfig(url="https://example.org/a.xml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("feeds = [", "feeds.toml: Invalid value"),
        ("", "missing required field `feeds`"),
        ("feeds = []", "length >= 1"),
        ("[[feeds]]\nurl = 1", "Expected `str`, got `int` - at `$.feeds[0].url`"),
        ("[[feeds]]\nurl = 'https://e.org/'\nevery = 5", "unknown field `every` - at `$.feeds[0]`"),
        ("[[feeds]]\nurl = 'ftp://e.org/'", "not an http or https URL: ftp://e.org/"),
        ("[[feeds]]\nurl = 'https://u:p@e.org/'", "user name or password in it - at `$.feeds[0]"),
        ("[[feeds]]\nurl='https://e.org/'\n[[feeds]]\nurl='https://e.org/'", "is there twice"),
        ("interval_minutes = 0\n[[feeds]]\nurl='https://e.org/'", "`$.interval_minutes`"),
        ("[[feeds]]\nurl='https://e.org/'\n[webhook]\nurl='hook'", "`$.webhook.url`"),
    ],
)
def test_mistakes_are_named_with_their_place(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError) as raised:
        load(tmp_path, text)
    assert words in str(raised.value)
    assert "feeds.toml" in str(raised.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        load_config(tmp_path / "feeds.toml")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "feeds.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError):
        load_config(tmp_path / "feeds.toml")
