-- What was taken in from elsewhere, is being taken in, and is kept as it is there.
create table transfer_experiments (
  workspace_id int not null default 1,
  -- The address of the source, without user and password.
  origin text not null,
  source_id text not null,
  experiment_id bigint not null,
  primary key (workspace_id, origin, source_id)
);

create table imports (
  id int generated always as identity primary key,
  workspace_id int not null default 1,
  kind text not null check (kind in ('server', 'database', 'folder')),
  place text not null,
  options jsonb not null,
  -- Address and credentials, encrypted with a key that is not in the database; null once they are no longer needed.
  secret bytea,
  key_id text not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  account_id int,
  asked_ms bigint not null,
  began_ms bigint,
  ended_ms bigint,
  progress jsonb not null,
  report jsonb not null,
  error text
);
create index imports_open on imports (id) where state in ('waiting', 'running');

-- Runs of an import that are whole: it does not read them again when it goes on.
create table import_runs (
  workspace_id int not null default 1,
  import_id int not null references imports (id) on delete cascade,
  run_id text not null,
  is_new boolean not null,
  -- Points that were not here, and those that were.
  added bigint not null,
  known bigint not null,
  primary key (import_id, run_id)
);

create table follows (
  id int generated always as identity primary key,
  workspace_id int not null default 1,
  name text not null,
  place text not null,
  options jsonb not null,
  secret bytea not null,
  key_id text not null,
  state text not null default 'active' check (state in ('active', 'paused')),
  every_ms int not null,
  account_id int,
  created_ms bigint not null,
  -- When it is looked at next, and when the source answered last.
  next_ms bigint not null,
  seen_ms bigint,
  -- Since when the source does not answer, how often it was tried since, and what it said last.
  away_ms bigint,
  tries int not null default 0,
  error text,
  -- When all runs were last listed, and how long that took.
  listed_ms bigint,
  listing_ms int not null default 0,
  counts jsonb not null default '{}',
  unique (workspace_id, name)
);

-- What a followed run was like when it was last read, and when its whole histories were.
create table followed_runs (
  workspace_id int not null default 1,
  follow_id int not null references follows (id) on delete cascade,
  run_id text not null,
  experiment_id text not null,
  print text not null,
  -- The newest point of each metric, as a text to compare.
  latest jsonb not null,
  running boolean not null,
  read_ms bigint not null,
  primary key (follow_id, run_id)
);
create index followed_runs_stale on followed_runs (follow_id, read_ms);

-- Where the files of what was taken in are, if they were not copied.
create table transfer_roots (
  workspace_id int not null default 1,
  root text not null,
  follow_id int not null references follows (id) on delete cascade,
  uri text not null,
  primary key (workspace_id, root)
);
