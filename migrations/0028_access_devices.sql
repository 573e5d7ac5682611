-- Command lines that wait for somebody to let them in. What they are told in the end is a token like any other.
create table device_log_ins (
  -- sha256 of what the command line asks with.
  digest bytea primary key,
  workspace_id int not null default 1,
  -- What somebody types: short, so it lives for minutes and guesses are counted.
  user_code text not null unique,
  label text not null,
  address text not null,
  days int not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'allowed', 'refused')),
  -- Of whoever allowed it: the account, and what the access they did it with grants at most.
  account_id int references accounts (id),
  scopes text[],
  bound_to int,
  grants_until timestamptz
);
create index device_log_ins_address on device_log_ins (address);
