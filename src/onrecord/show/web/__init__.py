"""Pages and REST over one ledger: what ``onrecord serve`` answers with."""
