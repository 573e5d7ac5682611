-- Which columns of named data hold what is known of people: of all versions that have such columns.
create table personal_data (
  workspace_id int not null default 1,
  dataset text not null,
  columns text[] not null,
  -- A run that states no purpose may not say that it reads such data.
  refuses boolean not null default false,
  changed_at timestamptz not null default now(),
  primary key (workspace_id, dataset)
);
