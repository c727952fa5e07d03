-- Walkup: once db2 is connected, on the database that takes changes. Before that every commit would
-- wait for it. With a second standby, ANY 1 (db2, db3) goes on while one of them is away.
ALTER SYSTEM SET synchronous_standby_names = 'db2';
SELECT pg_reload_conf();
