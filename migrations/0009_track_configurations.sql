-- What a run was told to do, apart from chance: equal for runs whose params are equal but for those that hold a seed.
-- A run without params is like no other. src/lib/seeds.ts knows seeds by the same pattern; a test compares.
create function run_configuration(run bigint, params jsonb) returns text language sql immutable parallel safe as $$
  select case when rest = '{}' then '-' || run else to_hex(jsonb_hash_extended(rest, 0)) end
  from (select params - array(select name from jsonb_object_keys(params) name
    where name ~* '(^|[^a-z])(seeds?|random[-_ ]?state|rng)($|[^a-z])') as rest) t
$$;
alter table run_docs add column configuration text generated always as (run_configuration(run, params)) stored;
create index run_docs_configuration on run_docs (configuration);
