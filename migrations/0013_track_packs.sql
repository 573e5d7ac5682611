-- Short series of one run, several in a row: a row and an index entry for each would weigh as much as their points.
-- Reached through a run only, hence without a workspace. Rows of one number were written together.
create table packs (
  run bigint not null,
  no int not null,
  first_key int not null,
  last_key int not null,
  n int not null,
  data bytea not null,
  primary key (run, no, first_key)
);
alter table packs alter column data set storage external;

-- Written by compaction, hence as few and as dense as it can be until more comes.
alter table segments add column compacted boolean not null default false;

-- Runs that got segments since they were last compacted.
create table uncompacted (
  run bigint primary key
);
insert into uncompacted select distinct run from segments;
