-- What is in the trash, by when it came there.
create index runs_deleted on runs (workspace_id, deleted_ms) where deleted;
