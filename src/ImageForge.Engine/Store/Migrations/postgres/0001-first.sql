-- As on SQLite. Names sort byte by byte whatever the database's language is: COLLATE "C".
CREATE TABLE journal (
    chain text COLLATE "C" NOT NULL, sequence bigint NOT NULL, at bigint NOT NULL, run text NOT NULL,
    phase text NOT NULL, subject text NOT NULL, data text NOT NULL, previous text NOT NULL, hash text NOT NULL,
    PRIMARY KEY (chain, sequence));
CREATE TABLE heads (
    chain text COLLATE "C" PRIMARY KEY, sequence bigint NOT NULL, hash text NOT NULL, signature text NOT NULL);
CREATE TABLE enrolments (
    token_hash text PRIMARY KEY, instance text NOT NULL UNIQUE, expires bigint NOT NULL, secret_hash text);
CREATE TABLE beats (
    instance text PRIMARY KEY, at bigint NOT NULL, image text NOT NULL, sensors text NOT NULL);
CREATE TABLE leases (
    name text COLLATE "C" PRIMARY KEY, holder text NOT NULL, process text NOT NULL, epoch bigint NOT NULL,
    expires bigint NOT NULL);
-- Whose heads these are: nodes with another key would write chains that nobody else can prove.
CREATE TABLE installation (only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one), public_key text NOT NULL);
