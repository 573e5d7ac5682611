-- Webhooks that MLflow's clients made: told in MLflow's form, signed with a secret that they chose.
alter table webhooks
  add column form text not null default 'cloudevents' check (form in ('cloudevents', 'mlflow')),
  add column description text not null default '',
  -- Sealed with the installation's key, in base64; null where none was given, and where it is derived.
  add column secret text,
  add column updated_at timestamptz not null default now();
