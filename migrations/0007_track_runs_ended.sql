-- What ended lately, for the first page. Clients may close a run without saying when: it then counts at its start.
create index runs_ended on runs (workspace_id, (coalesce(end_ms, start_ms)) desc)
  where status in ('FINISHED', 'FAILED', 'KILLED') and not deleted;
