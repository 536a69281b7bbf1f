struct Orphan;
