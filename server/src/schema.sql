-- The three tables of the API's read side. Times are INTEGER microseconds since the Unix epoch, UTC.

CREATE TABLE jobs (
    id               TEXT    NOT NULL PRIMARY KEY,
    name             TEXT,
    pipeline_key     TEXT    NOT NULL,
    status           TEXT    NOT NULL
        CHECK (status IN ('PENDING', 'ADMITTED', 'RUNNING', 'COMPLETED', 'FAILED', 'PREEMPTED', 'CANCELLED')),
    retry_count      INTEGER NOT NULL DEFAULT 0 CHECK (retry_count >= 0),
    preemption_count INTEGER NOT NULL DEFAULT 0 CHECK (preemption_count >= 0),
    queue_position   INTEGER CHECK (queue_position >= 0),
    queue_depth      INTEGER CHECK (queue_depth >= 0),
    error            TEXT,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    started_at       INTEGER,
    completed_at     INTEGER,
    failed_at        INTEGER,
    cancelled_at     INTEGER,
    -- Grows by at least one with every change of the job, its inputs or its progress (the triggers below), so one row
    -- shows whether any response about the job can have changed.
    revision         INTEGER NOT NULL DEFAULT 0,
    CHECK (status <> 'COMPLETED' OR completed_at IS NOT NULL),
    CHECK (status <> 'FAILED' OR failed_at IS NOT NULL),
    CHECK (status <> 'CANCELLED' OR cancelled_at IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX jobs_newest ON jobs (created_at, id);

CREATE TABLE job_inputs (
    id            TEXT    NOT NULL PRIMARY KEY,
    job_id        TEXT    NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    port_name     TEXT    NOT NULL,
    file_id       TEXT    NOT NULL,
    data          TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(data) AND json_type(data) = 'object'),
    status        TEXT    NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'processing', 'completed', 'failed')),
    error_message TEXT,
    created_at    INTEGER NOT NULL,
    completed_at  INTEGER,
    CHECK ((status IN ('completed', 'failed')) = (completed_at IS NOT NULL))
) STRICT;

-- Completion order: ranks, the files of a trace, and the newest completion by one seek.
CREATE INDEX job_inputs_completion ON job_inputs (job_id, completed_at, id, status);
CREATE INDEX job_inputs_submission ON job_inputs (job_id, created_at, id, status, port_name);
CREATE INDEX job_inputs_status ON job_inputs (job_id, status, port_name);

CREATE TABLE job_progress (
    id         INTEGER NOT NULL PRIMARY KEY,
    job_id     TEXT    NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    kind       TEXT    NOT NULL,
    step       INTEGER NOT NULL,
    message    TEXT,
    metrics    TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(metrics) AND json_type(metrics) = 'object'),
    payload    TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(payload) AND json_type(payload) = 'object'),
    input_id   TEXT,
    "index"    INTEGER,
    created_at INTEGER NOT NULL
) STRICT;

-- Every column that a trace reads, in the order in which it reads: the counters are taken out of the JSON once, when
-- a row is written. (Generated columns would not do: SQLite never reads them from a covering index.)
CREATE INDEX job_progress_counters ON job_progress (
    job_id, created_at, id, kind, input_id, "index",
    max(0, CAST(coalesce(metrics ->> '$.success',
        iif(metrics ->> '$.failed' IS NULL, metrics ->> '$.items_processed', 0)) AS INTEGER)),
    max(0, CAST(coalesce(metrics ->> '$.failed',
        iif(metrics ->> '$.success' IS NULL AND metrics ->> '$.items_processed' IS NULL, NULL, 0)) AS INTEGER))
);
-- The kind is there for the filter: to count an input's entries of a kind without reading them.
CREATE INDEX job_progress_input ON job_progress (job_id, input_id, created_at, id, kind);

-- An entry's counters. No success and no failed: items_processed counts as success. None of the three: both are NULL,
-- for the entry does not report items. The expressions must be those of the index, word for word.
CREATE VIEW job_progress_counted AS SELECT
    job_id, created_at, id, kind, input_id, "index",
    max(0, CAST(coalesce(metrics ->> '$.success',
        iif(metrics ->> '$.failed' IS NULL, metrics ->> '$.items_processed', 0)) AS INTEGER)) AS success,
    max(0, CAST(coalesce(metrics ->> '$.failed',
        iif(metrics ->> '$.success' IS NULL AND metrics ->> '$.items_processed' IS NULL, NULL, 0)) AS INTEGER)) AS failed
FROM job_progress;

CREATE TRIGGER jobs_updated AFTER UPDATE OF
    name, pipeline_key, status, retry_count, preemption_count, queue_position, queue_depth, error,
    created_at, updated_at, started_at, completed_at, failed_at, cancelled_at ON jobs
BEGIN UPDATE jobs SET revision = revision + 1 WHERE id = new.id; END;

CREATE TRIGGER job_inputs_inserted AFTER INSERT ON job_inputs
BEGIN UPDATE jobs SET revision = revision + 1 WHERE id = new.job_id; END;
CREATE TRIGGER job_inputs_updated AFTER UPDATE ON job_inputs
BEGIN UPDATE jobs SET revision = revision + 1 WHERE id IN (old.job_id, new.job_id); END;
CREATE TRIGGER job_inputs_deleted AFTER DELETE ON job_inputs
BEGIN UPDATE jobs SET revision = revision + 1 WHERE id = old.job_id; END;

CREATE TRIGGER job_progress_inserted AFTER INSERT ON job_progress
BEGIN UPDATE jobs SET revision = revision + 1 WHERE id = new.job_id; END;
CREATE TRIGGER job_progress_updated AFTER UPDATE ON job_progress
BEGIN UPDATE jobs SET revision = revision + 1 WHERE id IN (old.job_id, new.job_id); END;
CREATE TRIGGER job_progress_deleted AFTER DELETE ON job_progress
BEGIN UPDATE jobs SET revision = revision + 1 WHERE id = old.job_id; END;
