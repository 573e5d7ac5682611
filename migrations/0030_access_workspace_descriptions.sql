-- What a workspace is for, in words of whoever made it; MLflow's clients read and write it too.
alter table workspaces add column description text not null default '';
