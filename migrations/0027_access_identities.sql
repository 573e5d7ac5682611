-- People as the identity provider knows them. Issuer and subject tell who somebody is; the name and an address that the
-- provider has verified only help an owner to say whose account it is. None yet where there is no account_id.
create table identities (
  id int generated always as identity primary key,
  workspace_id int not null default 1,
  issuer text not null,
  subject text not null,
  account_id int references accounts (id),
  name text not null,
  email text,
  -- The account is an owner because a group says so, and no longer than it does.
  owner_by_group boolean not null default false,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  unique (issuer, subject),
  unique (account_id, issuer)
);
-- Log-ins of browsers that the provider can end.
create table oidc_sessions (
  token_id int primary key references tokens (id) on delete cascade,
  workspace_id int not null default 1,
  identity_id int not null references identities (id) on delete cascade,
  -- The provider's own session, where it names one.
  sid text,
  -- Shown to the provider when somebody logs out.
  id_token text not null
);
create index oidc_sessions_identity on oidc_sessions (identity_id);
-- The provider's orders to log somebody out that were followed: each counts once.
create table logout_tokens (
  digest bytea primary key,
  workspace_id int not null default 1,
  expires_at timestamptz not null
);
-- Came by a group of the provider, which may change it or take it away.
alter table memberships add column by_group boolean not null default false;
