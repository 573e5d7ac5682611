-- How often somebody began to work on it: whoever did so before writes nothing any more.
alter table trash_sweeps add column claim int not null default 0;
