//! What holds for SQLite alone: databases of before, forgetting, restoring, files that are bad.

mod damage;
mod forget;
mod restore;
mod step5;
