-- What is in the trash, by when it came there.
create index logged_models_deleted on logged_models (workspace_id, updated_ms) where deleted;
