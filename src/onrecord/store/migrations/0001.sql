-- Version 1 of the ledger.
-- Facts (texts, reports, sightings, annotations, statements, figures, refusals, judgements) are only
-- ever added; triggers refuse anything else. Texts and paths are UTF-8 in BLOBs, since news text may
-- hold NULs and lone surrogates. Records are JSON without default values.

CREATE TABLE texts (
    hash TEXT PRIMARY KEY,
    text BLOB NOT NULL
) STRICT;

-- One row a reading: one text of one report, with what was read about it.
CREATE TABLE reports (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    hash TEXT NOT NULL REFERENCES texts (hash),
    reading TEXT NOT NULL,
    dated TEXT NOT NULL,
    preference TEXT NOT NULL,
    added TEXT NOT NULL,
    record BLOB NOT NULL,
    UNIQUE (id, hash, reading)
) STRICT;

CREATE TABLE sightings (
    report INTEGER NOT NULL REFERENCES reports (seq),
    path BLOB NOT NULL,
    PRIMARY KEY (report, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE annotations (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    report INTEGER NOT NULL REFERENCES reports (seq),
    version TEXT NOT NULL,
    version_key TEXT NOT NULL,
    added TEXT NOT NULL,
    statements INTEGER NOT NULL,
    figures INTEGER NOT NULL,
    times INTEGER NOT NULL,
    mentions INTEGER NOT NULL,
    record BLOB NOT NULL,
    UNIQUE (report, version)
) STRICT;

-- What statements and figures are found by; the entries themselves are in annotations.record, at the
-- place that ordinal gives.
CREATE TABLE statements (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    annotations INTEGER NOT NULL REFERENCES annotations (seq),
    ordinal INTEGER NOT NULL,
    id TEXT NOT NULL,
    speaker TEXT,
    UNIQUE (annotations, ordinal)
) STRICT;
CREATE INDEX statements_by_id ON statements (id);
CREATE INDEX statements_by_speaker ON statements (speaker);

CREATE TABLE figures (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    annotations INTEGER NOT NULL REFERENCES annotations (seq),
    ordinal INTEGER NOT NULL,
    id TEXT NOT NULL,
    measure TEXT,
    UNIQUE (annotations, ordinal)
) STRICT;
CREATE INDEX figures_by_id ON figures (id);
CREATE INDEX figures_by_measure ON figures (measure);

CREATE TABLE refusals (
    key TEXT PRIMARY KEY,
    path BLOB NOT NULL,
    reason TEXT NOT NULL,
    added TEXT NOT NULL,
    record BLOB NOT NULL
) STRICT;

CREATE TABLE judgements (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    time TEXT NOT NULL,
    record BLOB NOT NULL
) STRICT;

-- Views: made from the facts above, and made again whenever those have changed.

CREATE TABLE current (
    id TEXT PRIMARY KEY,
    report INTEGER NOT NULL REFERENCES reports (seq),
    annotations INTEGER NOT NULL REFERENCES annotations (seq),
    dated TEXT NOT NULL
) STRICT;
CREATE INDEX current_by_date ON current (dated, id);
CREATE INDEX current_by_report ON current (report);
CREATE INDEX current_by_annotations ON current (annotations);

-- Whole reports with one version's annotations, and the current ones of those.
CREATE VIEW facts AS
SELECT
    a.seq AS seq, r.id AS id, r.hash AS hash, r.record AS report, t.text AS text,
    (SELECT min(path) FROM sightings WHERE report = r.seq) AS path, a.record AS annotations
FROM annotations AS a
JOIN reports AS r ON r.seq = a.report
JOIN texts AS t ON t.hash = r.hash;
CREATE VIEW current_facts AS
SELECT facts.*, current.dated AS dated FROM current JOIN facts ON facts.seq = current.annotations;

CREATE TABLE views (
    kind TEXT NOT NULL,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    story TEXT,
    record BLOB NOT NULL,
    PRIMARY KEY (kind, position)
) STRICT;
CREATE INDEX views_by_id ON views (kind, id);
CREATE INDEX views_by_story ON views (kind, story, position);

CREATE TABLE view_states (
    name TEXT PRIMARY KEY,
    state TEXT NOT NULL
) STRICT;

-- Full text, without a second copy of the text itself. The rowid of a statement is statements.seq;
-- that of a passage is reports.seq * 16777216 + the index of its block.
CREATE VIRTUAL TABLE statement_search USING fts5 (
    speaker, content, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE passage_search USING fts5 (
    text, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TRIGGER texts_keep BEFORE UPDATE ON texts
BEGIN SELECT RAISE (ABORT, 'facts are only ever added'); END;
CREATE TRIGGER texts_stay BEFORE DELETE ON texts
BEGIN SELECT RAISE (ABORT, 'facts are only ever added'); END;
CREATE TRIGGER reports_keep BEFORE UPDATE ON reports
BEGIN SELECT RAISE (ABORT, 'facts are only ever added'); END;
CREATE TRIGGER reports_stay BEFORE DELETE ON reports
BEGIN SELECT RAISE (ABORT, 'facts are only ever added'); END;
CREATE TRIGGER sightings_keep BEFORE UPDATE ON sightings
BEGIN SELECT RAISE (ABORT, 'facts are only ever added'); END;
CREATE TRIGGER sightings_stay BEFORE DELETE ON sightings
BEGIN SELECT RAISE (ABORT, 'facts are only ever added'); END;
CREATE TRIGGER annotations_keep BEFORE UPDATE ON annotations
BEGIN SELECT RAISE (ABORT, 'facts are only ever added'); END;
CREATE TRIGGER annotations_stay BEFORE DELETE ON annotations
BEGIN SELECT RAISE (ABORT, 'facts are only ever added'); END;
CREATE TRIGGER statements_keep BEFORE UPDATE ON statements
BEGIN SELECT RAISE (ABORT, 'facts are only ever added'); END;
CREATE TRIGGER statements_stay BEFORE DELETE ON statements
BEGIN SELECT RAISE (ABORT, 'facts are only ever added'); END;
CREATE TRIGGER figures_keep BEFORE UPDATE ON figures
BEGIN SELECT RAISE (ABORT, 'facts are only ever added'); END;
CREATE TRIGGER figures_stay BEFORE DELETE ON figures
BEGIN SELECT RAISE (ABORT, 'facts are only ever added'); END;
CREATE TRIGGER refusals_keep BEFORE UPDATE ON refusals
BEGIN SELECT RAISE (ABORT, 'facts are only ever added'); END;
CREATE TRIGGER refusals_stay BEFORE DELETE ON refusals
BEGIN SELECT RAISE (ABORT, 'facts are only ever added'); END;
CREATE TRIGGER judgements_keep BEFORE UPDATE ON judgements
BEGIN SELECT RAISE (ABORT, 'facts are only ever added'); END;
CREATE TRIGGER judgements_stay BEFORE DELETE ON judgements
BEGIN SELECT RAISE (ABORT, 'facts are only ever added'); END;
