//! A desk that moves from a file to PostgreSQL and back.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use super::{Cluster, add, closed, fails, reach, request};
use crate::support::Desk;

/// A desk in a file with people, a device, a profile and tickets in every state, of whose last
/// changes only the journal knows.
fn lived_in() -> Result<Desk> {
    let desk = Desk::new()?;
    desk.ok(&["desk", "set", "organisation", "Town hall"])?;
    desk.ok(&["device", "add", "kiosk", "Hall"])?;
    let server = desk.run()?;
    let mut kiosk = server.v2("/kiosk")?;
    for key in 0..6 {
        assert_eq!(request(&mut kiosk, key)?, i64::try_from(key)?);
    }
    let mut staff = server.staff_at(&desk, "ada", 3)?;
    for command in ["accept 0", "complete 0", "accept 1", "note 2 by the window"] {
        let answer = staff.answer(command)?;
        ensure!(answer.starts_with("success"), "{command}: {answer}");
        staff.fence()?;
    }
    ensure!(kiosk.answer("withdraw key-4")?.starts_with("success"));
    // A session that only the journal has.
    let mut other = server.v2("/staff")?;
    ensure!(other.answer("login bob correct horse bob")?.starts_with("success login "));
    server.kill()?;
    Ok(desk)
}

/// All that a command can tell of a desk.
fn told(desk: &Desk) -> Result<Vec<String>> {
    let export: Vec<String> = desk.exported()?.iter().map(|row| row.join(",")).collect();
    let mut told = vec![desk.ok(&["staff", "list"])?, desk.ok(&["device", "list"])?];
    told.push(desk.ok(&["desk", "show"])?);
    told.extend(export);
    Ok(told)
}

/// What was done, but for what a command or a server that begins does by itself.
fn acts(desk: &Desk) -> Result<Vec<String>> {
    let all = desk.ok(&["audit"])?;
    let is_own = |line: &&str| !line.contains("server") && !line.contains("administrator");
    Ok(all.lines().filter(is_own).map(str::to_owned).collect())
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("an odd path")
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_desk_moves_there_and_back_with_all_that_it_has() -> Result<()> {
    let cluster = Cluster::new()?;
    let (source, here) = (lived_in()?, cluster.server()?);
    let (before, acted) = (told(&source)?, acts(&source)?);
    assert_eq!(before.len(), 3 + 6);
    let file = source.database()?;
    let running = source.run()?;
    fails(&here, &["desk", "import", text(&file)?], "a server is running on")?;
    running.stop()?;
    let said = here.ok(&["desk", "import", text(&file)?])?;
    ensure!(said.contains("desk main is in PostgreSQL now"), "{said}");
    // Given again it changes nothing, and the source says where the desk is.
    here.ok(&["desk", "import", text(&file)?])?;
    for command in [&["run", "--listen", "127.0.0.1:0"][..], &["staff", "token", "ada"]] {
        fails(&source, command, "was moved to desk main of postgres://")?;
    }
    assert_eq!(told(&here)?, before);
    assert_eq!(acts(&here)?, acted);
    assert_eq!(here.ok(&["desk", "list"])?, "main\tTown hall\tled by nobody\t4\n");
    let server = here.run()?;
    let mut kiosk = reach(&server, "/kiosk")?;
    // Keys are known, and ids go on.
    assert_eq!(request(&mut kiosk, 3)?, 3);
    ensure!(
        kiosk
            .answer(r#"request {"key":"key-4","email":"v4@a.b","name":"V4"}"#)?
            .starts_with("error")
    );
    assert_eq!(request(&mut kiosk, 6)?, 6);
    assert_eq!(kiosk.answer("query v2@a.b")?, "success query V2");
    let mut staff = server.v2("/staff")?;
    let resumed = staff.answer(&format!("resume {}", source.token("ada")))?;
    ensure!(resumed.starts_with("error"), "a session went along: {resumed}");
    ensure!(staff.answer("login ada correct horse ada")?.starts_with("success login "));
    // Another desk's file is not put over one that is in use.
    let other = Desk::new()?;
    let theirs = other.database()?;
    fails(&here, &["desk", "import", text(&theirs)?], "a desk main that is in use")?;
    here.ok(&["desk", "import", text(&theirs)?, "--desk", "annex"])?;
    // Back into a file, while a server leads it: that gives it up.
    let back = Desk::empty()?;
    let file = back.dir().join("walkup.db");
    here.ok(&["desk", "export", text(&file)?])?;
    assert_eq!(closed(&mut kiosk)?, Some(1012));
    fails(&here, &["desk", "export", text(&file)?], "exists already")?;
    let listed = here.ok(&["desk", "list"])?;
    ensure!(listed.contains("main\tTown hall\tmoved to "), "{listed}");
    server.stop()?;
    let refused = String::from_utf8(add(&here, "eve")?.stderr)?;
    ensure!(refused.contains("desk main was moved to"), "{refused}");
    let after = told(&back)?;
    assert_eq!(after[..3], before[..3]);
    assert_eq!(after[3..].len(), 7);
    assert_eq!(acts(&back)?[..acted.len()], acted);
    assert_eq!(back.ok(&["check"])?, "ok\n");
    let server = back.run()?;
    let mut kiosk = server.v2("/kiosk")?;
    assert_eq!(request(&mut kiosk, 6)?, 6);
    assert_eq!(request(&mut kiosk, 7)?, 7);
    server.stop()?;
    // It comes once more, over what it left behind.
    here.ok(&["desk", "import", text(&file)?])?;
    assert_eq!(here.exported()?.len(), 8);
    // Whoever says so has it at its source again, as it was.
    ensure!(back.ok(&["desk", "reclaim"])?.contains("goes on here as it was when it went"));
    assert_eq!(back.exported()?.len(), 8);
    fails(&back, &["desk", "reclaim"], "is here, and was not moved")?;
    Ok(())
}

/// Where a desk is that is being moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Source,
    Target,
    /// It has ended at its source, and the target is still to be told.
    Between,
}

fn is_marked(file: &Path) -> Result<Option<bool>> {
    let database = rusqlite::Connection::open(file)?;
    let mut statement = database.prepare("SELECT moved_to IS NOT NULL FROM place")?;
    let mut rows = statement.query([])?;
    Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
}

fn state(cluster: &Cluster, desk: &str) -> Result<Option<String>> {
    let sql = format!("SELECT state FROM walkup.desk WHERE name = '{desk}'");
    Ok(cluster.sql(&[&sql])?.pop())
}

/// Begins a command and kills it after a while.
fn kill_after(mut command: Command, time: Duration) -> Result<()> {
    let mut process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let end = Instant::now() + time;
    while Instant::now() < end && process.try_wait()?.is_none() {
        thread::sleep(Duration::from_millis(1));
    }
    process.kill().ok(); // It may have ended by itself.
    process.wait()?;
    Ok(())
}

/// How long a command takes, in steps to kill it at.
fn steps(command: Command, count: u32) -> Result<Vec<Duration>> {
    let begun = Instant::now();
    kill_after(command, Duration::from_secs(60))?;
    let whole = begun.elapsed();
    Ok((0..count).map(|step| whole * step / count).collect())
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_move_that_is_killed_leaves_the_desk_at_one_place() -> Result<()> {
    const ROUNDS: u32 = 24;
    let cluster = Cluster::new()?;
    let (source, here) = (lived_in()?, cluster.server()?);
    let before = told(&source)?;
    let copy = |name: &str| -> Result<(Desk, PathBuf)> {
        let desk = Desk::empty()?;
        for end in ["", "-wal"] {
            let from = source.dir().join(format!("walkup.db{end}"));
            std::fs::copy(from, desk.dir().join(format!("walkup.db{end}")))
                .with_context(|| name.to_owned())?;
        }
        let file = desk.dir().join("walkup.db");
        Ok((desk, file))
    };
    let (_warm, file) = copy("warm")?;
    let times = steps(here.command(&["desk", "import", text(&file)?, "--desk", "warm"]), ROUNDS)?;
    let mut seen = Vec::new();
    for (round, time) in times.into_iter().enumerate() {
        let name = format!("desk-{round}");
        let (desk, file) = copy(&name)?;
        kill_after(here.command(&["desk", "import", text(&file)?, "--desk", &name]), time)?;
        let place = match (is_marked(&file).unwrap_or(None), state(&cluster, &name)?.as_deref()) {
            (None, None | Some("arriving")) => Place::Source,
            (Some(true), Some("arriving")) => Place::Between,
            (Some(true), Some("here")) => Place::Target,
            other => anyhow::bail!("it is at two places or at none: {other:?}"),
        };
        seen.push(place);
        if place == Place::Source {
            // All of it is there, and runs.
            assert_eq!(told(&desk)?, before);
            desk.run()?.stop()?;
        } else {
            fails(&desk, &["run", "--listen", "127.0.0.1:0"], "was moved to")?;
        }
        here.ok(&["desk", "import", text(&file)?, "--desk", &name])?;
        assert_eq!(state(&cluster, &name)?.as_deref(), Some("here"));
        assert_eq!(is_marked(&file)?, Some(true));
        let sql = format!(
            "SELECT count(*) FROM walkup.ticket t JOIN walkup.desk d ON d.id = t.desk
             WHERE d.name = '{name}'"
        );
        assert!(cluster.sql(&[&sql])? != ["0"], "{name}");
    }
    ensure!(seen.contains(&Place::Source), "{seen:?}");
    // And back: whoever is killed leads the desk no more, and it is led here again.
    let target = Desk::empty()?;
    let file = |round: usize| target.dir().join(format!("walkup-{round}.db"));
    let times =
        steps(here.command(&["desk", "export", text(&file(99))?, "--desk", "warm"]), ROUNDS)?;
    let mut seen = Vec::new();
    for (round, time) in times.into_iter().enumerate() {
        let (name, file) = (format!("desk-{round}"), file(round));
        let arguments = ["desk", "export", text(&file)?, "--desk", &name];
        kill_after(here.command(&arguments), time)?;
        let marked =
            if file.exists() { is_marked(&file).unwrap_or(Some(false)) } else { Some(false) };
        let place = match (state(&cluster, &name)?.as_deref(), marked) {
            (Some("here"), Some(false)) => Place::Source,
            (Some("moved"), Some(false)) => Place::Between,
            (Some("moved"), None) => Place::Target,
            other => anyhow::bail!("it is at two places or at none: {other:?}"),
        };
        seen.push(place);
        if place != Place::Target {
            here.ok(&arguments)?;
        }
        assert_eq!(state(&cluster, &name)?.as_deref(), Some("moved"));
        assert_eq!(is_marked(&file)?, None);
    }
    ensure!(seen.contains(&Place::Source), "{seen:?}");
    Ok(())
}
