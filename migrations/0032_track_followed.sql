-- The follow by which an experiment is kept as it is on another server; null for those that are at home here.
alter table experiments add column followed_by text;
create index experiments_followed on experiments (id) where followed_by is not null;
