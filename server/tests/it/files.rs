//! What the server writes: for its owner alone, whole or not at all, and over nothing unasked.
#![cfg(unix)]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::support::{Desk, eventually};

/// The command in a shell that sets this first, such as `umask 0`.
fn after(first: &str, command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{first}; exec \"$0\" \"$@\"")]);
    shell.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell
}

/// No more than so many blocks of 512 bytes into any file: what a full disk is like for whoever
/// does not know how large it is.
fn with_full_disk(desk: &Desk, blocks: u32, arguments: &[&str]) -> Result<Output> {
    let limit = format!("trap '' XFSZ; ulimit -f {blocks}");
    Ok(after(&limit, &desk.command(arguments)).output()?)
}

fn mode(path: &Path) -> Result<u32> {
    Ok(fs::metadata(path)?.permissions().mode() & 0o777)
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    Ok(paths.into_iter().filter(|path| path.is_file()).collect())
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("an odd folder")
}

/// Whatever the process was started with, nobody else can read any file that it makes, from its
/// first byte on: so the mode is looked at while the server still writes.
#[test]
fn what_is_written_is_its_owners_alone() -> Result<()> {
    let desk = Desk::empty()?;
    let data = desk.dir().join("data");
    let outside = tempfile::tempdir()?;
    let run = |arguments: &[&str]| -> Result<()> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_walkup-server"));
        command.args(arguments).arg("--data-dir").arg(&data).env("WALKUP_ANNOUNCE", "false");
        let output = after("umask 0", &command).output()?;
        ensure!(output.status.success(), "{arguments:?}: {output:?}");
        Ok(())
    };
    run(&["staff", "add", "ann", "--name", "Ann"])?;
    run(&["tls", "fingerprint"])?;
    ensure!(mode(&data)? == 0o700);
    let copy = outside.path().join("copy.db");
    let csv = outside.path().join("tickets.csv");
    run(&["backup", text(&copy)?])?;
    run(&["export", text(&csv)?])?;
    run(&["restore", text(&copy)?])?;
    ensure!(data.join("replaced-1.db").exists() && data.join("tls.pem").exists());
    for path in files_in(&data)?.iter().chain(&files_in(outside.path())?) {
        ensure!(mode(path)? == 0o600, "{}: {:o}", path.display(), mode(path)?);
    }

    let desk = Desk::new()?;
    let server = desk.run_with(|command| *command = after("umask 0", command))?;
    server.classic("/kiosk")?.answer("new a@b.c Ann")?;
    ensure!(desk.wal()?.exists());
    for path in files_in(desk.dir())? {
        let name = path.file_name().context("a name")?.to_string_lossy();
        ensure!(mode(&path)? == 0o600 || name == "test-stderr.log", "{name}: {:o}", mode(&path)?);
    }
    Ok(())
}

#[test]
fn a_data_directory_that_was_open_to_others_is_closed_at_the_start() -> Result<()> {
    let desk = Desk::new()?;
    let backups = desk.dir().join("backups");
    fs::create_dir(&backups)?;
    let open = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode));
    let secret =
        [desk.database()?, desk.dir().join("replaced-1.db"), backups.join("walkup-2026-01-01.db")];
    for path in &secret[1..] {
        fs::copy(&secret[0], path)?;
    }
    secret.iter().try_for_each(|path| open(path, 0o644))?;
    open(desk.dir(), 0o755)?;
    let server = desk.run()?;
    ensure!(mode(desk.dir())? == 0o700);
    for path in &secret {
        ensure!(mode(path)? == 0o600, "{}", path.display());
    }
    let wanted = format!("others had access to {}", desk.dir().display());
    eventually("it is said", || Ok(server.log()?.contains(&wanted)))
}

#[test]
fn nothing_is_written_over_unasked_and_the_servers_own_files_never() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    server.classic("/kiosk")?.answer("new a@b.c Ann")?;
    let outside = tempfile::tempdir()?;
    let mine = outside.path().join("mine");
    for command in ["export", "backup"] {
        fs::write(&mine, "precious")?;
        let output = desk.cli(&[command, text(&mine)?])?;
        ensure!(output.status.code() == Some(1), "{output:?}");
        ensure!(String::from_utf8_lossy(&output.stderr).contains("--force"), "{output:?}");
        ensure!(fs::read_to_string(&mine)? == "precious");
        desk.ok(&[command, text(&mine)?, "--force"])?;
        ensure!(fs::read(&mine)? != b"precious" && mode(&mine)? == 0o600);

        // Also by another way to the same place.
        let link = outside.path().join(format!("link-{command}"));
        std::os::unix::fs::symlink(desk.dir(), &link)?;
        let shortcut = outside.path().join(format!("shortcut-{command}"));
        std::os::unix::fs::symlink(desk.database()?, &shortcut)?;
        let mut own: Vec<PathBuf> = files_in(desk.dir())?;
        own.retain(|path| !path.ends_with("test-stderr.log"));
        own.extend([
            desk.dir().join("ids.high"),
            desk.dir().join("tls.pem"),
            desk.dir().join("walkup.toml"),
            desk.dir().join("backups/walkup-2026-01-01.db"),
            link.join("walkup.db"),
            desk.dir().join("../").join(desk.dir().file_name().context("a name")?).join("lock"),
            shortcut,
        ]);
        fs::create_dir_all(desk.dir().join("backups"))?;
        ensure!(own.len() > 9, "{own:?}");
        for path in own {
            let output = desk.cli(&[command, text(&path)?, "--force"])?;
            ensure!(output.status.code() == Some(1), "{}: {output:?}", path.display());
            let said = String::from_utf8_lossy(&output.stderr);
            ensure!(said.contains("belongs to the server"), "{}: {said}", path.display());
        }
        // What is no file is not replaced either.
        let output = desk.cli(&[command, text(outside.path())?, "--force"])?;
        ensure!(output.status.code() == Some(1), "{output:?}");
    }
    ensure!(desk.exported()?.len() == 1);
    ensure!(desk.ok(&["check"])? == "ok\n");
    Ok(())
}

#[test]
fn on_a_full_disk_an_export_or_a_backup_leaves_nothing() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    server.classic("/kiosk")?.answer("new a@b.c Ann")?;
    let outside = tempfile::tempdir()?;
    let file = outside.path().join("file");
    for (command, blocks) in [("export", 0), ("backup", 8)] {
        let output = with_full_disk(&desk, blocks, &[command, text(&file)?])?;
        ensure!(output.status.code() == Some(1), "{command}: {output:?}");
        ensure!(
            files_in(outside.path())?.is_empty(),
            "{command} left {:?}",
            files_in(outside.path())?
        );
        // Nor does one that should have replaced something.
        fs::write(&file, "precious")?;
        let output = with_full_disk(&desk, blocks, &[command, text(&file)?, "--force"])?;
        ensure!(output.status.code() == Some(1), "{command}: {output:?}");
        ensure!(fs::read_to_string(&file)? == "precious");
        fs::remove_file(&file)?;
        // So the next one finds its place free.
        desk.ok(&[command, text(&file)?])?;
        fs::remove_file(&file)?;
    }
    Ok(())
}

#[test]
fn a_backup_that_is_interrupted_leaves_nothing() -> Result<()> {
    let desk = Desk::new()?;
    crate::backups::make_large(&desk)?;
    let outside = tempfile::tempdir()?;
    let file = outside.path().join("file");
    let mut process = desk.command(&["backup", text(&file)?]).stderr(Stdio::piped()).spawn()?;
    // It has written, so it is past the look at whether it can.
    eventually("it has begun", || {
        let lengths =
            files_in(outside.path())?.into_iter().map(|path| Some(path.metadata().ok()?.len()));
        Ok(lengths.flatten().any(|length| length > 0))
    })?;
    let pid = nix::unistd::Pid::from_raw(i32::try_from(process.id())?);
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGINT)?;
    let status = process.wait()?;
    ensure!(status.code() == Some(1), "{status}");
    ensure!(files_in(outside.path())?.is_empty(), "{:?}", files_in(outside.path())?);
    Ok(())
}

/// Rows leave only after the audit log says so: where it cannot be written, none do.
#[test]
fn what_the_audit_log_cannot_note_is_not_handed_out() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    server.classic("/kiosk")?.answer("new a@b.c Ann")?;
    server.stop()?;
    let size = fs::metadata(desk.database()?)?.len();
    // Room for what is there and no more.
    let blocks = u32::try_from(size.div_ceil(512))?;
    let limit = format!("trap '' XFSZ; ulimit -f {blocks}");
    let server = desk.run_with(|command| *command = after(&limit, command))?;
    let mut kiosk = server.classic("/kiosk")?;
    eventually("the disk is full", || {
        Ok(kiosk.answer("new b@b.c Ben")?.contains("could not save"))
    })?;
    let outside = tempfile::tempdir()?;
    let file = outside.path().join("file");
    for arguments in
        [&["export", text(&file)?][..], &["backup", text(&file)?], &["person", "show", "a@b.c"]]
    {
        let output = desk.cli(arguments)?;
        ensure!(output.status.code() == Some(1), "{arguments:?}: {output:?}");
        ensure!(output.stdout.is_empty(), "{arguments:?}: {output:?}");
        ensure!(String::from_utf8_lossy(&output.stderr).contains("could not save"), "{output:?}");
        ensure!(files_in(outside.path())?.is_empty(), "{arguments:?}");
    }
    Ok(())
}
