-- What ended lately, for the first page.
create index runs_ended on runs (workspace_id, end_ms desc) where end_ms is not null and not deleted;
