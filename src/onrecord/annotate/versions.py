"""The version of the annotators: part of every annotation's id; raised when output changes."""

VERSION = "1"
