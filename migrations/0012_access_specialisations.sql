-- What somebody says of themselves that they specialise in: ids of the handbook. Nobody else sets them.
alter table preferences add column specialisations text[] not null default '{}';
