"""Other ways to do what the benches measure, for comparison in the same run."""
