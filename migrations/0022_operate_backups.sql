-- Backups that were asked for and how that went. What is in a backup, its own file says.
create table backup_tasks (
  id bigint generated always as identity primary key,
  workspace_id int not null default 1,
  task text not null check (task in ('make', 'verify')),
  kind text not null check (kind in ('by-hand', 'nightly', 'before-migration')),
  -- The file; null where it went to whoever asked for it.
  name text,
  state text not null check (state in ('waiting', 'running', 'done', 'failed')),
  account_id int,
  asked_ms bigint not null,
  began_ms bigint,
  -- When the process that runs it last said so.
  seen_ms bigint,
  ended_ms bigint,
  phase text,
  done bigint not null default 0,
  total bigint not null default 0,
  bytes bigint,
  error text
);
-- One at a time.
create unique index backup_tasks_active on backup_tasks (workspace_id) where state in ('waiting', 'running');
