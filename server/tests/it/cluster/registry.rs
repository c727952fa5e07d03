//! Which desks there are, and how the tables of a database are brought forward.

use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::{Cluster, add, administer, fails, reach, refuses, request, variable};

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn desks_are_added_renamed_and_retired_and_none_is_lost() -> Result<()> {
    let cluster = Cluster::new()?;
    let desk = cluster.server()?;
    // Nothing is made by looking.
    assert_eq!(desk.ok(&["desk", "list"])?, "");
    let added = desk.ok(&["desk", "add", "town-hall", "--title", " Town  hall "])?;
    assert_eq!(added, "added desk town-hall\n");
    desk.ok(&["desk", "add", "annex"])?;
    let all = "annex\t\tled by nobody\t0\nmain\t\tled by nobody\t0\n\
               town-hall\tTown hall\tled by nobody\t0\n";
    assert_eq!(desk.ok(&["desk", "list"])?, all);
    fails(&desk, &["desk", "add", "annex"], "there is a desk annex already")?;
    fails(&desk, &["desk", "add", "Annex"], "a desk's name has 1 to 40 of a to z, 0 to 9 and -")?;
    fails(&desk, &["desk", "add", "kiosk"], "paths begin with those words")?;
    fails(&desk, &["desk", "add", "new", "--title", &"x".repeat(501)], "a title has at most")?;
    fails(&desk, &["desk", "rename", "annex", "main"], "there is a desk main already")?;
    fails(&desk, &["desk", "rename", "nowhere", "there"], "there is no desk nowhere")?;
    fails(&desk, &["desk", "add", "annex", "--again"], "desk annex is not retired")?;
    fails(&desk, &["desk", "retire", "nowhere"], "there is no desk nowhere")?;
    // A rename is one row, and what the desk has stays its own.
    assert!(add(&desk, "ada")?.status.success());
    let keys = cluster.sql(&["SELECT id FROM walkup.desk ORDER BY name"])?;
    desk.ok(&["desk", "rename", "main", "front"])?;
    desk.ok(&["desk", "rename", "annex", "main"])?;
    assert_eq!(cluster.sql(&["SELECT id FROM walkup.desk WHERE name = 'front'"])?, keys[1..2]);
    assert_eq!(desk.ok(&["staff", "list"])?, "");
    desk.ok(&["desk", "rename", "main", "annex"])?;
    desk.ok(&["desk", "rename", "front", "main"])?;
    assert!(desk.ok(&["staff", "list"])?.contains("ada"));
    // Retired: nobody leads it, and all of it comes back.
    desk.ok(&["desk", "retire", "main"])?;
    fails(&desk, &["desk", "retire", "main"], "desk main is retired already")?;
    fails(&desk, &["desk", "add", "main"], "`walkup-server desk add main --again` brings it back")?;
    assert!(desk.ok(&["desk", "list"])?.contains("main\t\tretired\t0\n"));
    let refused = String::from_utf8(add(&desk, "bob")?.stderr)?;
    assert!(refused.contains("desk main that was retired"), "{refused}");
    desk.ok(&["desk", "add", "main", "--again"])?;
    assert!(add(&desk, "bob")?.status.success());
    assert_eq!(desk.ok(&["staff", "list"])?.lines().count(), 2);
    // Nobody's number is given again.
    desk.ok(&["desk", "add", "last"])?;
    assert_eq!(cluster.sql(&["SELECT id FROM walkup.desk ORDER BY id"])?, ["1", "2", "3", "main"]);
    Ok(())
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_desk_that_was_just_added_takes_commands() -> Result<()> {
    let cluster = Cluster::new()?;
    let desks = [cluster.server()?, cluster.server()?];
    let servers = [desks[0].run()?, desks[1].run()?];
    for number in 0..6 {
        let name = format!("hall-{number}");
        let of_desk = ["--desk", &name];
        let at = &desks[number % 2];
        at.ok(&["desk", "add", &name])?;
        let key = at.ok(&[&["device", "add", "kiosk", "Door"][..], &of_desk].concat())?;
        assert!(!key.trim().is_empty());
    }
    drop(servers);
    Ok(())
}

/// The tables as the first schema had them; what came since is gone.
const FIRST_SCHEMA: [&str; 3] = [
    "ALTER TABLE walkup.desk DROP COLUMN state, DROP COLUMN moving, DROP COLUMN moved_to,
     DROP COLUMN noted",
    "ALTER TABLE walkup.member DROP COLUMN serves, DROP COLUMN wants, DROP COLUMN ready,
     DROP COLUMN reads, DROP COLUMN program",
    "DROP INDEX walkup.desk_name; UPDATE walkup.desk SET name = '';
     UPDATE walkup.schema SET version = 1",
];

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn older_tables_are_brought_forward_by_whoever_may() -> Result<()> {
    let cluster = Cluster::new()?;
    let desk = cluster.server()?;
    assert!(add(&desk, "ada")?.status.success());
    cluster.sql(&FIRST_SCHEMA)?;
    let version = || cluster.sql(&["SELECT version, oldest_compatible FROM walkup.schema"]);
    // Who only looks writes nothing, and says why it cannot.
    fails(&desk, &["staff", "list"], "of an older version (schema 1, today's is 4)")?;
    assert_eq!(version()?, ["1"]);
    // A user who owns nothing of it.
    let user = variable("WALKUP_TEST_POSTGRES");
    let user = user.split_once("://").and_then(|(_, it)| it.split_once('@')).context("no user")?.0;
    cluster.sql(&["ALTER TABLE walkup.desk OWNER TO postgres"])?;
    cluster.sql(&[&format!("GRANT ALL ON walkup.desk TO {user}")])?;
    refuses(&desk, "its user may not change tables")?;
    assert_eq!(version()?, ["1"]);
    cluster.sql(&[&format!("ALTER TABLE walkup.desk OWNER TO {user}")])?;
    // Somebody holds a table for longer than others may be made to wait.
    let address = cluster.name.clone();
    let holding = thread::spawn(move || {
        administer(
            &address,
            &["BEGIN; LOCK TABLE walkup.desk IN ACCESS SHARE MODE; SELECT pg_sleep(1.5); COMMIT"],
        )
    });
    thread::sleep(Duration::from_millis(200));
    desk.run()?.stop()?;
    holding.join().map_err(|_| anyhow::anyhow!("whoever held it panicked"))??;
    assert_eq!(version()?, ["4"]);
    assert_eq!(cluster.sql(&["SELECT oldest_compatible FROM walkup.schema"])?, ["1"]);
    assert!(desk.ok(&["staff", "list"])?.contains("ada"));
    assert_eq!(desk.ok(&["desk", "list"])?, "main\t\tled by nobody\t0\n");
    // Two at one moment.
    cluster.sql(&FIRST_SCHEMA)?;
    let other = cluster.server()?;
    let adding = thread::spawn(move || other.ok(&["desk", "add", "one"]));
    desk.ok(&["desk", "add", "other"])?;
    adding.join().map_err(|_| anyhow::anyhow!("whoever added panicked"))??;
    assert_eq!(version()?, ["4"]);
    assert_eq!(cluster.sql(&["SELECT id FROM walkup.desk ORDER BY id"])?, ["1", "2", "main"]);
    Ok(())
}

/// A role of its own, gone with this.
struct Role(String);

impl Role {
    fn new(database: &str) -> Result<Self> {
        let name = format!("run_{database}");
        administer("postgres", &[&format!("CREATE ROLE {name} LOGIN")])?;
        Ok(Self(name))
    }
}

impl Drop for Role {
    fn drop(&mut self) {
        administer("postgres", &[&format!("DROP ROLE {}", self.0)]).expect("nothing is its own");
    }
}

/// What docs/operation.md says that a user needs who runs servers and may change no table.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_user_who_may_change_no_table_runs_the_desks() -> Result<()> {
    let text = include_str!("../../../../docs/operation.md");
    let grants: Vec<&str> = text
        .lines()
        .filter(|it| it.starts_with("GRANT ") || it.starts_with("ALTER DEFAULT"))
        .collect();
    assert_eq!(grants.len(), 3);
    // What the role may do goes with the database, so that goes first.
    let name = Cluster::new_name();
    let role = Role::new(&name)?;
    let cluster = Cluster::of_name(name)?;
    let owner = cluster.server()?;
    owner.ok(&["cluster", "prepare"])?;
    for grant in &grants {
        cluster.sql(&[&grant.replace("walkup_run", &role.0)])?;
    }
    let runs = cluster.server()?;
    let user = variable("WALKUP_TEST_POSTGRES");
    let user = user.split_once("://").and_then(|(_, it)| it.split_once('@')).context("no user")?.0;
    let address = cluster.address().replacen(user, &role.0, 1);
    runs.set(&format!("database = '{address}'\nannounce = false\n"))?;
    assert!(add(&runs, "ada")?.status.success());
    let server = runs.run()?;
    let mut kiosk = reach(&server, "/kiosk")?;
    assert_eq!(request(&mut kiosk, 0)?, 0);
    runs.ok(&["desk", "add", "annex"])?;
    drop(reach(&server, "/annex/kiosk")?);
    runs.ok(&["export", runs.dir().join("out.csv").to_str().context("an odd path")?])?;
    server.stop()?;
    let refused = cluster.sql(&[&format!("SET ROLE {}", role.0), "DROP TABLE walkup.seat"]);
    assert!(refused.is_err(), "it may");
    Ok(())
}
