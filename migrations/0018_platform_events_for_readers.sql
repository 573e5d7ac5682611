-- Readers look at what is sealed. What is not yet sealed has no place in these indexes and is written there once, when
-- it is: two more of them cost no more than was saved.
create unique index events_sealed on events (seq) where seq is not null;
alter table events drop constraint events_seq_key;
create index events_at on events (workspace_id, at) where seq is not null;
create index events_by on events (workspace_id, account_id, at) where seq is not null and account_id is not null;
-- The newest of a name by its time, as pages have it.
create index events_of on events (workspace_id, name, at);
drop index events_named;

-- Words of what events say, many events to a row: a word leads to the few rows that have it, whose events are then read.
create table event_words (
  workspace_id int not null default 1,
  -- The last of `seqs`.
  upto bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  seqs bigint[] not null,
  words tsvector not null,
  primary key (workspace_id, upto)
);
create index event_words_words on event_words using gin (words);

-- How many events of a name a day had, by UTC.
create table event_days (
  workspace_id int not null default 1,
  day date not null,
  name text not null,
  n int not null,
  primary key (workspace_id, day, name)
);

-- How far words and days are counted: one row, as the chain is one.
create table event_index (
  workspace_id int not null default 1 primary key,
  upto bigint not null default 0
);
insert into event_index default values;
