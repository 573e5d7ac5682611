-- How many runs an experiment has in the trash and out of it, in which state, and when the last of them began: counting
-- them takes longer the more there are. Each statement that writes runs appends differences, so that none waits for
-- another; a job adds them up; a read is the sum of both.
create table run_counts (
  experiment_id bigint not null references experiments (id),
  deleted boolean not null,
  workspace_id int not null default 1,
  total int not null,
  -- Those that say RUNNING are running or lost.
  running int not null,
  lost int not null,
  failed int not null,
  newest_ms bigint,
  -- None of them ended later; all that did may have left.
  ended_ms bigint,
  primary key (experiment_id, deleted)
) with (fillfactor = 70);
create table run_count_changes (
  experiment_id bigint not null,
  deleted boolean not null,
  workspace_id int not null default 1,
  total int not null,
  running int not null,
  lost int not null,
  failed int not null,
  newest_ms bigint,
  ended_ms bigint,
  -- The newest of them may have left: the time is to be looked up.
  newest_left boolean not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

insert into run_counts
select experiment_id, deleted, workspace_id, count(*),
  count(*) filter (where status = 'RUNNING' and lost_ms is null),
  count(*) filter (where status = 'RUNNING' and lost_ms is not null),
  count(*) filter (where status = 'FAILED'),
  max(start_ms), max(coalesce(end_ms, start_ms)) filter (where status in ('FINISHED', 'FAILED', 'KILLED'))
from runs group by 1, 2, 3;

-- The trash of an experiment; without it, whoever asks for the newest there reads the runs of all experiments.
create index runs_trash on runs (experiment_id, start_ms desc nulls last, run_id) where deleted;
-- What ended lately, by experiment: one in which thousands of runs end hides no other.
drop index runs_ended;
create index runs_ended on runs (experiment_id, (coalesce(end_ms, start_ms)) desc)
  where status in ('FINISHED', 'FAILED', 'KILLED') and not deleted;
create index runs_failed on runs (workspace_id, (coalesce(end_ms, start_ms)) desc)
  where status = 'FAILED' and not deleted;
