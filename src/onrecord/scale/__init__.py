"""The same stages on one machine with many processes, or on a cluster."""
