-- Artifact paths and the blob each one names. The bytes themselves are in the blob store.
create table artifact_files (
  workspace_id int not null default 1,
  -- sha256 of the path: an index entry holds 2.7 kB at most, a path up to 4 kB.
  key bytea not null,
  path text collate "C" not null,
  digest text not null,
  size bigint not null,
  created_ms bigint not null,
  primary key (workspace_id, key)
);
-- Paths in order, for listings: the beginning of a path sorts as the path does.
create index artifact_files_order on artifact_files (workspace_id, left(path, 500));
create index artifact_files_digest on artifact_files (digest);

-- Uploads in parts. A part is sent without credentials: its URL is signed with the upload's secret.
create table artifact_uploads (
  id text primary key,
  workspace_id int not null default 1,
  path text not null,
  num_parts int not null,
  secret bytea not null,
  created_ms bigint not null,
  -- Kept for a while after completion, so that a repeated request is answered like the first.
  completed_ms bigint
);
create index artifact_uploads_age on artifact_uploads (created_ms);
create table artifact_parts (
  upload_id text not null references artifact_uploads (id) on delete cascade,
  workspace_id int not null default 1,
  part_number int not null,
  digest text not null,
  size bigint not null,
  primary key (upload_id, part_number)
);
create index artifact_parts_digest on artifact_parts (digest);
