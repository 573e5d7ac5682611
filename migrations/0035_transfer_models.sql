-- Which registered model here is which one elsewhere.
create table transfer_models (
  workspace_id int not null default 1,
  origin text not null,
  name text not null,
  model bigint not null,
  primary key (workspace_id, origin, name)
);

-- It is no table.
alter table followed_runs rename column latest to tips;
