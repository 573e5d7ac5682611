-- The registry: models by name, their numbered versions, and the aliases that point at these.
create table registered_models (
  id bigint generated always as identity primary key,
  workspace_id int not null default 1,
  -- By code point, so that the index knows the order in which lists stand.
  name text collate "C" not null,
  description text,
  tags jsonb not null default '{}',
  -- The number that was given last: a number is never given twice, not even after its version is deleted.
  last_version int not null default 0,
  created_ms bigint not null,
  updated_ms bigint not null,
  unique (workspace_id, name)
);
create index registered_models_tags on registered_models using gin (tags jsonb_path_ops);
create index registered_models_updated on registered_models (workspace_id, updated_ms desc, name);

create table model_versions (
  id bigint generated always as identity primary key,
  workspace_id int not null default 1,
  model bigint not null references registered_models (id) on delete cascade,
  version int not null,
  -- What was registered, and where clients find its files.
  source text not null,
  location text not null,
  -- The folder of its files, if this server keeps them.
  root text,
  run_id text,
  run_link text,
  -- The logged model that was registered.
  model_id text,
  description text,
  stage text not null default 'None' check (stage in ('None', 'Staging', 'Production', 'Archived')),
  tags jsonb not null default '{}',
  -- Of a model that others made: its licence, and what its bytes must be.
  is_external boolean not null default false,
  licence text,
  sha256 text,
  account_id int,
  created_ms bigint not null,
  updated_ms bigint not null,
  unique (model, version)
);
create index model_versions_by_stage on model_versions (model, stage, version desc);
create index model_versions_updated on model_versions (workspace_id, updated_ms desc);
create index model_versions_run on model_versions (workspace_id, run_id) where run_id is not null;
create index model_versions_logged on model_versions (workspace_id, model_id) where model_id is not null;
create index model_versions_tags on model_versions using gin (tags jsonb_path_ops);
create index model_versions_prompts on model_versions (model) where tags @> '{"mlflow.prompt.is_prompt": "true"}';

create table model_aliases (
  workspace_id int not null default 1,
  model bigint not null,
  alias text collate "C" not null,
  version int not null,
  primary key (model, alias),
  foreign key (model, version) references model_versions (model, version) on delete cascade
);
create index model_aliases_version on model_aliases (model, version);

-- What the MLmodel file of a version says; or, in a sentence, why nothing is known of it.
create table model_contents (
  version bigint primary key references model_versions (id) on delete cascade,
  workspace_id int not null default 1,
  problem text,
  flavors jsonb not null default '{}',
  signature jsonb,
  requirements jsonb not null default '[]',
  facts jsonb not null default '{}',
  -- Of all files at its location.
  files int,
  bytes bigint,
  read_ms bigint not null
);
