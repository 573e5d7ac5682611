-- A version without a run is found by no run's id, and by the one that is empty.
drop index model_versions_run;
create index model_versions_run on model_versions (workspace_id, coalesce(run_id, ''));
-- Searches put what is missing last, whichever the direction: only an index that does so is read in their order.
drop index model_versions_updated;
create index model_versions_updated on model_versions (workspace_id, updated_ms desc nulls last);
drop index registered_models_updated;
create index registered_models_updated on registered_models (workspace_id, updated_ms desc nulls last, name);
