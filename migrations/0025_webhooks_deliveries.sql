-- Who is told of events, and every attempt to tell them. Secrets are derived from the installation's key: none is here.
create table webhooks (
  id int generated always as identity primary key,
  workspace_id int not null default 1,
  name text not null,
  url text not null,
  -- Names of events, `run.*` for all of a group, `*` for all.
  events text[] not null,
  -- Each new secret is another one.
  secret_no int not null default 1,
  -- The key that the secret was derived from.
  key_id text not null,
  created_at timestamptz not null default now(),
  -- It is told of what happens from then on.
  since timestamptz not null default now(),
  -- Why nothing is sent any more; null for as long as it is.
  stopped text,
  unique (workspace_id, name)
);

create table webhook_deliveries (
  id bigint generated always as identity primary key,
  workspace_id int not null default 1,
  webhook_id int not null references webhooks (id) on delete cascade,
  event_id bigint not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  attempts int not null default 0,
  created_at timestamptz not null,
  -- When it is tried next, while it waits; when it was tried last, after.
  at timestamptz not null,
  status int,
  took_ms int,
  error text
);
create index webhook_deliveries_of on webhook_deliveries (webhook_id, id);
create index webhook_deliveries_due on webhook_deliveries (at) where state = 'waiting';

-- How far events were looked at: one row, as the log is one. What happened before is told to nobody.
create table webhook_progress (
  workspace_id int not null default 1 primary key,
  upto bigint not null
);
insert into webhook_progress (upto) select coalesce(max(seq), 0) from events;
