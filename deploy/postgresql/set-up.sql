-- Walkup: once, on the database that takes changes.

-- Keeps the log that db2 has not read yet.
SELECT pg_create_physical_replication_slot('db2');

-- On machines of their own both have a password: LOGIN PASSWORD '…'.
CREATE ROLE replicator REPLICATION LOGIN;
CREATE ROLE walkup LOGIN;
CREATE DATABASE walkup OWNER walkup;

-- So that `walkup-server cluster status` can say which standbys are connected.
GRANT pg_read_all_stats TO walkup;
