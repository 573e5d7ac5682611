-- Something that waits for an approval, or waited for one: what was asked never changes.
create table approvals (
  id int generated always as identity primary key,
  workspace_id int not null default 1,
  subject_kind text not null,
  subject_id text not null,
  title text not null,
  why text not null,
  content jsonb not null,
  digest bytea not null,
  needed int not null check (needed between 1 and 10),
  four_eyes boolean not null,
  right_needed text not null,
  -- 0 is whoever uses an open server.
  asked_by int not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'approved', 'refused', 'withdrawn', 'expired')),
  settled_at timestamptz
);
create unique index approvals_open on approvals (workspace_id, digest) where state = 'open';
create index approvals_due on approvals (expires_at) where state = 'open';
create index approvals_subject on approvals (workspace_id, subject_kind, subject_id);
create index approvals_digest on approvals (workspace_id, digest);

create table approval_decisions (
  approval_id int not null references approvals (id),
  workspace_id int not null default 1,
  account_id int not null,
  answer text not null check (answer in ('yes', 'no')),
  reason text not null,
  at timestamptz not null,
  primary key (approval_id, account_id)
);

create function approvals_stay() returns trigger language plpgsql as $$
begin
  raise exception 'what was asked and decided is never changed';
end $$;
create trigger approval_decisions_stay before update on approval_decisions
  for each row execute function approvals_stay();
create trigger approvals_stay before update on approvals for each row
  when (old.state <> 'open'
    or (old.subject_kind, old.subject_id, old.title, old.why, old.content, old.digest, old.needed, old.four_eyes,
      old.right_needed, old.asked_by, old.asked_at, old.expires_at)
    is distinct from (new.subject_kind, new.subject_id, new.title, new.why, new.content, new.digest, new.needed,
      new.four_eyes, new.right_needed, new.asked_by, new.asked_at, new.expires_at))
  execute function approvals_stay();
