-- As on SQLite.
CREATE TABLE tokens (
    id text COLLATE "C" PRIMARY KEY, name text NOT NULL, role text NOT NULL, secret_hash text NOT NULL,
    made_by text NOT NULL, made bigint NOT NULL, expires bigint NOT NULL, revoked bigint, used bigint);
CREATE INDEX enrolments_by_secret ON enrolments (secret_hash);
