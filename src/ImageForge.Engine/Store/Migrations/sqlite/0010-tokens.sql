-- The SHA-256 of each secret, never the secret; times are Unix milliseconds.
CREATE TABLE tokens (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, secret_hash TEXT NOT NULL, made_by TEXT NOT NULL,
    made INTEGER NOT NULL, expires INTEGER NOT NULL, revoked INTEGER, used INTEGER) WITHOUT ROWID;
-- Whose secret it is that an instance sends, at each beat.
CREATE INDEX enrolments_by_secret ON enrolments (secret_hash);
