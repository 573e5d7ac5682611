-- Of a full segment, sixteen points with the extremes of its sevenths: a chart of a million points reads little more
-- than one of a hundred thousand. Segments from before have none and are read by their sketches.
alter table segments add column outline bytea;
