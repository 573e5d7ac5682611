-- `ranked` is `value` as of the last fold, by which searches filter and order: an index on `value` itself would make
-- each point that is logged dearer. NaN is the greatest of all numbers here.
alter table latest add column ranked float8;
-- Written anew rather than updated, so that the table is left without gaps.
alter table latest alter column ranked type float8 using value;
create index latest_ranked on latest (key, ranked, run);
drop index latest_key;
