-- Words in names are found by their trigrams, beginnings in the order of names, and the newest nodes of a kind by their
-- number. What waits to enter the index of trigrams is read by every search: it is kept short.
create extension if not exists pg_trgm;
alter table nodes add column no bigint generated always as identity;
create index nodes_newest on nodes (workspace_id, kind, no);
create index nodes_named on nodes (workspace_id, kind, lower(label) collate "C") where deleted_at is null;
create index nodes_deleted_named on nodes (workspace_id, kind, lower(label) collate "C") where deleted_at is not null;
create index nodes_words on nodes using gin (lower(label) gin_trgm_ops) with (gin_pending_list_limit = 256);

-- Only in the order of locale C can the primary key find beginnings of ids.
do $$
begin
  if not exists (select from pg_database
    where datname = current_database() and datlocprovider = 'c' and datcollate in ('C', 'POSIX'))
  then
    create index nodes_ids on nodes (workspace_id, kind, id text_pattern_ops);
  end if;
end $$;
