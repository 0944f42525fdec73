"""Settings of all tests: the same generated examples on every run, and no clock in them."""

from hypothesis import settings

settings.register_profile("onrecord", deadline=None, derandomize=True)
settings.load_profile("onrecord")
