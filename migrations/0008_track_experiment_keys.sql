-- The keys that the runs of an experiment ever had: a page that offers hundreds of them need not read every run.
create table experiment_keys (
  experiment_id bigint not null references experiments (id),
  workspace_id int not null default 1,
  kind text not null check (kind in ('metrics', 'params', 'tags')),
  name text not null,
  -- A value came that reads as no number.
  has_text boolean not null default false,
  primary key (experiment_id, kind, name)
);
insert into experiment_keys (experiment_id, workspace_id, kind, name)
  select distinct r.experiment_id, r.workspace_id, 'metrics', k.name
  from latest l join runs r on r.id = l.run join metric_keys k on k.id = l.key and k.workspace_id = r.workspace_id;
insert into experiment_keys (experiment_id, workspace_id, kind, name, has_text)
  select r.experiment_id, r.workspace_id, kind, e.key, bool_or(not (length(e.value) < 100
    and e.value ~* '^[+-]?(([0-9]+[.]?[0-9]*|[.][0-9]+)(e[+-]?[0-9]{1,3})?|inf(inity)?)$'))
  from run_docs d join runs r on r.id = d.run,
    lateral (values ('params', d.params), ('tags', d.tags)) t(kind, doc), jsonb_each_text(t.doc) e
  group by 1, 2, 3, 4;
