-- Requests of the last day and what they were answered. Times are Unix milliseconds; id and fingerprint are SHA-256.
CREATE TABLE requests (
    id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, process TEXT NOT NULL, begun BIGINT NOT NULL, status BIGINT,
    media TEXT, headers TEXT, body BYTEA);
CREATE INDEX requests_begun ON requests (begun);
