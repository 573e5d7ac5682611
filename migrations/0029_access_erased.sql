-- An erased account keeps its number, because the log has it; nothing else of the person is left.
alter table accounts add column erased_at timestamptz;
