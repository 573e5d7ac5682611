-- Each time the trash was emptied, and how far that is.
create table trash_sweeps (
  id int generated always as identity primary key,
  workspace_id int not null default 1,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  -- What came into the trash before this goes.
  before_ms bigint not null,
  account_id int,
  asked_ms bigint not null,
  -- When the process that works on it last said so.
  seen_ms bigint,
  ended_ms bigint,
  -- How many things there were to look at.
  total int not null default 0,
  runs int not null default 0,
  experiments int not null default 0,
  models int not null default 0,
  points bigint not null default 0,
  files int not null default 0,
  bytes bigint not null default 0,
  -- Those that something else needs.
  kept int not null default 0,
  error text
);
-- One at a time.
create unique index trash_sweeps_active on trash_sweeps (workspace_id) where state in ('waiting', 'running');
