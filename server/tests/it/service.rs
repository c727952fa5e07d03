//! What a service manager hears, and the unit that is installed.
#![cfg(target_os = "linux")]

use std::os::unix::net::UnixDatagram;

use anyhow::{Context as _, Result, ensure};

use crate::support::{Desk, PATIENCE};

#[test]
fn the_service_manager_hears_that_it_is_ready_alive_and_stopping() -> Result<()> {
    let desk = Desk::new()?;
    let place = desk.dir().join("notify.sock");
    let manager = UnixDatagram::bind(&place)?;
    manager.set_read_timeout(Some(PATIENCE))?;
    let hears = |wanted: &str| -> Result<()> {
        let mut buffer = [0; 512];
        loop {
            let count =
                manager.recv(&mut buffer).with_context(|| format!("{wanted} never came"))?;
            let said = std::str::from_utf8(&buffer[..count])?;
            if said.lines().any(|line| line == wanted) {
                return Ok(());
            }
            ensure!(said.contains("WATCHDOG=1"), "{said} instead of {wanted}");
        }
    };
    let server = desk.run_with(|command| {
        command.env("NOTIFY_SOCKET", &place).env("WATCHDOG_USEC", "3000000");
    })?;
    hears("READY=1")?;
    // It keeps on saying so, as the clerk keeps on ticking.
    hears("WATCHDOG=1")?;
    hears("WATCHDOG=1")?;
    server.ask_to_stop()?;
    hears("STOPPING=1")
}

/// Where systemd is at hand, it says itself how exposed the service would be.
#[test]
fn the_unit_is_sound_and_confined() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let unit = folder.path().join("walkup-server.service");
    // A program that is there, for systemd looks.
    std::fs::write(&unit, server::service::unit(std::path::Path::new("/bin/sh"))?)?;
    let analyze = |arguments: &[&str]| {
        std::process::Command::new("systemd-analyze").args(arguments).arg(&unit).output()
    };
    let arguments = ["security", "--offline=true", "--no-pager", "--threshold=20"];
    let Ok(output) = analyze(&arguments) else {
        return Ok(());
    };
    let said = String::from_utf8_lossy(&output.stdout);
    let trouble = String::from_utf8_lossy(&output.stderr);
    if trouble.contains("unrecognized option") {
        return Ok(());
    }
    ensure!(output.status.success(), "{said}{trouble}");
    Ok(())
}

/// The calls of systemd's group `@resources`, which the unit denies as a whole.
const RESOURCES: [&str; 13] = [
    "ioprio_set",
    "mbind",
    "migrate_pages",
    "move_pages",
    "sched_setaffinity",
    "sched_setattr",
    "sched_setparam",
    "sched_setscheduler",
    "set_mempolicy",
    "set_mempolicy_home_node",
    "setpriority",
    "setrlimit",
    "prlimit64",
];

/// What is left denied of `@resources` once all lines of the unit were read in their order.
fn denied(unit: &str) -> Vec<&'static str> {
    let mut denied = Vec::new();
    for line in unit.lines().filter_map(|line| line.strip_prefix("SystemCallFilter=")) {
        let denies = line.starts_with('~');
        for word in line.trim_start_matches('~').split_whitespace() {
            let named = RESOURCES.into_iter().filter(|call| word == "@resources" || word == *call);
            for call in named {
                denied.retain(|other| *other != call);
                if denies {
                    denied.push(call);
                }
            }
        }
    }
    denied
}

/// A filter that answers these calls with EPERM, as the unit says; none where the machine's
/// processor is not known to the tests.
fn filter(calls: &[&str]) -> Result<Option<seccompiler::BpfProgram>> {
    let Ok(arch) = seccompiler::TargetArch::try_from(std::env::consts::ARCH) else {
        return Ok(None);
    };
    let compiled = |calls: &[&str]| {
        let rules: Vec<String> =
            calls.iter().map(|call| format!(r#"{{"syscall":"{call}"}}"#)).collect();
        let json = format!(
            r#"{{"all":{{"mismatch_action":"allow","match_action":{{"errno":1}},"filter":[{}]}}}}"#,
            rules.join(",")
        );
        seccompiler::compile_from_json(json.as_bytes(), arch)
    };
    // The newest calls may have no number here yet.
    let known: Vec<&str> = calls.iter().copied().filter(|call| compiled(&[call]).is_ok()).collect();
    ensure!(known.len() + 2 >= calls.len(), "only {known:?} of {calls:?} are known");
    Ok(compiled(&known)?.remove("all"))
}

/// The nice values of a process's threads of a name.
fn nice_values(pid: u32, name: &str) -> Result<Vec<i32>> {
    let mut found = Vec::new();
    for task in std::fs::read_dir(format!("/proc/{pid}/task"))? {
        let stat = std::fs::read_to_string(task?.path().join("stat")).unwrap_or_default();
        let Some((start, rest)) = stat.rsplit_once(')') else { continue };
        if start.ends_with(&format!("({name}")) {
            // The nice value is the 19th field, and the third comes after the name.
            let nice = rest.split_whitespace().nth(16).context("a nice value")?;
            found.push(nice.parse()?);
        }
    }
    Ok(found)
}

/// Hashing steps back behind those who are served, under the filter that the unit puts on the
/// server too.
#[test]
fn passwords_are_hashed_at_a_lower_priority_under_the_units_own_filter() -> Result<()> {
    let unit = server::service::unit(std::path::Path::new("/usr/bin/walkup-server"))?;
    let denied = denied(&unit);
    ensure!(denied.contains(&"mbind") && denied.len() < RESOURCES.len(), "{denied:?}");
    let nice_under = |calls: Vec<&'static str>| -> Result<Vec<i32>> {
        let desk = Desk::new()?;
        let Some(filter) = filter(&calls)? else { return Ok(vec![10]) };
        let server = std::thread::scope(|scope| {
            // What a thread starts is under the thread's filter.
            let start = scope.spawn(|| {
                seccompiler::apply_filter(&filter)?;
                desk.run()
            });
            start.join().expect("it does not panic")
        })?;
        let mut staff = server.classic("/staff")?;
        staff.ignore("taken");
        staff.ask("login ada wrong", "error login name or password is wrong")?;
        nice_values(server.pid(), "hasher")
    };
    let nice = nice_under(denied.clone())?;
    ensure!(!nice.is_empty() && nice.iter().all(|nice| *nice == 10), "{nice:?}");
    // The test can tell: with one more call denied it finds the usual priority.
    if filter(&denied)?.is_some() {
        let more = denied.iter().copied().chain(["setpriority"]).collect();
        ensure!(nice_under(more)?.iter().all(|nice| *nice != 10));
    }
    Ok(())
}
