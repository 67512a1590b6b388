-- Times are Unix milliseconds, digests 64 hex characters. Data is canonical JSON and is hashed as stored: never rewrite
-- it. IF NOT EXISTS: a forge.db of before there were migrations has these tables already.
CREATE TABLE IF NOT EXISTS journal (
    chain TEXT NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL, run TEXT NOT NULL, phase TEXT NOT NULL,
    subject TEXT NOT NULL, data TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL,
    PRIMARY KEY (chain, sequence)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS heads (
    chain TEXT PRIMARY KEY, sequence INTEGER NOT NULL, hash TEXT NOT NULL, signature TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS enrolments (
    token_hash TEXT PRIMARY KEY, instance TEXT NOT NULL UNIQUE, expires INTEGER NOT NULL, secret_hash TEXT)
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS beats (
    instance TEXT PRIMARY KEY, at INTEGER NOT NULL, image TEXT NOT NULL, sensors TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS leases (
    name TEXT PRIMARY KEY, holder TEXT NOT NULL, process TEXT NOT NULL, epoch INTEGER NOT NULL,
    expires INTEGER NOT NULL) WITHOUT ROWID;
