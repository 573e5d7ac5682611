-- The last event of a name is found at once, however long the log is.
create index events_named on events (workspace_id, name, id);
