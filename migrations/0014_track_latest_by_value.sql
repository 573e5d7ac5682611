-- Runs are found and ordered by a metric's latest value without reading each run that has it.
create index latest_value on latest (key, value, run);
drop index latest_key;
