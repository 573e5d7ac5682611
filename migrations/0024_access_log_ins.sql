-- Passwords of people, as argon2id leaves them; a service account has none.
create table passwords (
  account_id int primary key references accounts (id),
  workspace_id int not null default 1,
  hash text not null,
  changed_at timestamptz not null default now()
);
-- A link by which somebody sets the own password, once. Only its sha256 is kept.
create table password_links (
  account_id int primary key references accounts (id),
  workspace_id int not null default 1,
  digest bytea not null unique,
  expires_at timestamptz not null
);
-- From where tokens were used: the neighbourhood of an address, and when that was first.
create table token_networks (
  token_id int not null references tokens (id) on delete cascade,
  workspace_id int not null default 1,
  network text not null,
  first_at timestamptz not null default now(),
  primary key (token_id, network)
);
