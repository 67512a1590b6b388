-- Requests of the last day and what they were answered. Times are Unix milliseconds; id and fingerprint are SHA-256.
CREATE TABLE IF NOT EXISTS requests (
    id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, process TEXT NOT NULL, begun INTEGER NOT NULL, status INTEGER,
    media TEXT, headers TEXT, body BLOB) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS requests_begun ON requests (begun);
