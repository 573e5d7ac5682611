-- The event log: appended in the transaction that made the event true, sealed into a hash chain afterwards.
create table events (
  id bigint generated always as identity primary key,
  workspace_id int not null default 1,
  at timestamptz not null default now(),
  name text not null,
  subject_kind text not null,
  subject_id text not null,
  account_id int,
  digest bytea not null,
  seq bigint unique,
  hash bytea
);
create index events_unsealed on events (id) where seq is null;
create index events_subject on events (workspace_id, subject_kind, subject_id, seq);

-- What an event says about people and things; erasable without breaking the chain, which holds a salted digest.
create table event_details (
  event_id bigint primary key references events (id),
  workspace_id int not null default 1,
  salt bytea not null,
  details jsonb not null
);

-- The graph: every entity is a node, every relation an edge with a time and an author.
create table nodes (
  workspace_id int not null default 1,
  kind text not null,
  id text not null,
  label text not null,
  deleted_at timestamptz,
  primary key (workspace_id, kind, id)
);
create table edges (
  id bigint generated always as identity primary key,
  workspace_id int not null default 1,
  from_kind text not null,
  from_id text not null,
  rel text not null,
  to_kind text not null,
  to_id text not null,
  at timestamptz not null default now(),
  account_id int,
  event_id bigint,
  ended_at timestamptz
);
create unique index edges_out on edges (workspace_id, from_kind, from_id, rel, to_kind, to_id) where ended_at is null;
create index edges_in on edges (workspace_id, to_kind, to_id, rel) where ended_at is null;
