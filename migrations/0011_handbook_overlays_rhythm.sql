-- What a team lays over the handbook, as YAML; checked before it is stored.
create table handbook_overlays (
  workspace_id int not null default 1 primary key,
  yaml text not null,
  changed_ms bigint not null
);

-- How often a team wants a duty of the handbook done. That it was done is an event, hence in the log.
create table handbook_cadences (
  workspace_id int not null default 1,
  duty text not null,
  every text not null check (every in ('day', 'week', 'two-weeks', 'month', 'quarter', 'half-year', 'year')),
  -- A day on which a period begins; null: Mondays, firsts of months and of years.
  from_day date,
  primary key (workspace_id, duty)
);
