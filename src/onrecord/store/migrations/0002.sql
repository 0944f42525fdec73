-- Views are derived tables now: the program makes them by itself, and makes them again when the code
-- that made them changes. What they hold is noted here.

DROP TABLE views;

DROP TABLE view_states;

CREATE TABLE derived_state (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
