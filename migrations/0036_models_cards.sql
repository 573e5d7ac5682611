-- What the card among the files of a version says: licence, what it was made from, what it was measured on.
alter table model_contents add column card jsonb;
