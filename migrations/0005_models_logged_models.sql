-- Logged models: what a training run made, before anybody gives it a name in a registry.
create table logged_models (
  id bigint generated always as identity primary key,
  workspace_id int not null default 1,
  model_id text not null,
  experiment_id bigint not null references experiments (id),
  name text not null,
  model_type text,
  source_run_id text,
  status text not null default 'PENDING' check (status in ('PENDING', 'READY', 'UPLOAD_FAILED')),
  artifact_uri text not null,
  deleted boolean not null default false,
  created_ms bigint not null,
  updated_ms bigint not null,
  -- Params are strings and never change.
  params jsonb not null default '{}',
  tags jsonb not null default '{}',
  unique (workspace_id, model_id)
);
create index logged_models_newest on logged_models (experiment_id, created_ms desc, model_id) where not deleted;
create index logged_models_run on logged_models (workspace_id, source_run_id) where source_run_id is not null;
create index logged_models_params on logged_models using gin (params jsonb_path_ops);
create index logged_models_tags on logged_models using gin (tags jsonb_path_ops);

-- Points that belong to a model beside their run; '' stands for no dataset. Reached through the model only.
create table logged_model_points (
  model bigint not null references logged_models (id),
  workspace_id int not null default 1,
  key text not null,
  run_id text not null,
  dataset_name text not null default '',
  dataset_digest text not null default '',
  step bigint not null,
  ts bigint not null,
  value float8 not null,
  primary key (model, key, run_id, dataset_name, dataset_digest, step, ts, value)
);
