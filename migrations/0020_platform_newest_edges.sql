-- The newest edges of a node by each relation, however many it has: an experiment holds every run that it ever had.
create index edges_from on edges (workspace_id, from_kind, from_id, rel, id) where ended_at is null;
create index edges_to on edges (workspace_id, to_kind, to_id, rel, id) where ended_at is null;
drop index edges_in;
-- Where one node holds most edges, a look for any other would seem to find as many: it would read the whole table.
alter table edges alter column from_id set (n_distinct = -0.1), alter column to_id set (n_distinct = -0.1);
analyze edges;
