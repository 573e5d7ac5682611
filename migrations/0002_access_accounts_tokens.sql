-- People and machines that may use the server. Loopback without accounts is open; see docs/guide/access.md.
create table accounts (
  id int generated always as identity primary key,
  workspace_id int not null default 1,
  name text not null,
  role text not null check (role in ('owner', 'admin', 'writer', 'reader')),
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  unique (workspace_id, name)
);
create table tokens (
  id int generated always as identity primary key,
  workspace_id int not null default 1,
  account_id int not null references accounts (id),
  label text not null,
  -- Grants less than the account's role; null: as much as the account.
  role text check (role in ('owner', 'admin', 'writer', 'reader')),
  -- sha256 of the token; the token itself is shown once and never stored.
  digest bytea not null unique,
  -- A log-in of a browser, which ends with the token that opened it.
  session_of int references tokens (id),
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);
create index tokens_account on tokens (workspace_id, account_id, id);
