-- Roles belong to workspaces. The owner of the installation may do everything everywhere and needs none.
alter table accounts add column is_owner boolean not null default false;
alter table accounts add column kind text not null default 'person' check (kind in ('person', 'service'));
-- Who answers for a service account: a person here, or a team by its name.
alter table accounts add column contact_id int references accounts (id);
alter table accounts add column contact_team text;
update accounts set is_owner = (role = 'owner');

create table memberships (
  workspace_id int not null default 1,
  account_id int not null references accounts (id),
  role text not null
    check (role in ('viewer', 'contributor', 'maintainer', 'approver', 'admin', 'stakeholder', 'auditor')),
  since timestamptz not null default now(),
  primary key (workspace_id, account_id)
);
create index memberships_account on memberships (account_id);
insert into memberships (workspace_id, account_id, role)
select w.workspace_id, a.id, case a.role when 'admin' then 'admin' when 'writer' then 'contributor' else 'viewer' end
from accounts a cross join workspaces w
where a.role <> 'owner' and w.deleted_at is null;
alter table accounts drop column role;

-- What a token grants at most, null for all that its account may; and the one workspace it works in, null for all.
alter table tokens add column scopes text[];
alter table tokens add column bound_to int;
-- A log-in of a browser, with a token or with a password.
alter table tokens add column is_session boolean not null default false;
update tokens set is_session = session_of is not null, scopes = case role
  when 'reader' then array['read', 'report']
  when 'writer' then array['self', 'read', 'report', 'write']
  when 'admin' then array['self', 'read', 'report', 'write', 'maintain', 'approve', 'people', 'audit', 'admin']
end;
alter table tokens drop column role;
create index tokens_bound on tokens (bound_to) where bound_to is not null;
