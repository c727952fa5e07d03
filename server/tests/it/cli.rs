//! The command line: exit codes, settings and where they come from, accounts, tables, backup
//! and purge, each with a running server and without.

use std::fs;
use std::process::Output;

use anyhow::{Context as _, Result, ensure};

use crate::support::{ACCOUNTS, Client, Desk, Server, eventually, password};

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Runs a command that must end with this code and say something on standard error.
pub fn fails(desk: &Desk, arguments: &[&str], code: i32) -> Result<String> {
    let output = desk.cli(arguments)?;
    let said = stderr(&output);
    ensure!(output.status.code() == Some(code), "{arguments:?}: {}\n{said}", output.status);
    ensure!(!said.trim().is_empty() && !said.contains("panicked"), "{arguments:?}: {said:?}");
    ensure!(output.stdout.is_empty(), "{arguments:?} printed {:?}", stdout(&output));
    Ok(said)
}

/// Does the same without a server and with one: it must make no difference.
fn both_ways(test: impl Fn(&Desk, Option<&Server>) -> Result<()>) -> Result<()> {
    let desk = Desk::new()?;
    test(&desk, None).context("without a server")?;
    let desk = Desk::new()?;
    let server = desk.run()?;
    test(&desk, Some(&server)).context("with a server")
}

/// Signs in on the running server, or on one that is started for it.
fn signs_in(desk: &Desk, server: Option<&Server>, said: &str) -> Result<String> {
    let started;
    let server = match server {
        Some(server) => server,
        None => {
            started = desk.run()?;
            &started
        }
    };
    server.classic("/staff")?.answer(said)
}

#[test]
fn wrong_usage_is_2() -> Result<()> {
    let desk = Desk::new()?;
    let rows: [&[&str]; 14] = [
        &[],
        &["fly"],
        &["run", "--fast"],
        &["run", "--tables", "many"],
        &["run", "--listen", "nowhere"],
        &["staff"],
        &["staff", "add"],
        &["staff", "add", "eve"],
        &["staff", "token"],
        &["table", "free"],
        &["backup"],
        &["export", "x.csv", "--from", "yesterday"],
        &["export"],
        &["config"],
    ];
    for arguments in rows {
        fails(&desk, arguments, 2)?;
    }
    Ok(())
}

#[test]
fn help_and_version_are_0() -> Result<()> {
    for flag in ["--help", "--version"] {
        let output =
            std::process::Command::new(env!("CARGO_BIN_EXE_walkup-server")).arg(flag).output()?;
        ensure!(output.status.success() && stdout(&output).contains("walkup"), "{output:?}");
    }
    Ok(())
}

/// Every setting that a file may give.
fn declared() -> Result<Vec<server::settings::Shown>> {
    let nothing = tempfile::tempdir()?;
    let data_dir = Some(nothing.path().to_owned());
    let flags = server::settings::Flags { data_dir, ..Default::default() };
    let (_, mut shown) = server::settings::load(&flags)?;
    shown.retain(|setting| setting.key != "data_dir");
    ensure!(shown.len() > 20);
    Ok(shown)
}

#[test]
fn a_bad_settings_file_is_2_and_names_key_and_line() -> Result<()> {
    let desk = Desk::new()?;
    let rows = [
        ("tables = 3\ntabels = 4\n", "tabels", "2"),
        ("\n\ntable_grace_secs = \"long\"\n", "table_grace_secs", "3"),
        ("tables = 0\n", "tables", "1"),
        ("listen = \"nowhere\"\n", "listen", "1"),
        ("day_ends = \"25:00\"\n", "day_ends", "1"),
        ("display_label = \"full\"\n", "display_label", "1"),
        ("\norganisation = 7\n", "organisation", "2"),
    ];
    for (toml, key, line) in rows {
        desk.set(toml)?;
        for command in [&["run", "--listen", "127.0.0.1:0"][..], &["config", "show"]] {
            let said = fails(&desk, command, 2)?;
            ensure!(said.contains(&format!("line {line}")), "{toml:?}: {said}");
            // Of a value that is none, the line says which.
            ensure!(said.contains(key) || key != "tabels", "{toml:?}: {said}");
        }
    }
    // Of every setting: a value that none of them takes.
    for setting in declared()? {
        desk.set(&format!("\n{} = [[{{}}]]\n", setting.key))?;
        let said = fails(&desk, &["config", "show"], 2)?;
        ensure!(said.contains("line 2"), "{}: {said}", setting.key);
    }
    desk.set("tables = \n")?;
    fails(&desk, &["run"], 2)?;
    desk.set("tables = 3\n")?;
    fails(&desk, &["config", "show", "--config", "/nowhere/walkup.toml"], 2)?;
    Ok(())
}

#[test]
fn flags_come_before_variables_before_the_file() -> Result<()> {
    let tables = |desk: &Desk, flag: bool, variable: bool| -> Result<(String, String)> {
        let change = |command: &mut std::process::Command| {
            if flag {
                command.args(["--tables", "5"]);
            }
            if variable {
                command.env("WALKUP_TABLES", "4");
            }
        };
        let mut show = desk.command(&["config", "show"]);
        change(&mut show);
        let shown = stdout(&show.output()?);
        let line = shown.lines().find(|line| line.contains("tables ") || line.contains("tables="));
        let server = desk.run_with(change)?;
        let heard = server.v2("/kiosk")?.wait_for_start("tables ")?;
        Ok((heard, line.with_context(|| shown.clone())?.to_owned()))
    };
    let desk = Desk::new()?;
    let (heard, shown) = tables(&desk, false, false)?;
    ensure!(heard == "tables 10" && shown.contains("10") && shown.contains("default"), "{shown}");
    desk.set("tables = 3\n")?;
    let (heard, shown) = tables(&desk, false, false)?;
    ensure!(heard == "tables 3" && shown.contains('3') && shown.contains("walkup.toml"), "{shown}");
    let (heard, shown) = tables(&desk, false, true)?;
    ensure!(heard == "tables 4" && shown.contains("WALKUP_TABLES"), "{shown}");
    let (heard, shown) = tables(&desk, true, true)?;
    ensure!(heard == "tables 5" && shown.contains("--tables"), "{shown}");
    // Every setting is shown.
    let shown = desk.ok(&["config", "show"])?;
    for setting in declared()? {
        let line = format!("{} = ", setting.key);
        ensure!(
            shown.lines().any(|shown| shown.starts_with(&line)),
            "{line} is missing in\n{shown}"
        );
    }
    // Another file than the one in the data directory.
    let other = desk.dir().join("other.toml");
    fs::write(&other, "tables = 7\n")?;
    let server = desk.run_with(|command| {
        command.arg("--config").arg(&other);
    })?;
    ensure!(server.v2("/kiosk")?.wait_for_start("tables ")? == "tables 7");
    Ok(())
}

#[test]
fn the_first_line_has_the_real_port() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    ensure!(server.address.port() != 0 && server.address.ip().is_loopback());
    let taken = server.address.to_string();
    let other = Desk::new()?;
    let said = fails(&other, &["run", "--listen", &taken], 1)?;
    ensure!(said.contains(&taken), "{said}");
    Ok(())
}

#[test]
fn accounts() -> Result<()> {
    both_ways(|desk, server| {
        let add = ["staff", "add", "eve", "--name", "Eve  P", "--password-stdin"];
        let added = desk.cli_with_input(&add, "a good password\n")?;
        ensure!(added.status.success(), "{}", stderr(&added));
        ensure!(!stdout(&added).contains("a good password"));
        let listed = desk.ok(&["staff", "list"])?;
        for word in ["eve", "Eve P", "ada", "Ada L"] {
            ensure!(listed.contains(word), "{listed}");
        }
        ensure!(!listed.contains("$argon2"), "{listed}");
        let token = desk.ok(&["staff", "token", "eve"])?;
        let token = token.strip_suffix('\n').context("a line")?;
        // 128 bits in six bits a character.
        ensure!(token.len() >= 22 && !token.contains(char::is_whitespace), "{token:?}");
        let answer = signs_in(desk, server, &format!("resume {token}"))?;
        ensure!(answer == "success resume Eve P", "{answer}");
        ensure!(signs_in(desk, server, "login eve a good password")?.starts_with("success login "));

        // A new password ends the sessions.
        let set = ["staff", "password", "eve", "--password-stdin"];
        ensure!(desk.cli_with_input(&set, "another password\r\n")?.status.success());
        ensure!(signs_in(desk, server, &format!("resume {token}"))?.starts_with("error resume"));
        let old = signs_in(desk, server, "login eve a good password")?;
        ensure!(old == "error login name or password is wrong", "{old}");
        ensure!(
            signs_in(desk, server, "login eve another password")?.starts_with("success login ")
        );

        // The bytes that nobody typed are no part of it, and letters are the same however written.
        let piped = "\u{feff}pass zoe\u{308} word\r\n";
        ensure!(desk.cli_with_input(&set, piped)?.status.success());
        for typed in ["pass zoe\u{308} word", "pass zo\u{eb} word"] {
            let answer = signs_in(desk, server, &format!("login eve {typed}"))?;
            ensure!(answer.starts_with("success login "), "{typed}: {answer}");
        }
        ensure!(desk.cli_with_input(&set, "another password\n")?.status.success());

        desk.ok(&["staff", "disable", "eve"])?;
        let locked = signs_in(desk, server, "login eve another password")?;
        ensure!(locked == "error login name or password is wrong", "{locked}");
        fails(desk, &["staff", "token", "eve"], 1)?;
        desk.ok(&["staff", "enable", "eve"])?;
        ensure!(
            signs_in(desk, server, "login eve another password")?.starts_with("success login ")
        );
        Ok(())
    })
}

#[test]
fn accounts_that_cannot_be() -> Result<()> {
    both_ways(|desk, _| {
        let add = |user: &str, name: &str, password: &str| -> Result<()> {
            let add = ["staff", "add", user, "--name", name, "--password-stdin"];
            let output = desk.cli_with_input(&add, password)?;
            let said = stderr(&output);
            ensure!(output.status.code() == Some(1), "{user} {name}: {}: {said}", output.status);
            ensure!(!said.trim().is_empty() && !said.contains(password.trim()), "{said}");
            Ok(())
        };
        add("eve", "Eve", "too short\n")?;
        add("ada", "Eve", "a good password\n")?;
        add("eve", "ADA L", "a good password\n")?;
        add("eve", "{}", "a good password\n")?;
        add("eve", " ", "a good password\n")?;
        add("e ve", "Eve", "a good password\n")?;
        add("", "Eve", "a good password\n")?;
        for arguments in
            [["staff", "token", "eve"], ["staff", "disable", "eve"], ["staff", "enable", "eve"]]
        {
            fails(desk, &arguments, 1)?;
        }
        let set = desk
            .cli_with_input(&["staff", "password", "eve", "--password-stdin"], "long enough\n")?;
        ensure!(set.status.code() == Some(1));
        let short =
            desk.cli_with_input(&["staff", "password", "ada", "--password-stdin"], "short\n")?;
        ensure!(short.status.code() == Some(1));
        ensure!(desk.ok(&["staff", "list"])?.lines().filter(|l| l.contains("eve")).count() == 0);
        Ok(())
    })
}

#[test]
fn tables() -> Result<()> {
    both_ways(|desk, server| {
        let seat = |server: &Server| server.staff_at(desk, "ada", 2).map(Client::cut);
        match server {
            Some(server) => seat(server)?,
            None => {
                let server = desk.run()?;
                seat(&server)?;
                server.stop()?;
            }
        }
        let listed = desk.ok(&["table", "list"])?;
        ensure!(
            listed.lines().any(|line| line.contains('2') && line.contains("Ada L")),
            "{listed}"
        );
        fails(desk, &["table", "free", "1"], 1)?;
        fails(desk, &["table", "free", "99"], 1)?;
        desk.ok(&["table", "free", "2"])?;
        ensure!(!desk.ok(&["table", "list"])?.contains("Ada L"));
        let answer = signs_in(desk, server, &format!("pick 2 {}", desk.token("bob")))?;
        ensure!(answer == "success pick 2", "{answer}");
        Ok(())
    })
}

/// Tickets in every state, on a server that is started for it.
pub fn some_tickets(desk: &Desk, server: &Server) -> Result<()> {
    let mut kiosk = server.classic("/kiosk")?;
    for name in ["Ann \"A\" Lee", "Ben, the second", "=1+1", "+2", "-3", "@sum", "Ünal"] {
        kiosk.answer(&format!("new v@a.b {name}"))?;
    }
    let mut ada = server.staff_at(desk, "ada", 1)?;
    for said in [
        "accept 0",
        "note 0 =cmd|' /C calc'!A0",
        "complete 0",
        "accept 1",
        "noshow 1",
        "withdraw 6",
    ] {
        let answer = ada.answer(said)?;
        ensure!(answer.starts_with("success "), "{said}: {answer}");
    }
    ada.answer("accept 3")?;
    Ok(())
}

#[test]
fn backup() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    some_tickets(&desk, &server)?;
    let restored = Desk::empty()?;
    let copy = restored.dir().join(desk.database()?.file_name().context("it has a name")?);
    let path = copy.to_string_lossy().into_owned();
    // While a kiosk goes on asking.
    std::thread::scope(|scope| -> Result<()> {
        let busy = scope.spawn(|| -> Result<()> {
            let mut kiosk = server.classic("/kiosk")?;
            (0..200).try_for_each(|_| kiosk.answer("new v@a.b V").map(|_| ()))
        });
        desk.ok(&["backup", &path])?;
        busy.join().expect("it does not panic")
    })?;
    ensure!(restored.integrity()? == "ok");
    ensure!(restored.exported()?.len() >= 7);
    restored.ok(&["check"])?;
    // What is there already is not overwritten.
    fails(&desk, &["backup", &path], 1)?;
    server.stop()?;
    fs::remove_file(&copy)?;
    desk.ok(&["backup", &path])?;
    // A server runs on it, and the tokens hold.
    let server = restored.run()?;
    let answer = server.classic("/staff")?.answer(&format!("pick 1 {}", desk.token("ada")))?;
    ensure!(answer == "success pick 1", "{answer}");
    ensure!(restored.exported()?.len() == 207);
    fails(&desk, &["backup", "/nowhere/at/all"], 1)?;
    Ok(())
}

#[test]
fn check_finds_what_is_wrong() -> Result<()> {
    both_ways(|desk, server| {
        if let Some(server) = server {
            some_tickets(desk, server)?;
        }
        desk.ok(&["check"])?;
        Ok(())
    })?;
    let desk = Desk::new()?;
    let path = desk.database()?;
    let mut bytes = fs::read(&path)?;
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0xa5);
    fs::write(&path, bytes)?;
    let output = desk.cli(&["check"])?;
    ensure!(output.status.code() == Some(1), "{output:?}");
    ensure!(!stderr(&output).contains("panicked"), "{output:?}");
    Ok(())
}

/// After a purge the person is nowhere, byte for byte; the ticket and its times stay.
#[test]
fn purge() -> Result<()> {
    for with_server in [false, true] {
        let desk = Desk::with_settings("retention_days = 30\nday_ends = \"off\"\n")?;
        let server = desk.run()?;
        let mut kiosk = server.classic("/kiosk")?;
        let said =
            r#"request {"key":"purgekey","email":"Purged@Address.example","name":"Purgedname"}"#;
        kiosk.answer(said)?;
        kiosk.answer("new kept@address.example Keptname")?;
        let mut ada = server.staff_at(&desk, "ada", 0)?;
        for said in ["accept 0", "note 0 Purgednote", "complete 0", "accept 1", "complete 1"] {
            ensure!(ada.answer(said)?.starts_with("success "));
        }
        drop((kiosk, ada));
        server.stop()?;
        // The first one is made to be of 40 days ago, wherever its times stand.
        age_first_ticket(&desk, 40)?;
        let server = if with_server { Some(desk.run()?) } else { None };
        desk.ok(&["purge"])?;
        eventually("the address is gone", || {
            Ok(!holds(&desk, "purged@address")? && !holds(&desk, "purgedname")?)
        })?;
        ensure!(!holds(&desk, "purgednote")?, "the note is gone too");
        ensure!(holds(&desk, "kept@address")?, "what is younger stays");
        let rows = desk.exported()?;
        ensure!(rows.len() == 2, "{rows:?}");
        let (purged, kept) = (&rows[0], &rows[1]);
        ensure!(
            purged[2].is_empty() && purged[3].is_empty() && purged[13].is_empty(),
            "{purged:?}"
        );
        for (at, field) in [(0, "id"), (8, "start"), (9, "first_claimed"), (11, "end")] {
            ensure!(!purged[at].is_empty(), "{field}: {purged:?}");
        }
        ensure!(purged[12] == "completed" && kept[2] == "kept@address.example", "{rows:?}");
        desk.ok(&["check"])?;
        drop(server);
        let server = desk.run()?;
        let mut kiosk = server.classic("/kiosk")?;
        let gone = "error query visitor email does not exist";
        kiosk.ask("query purged@address.example", gone)?;
        kiosk.ask("query kept@address.example", "success query Keptname")?;
    }
    Ok(())
}

#[test]
fn purge_without_retention_keeps_everything() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    some_tickets(&desk, &server)?;
    server.stop()?;
    age_first_ticket(&desk, 4000)?;
    // Whether it says that there is nothing to do or that it may not is its own affair.
    desk.cli(&["purge"])?;
    ensure!(desk.exported()?.iter().all(|row| row[2] == "v@a.b"));
    Ok(())
}

/// Makes ticket 0 and its request older by days, on a desk that does not run: for a process of its own
/// nothing else makes time pass.
pub fn age_first_ticket(desk: &Desk, days: i64) -> Result<()> {
    let database = rusqlite::Connection::open(desk.database()?)?;
    let past = days * 86_400_000;
    for sql in [
        "UPDATE ticket SET start = start - ?1, first_claimed = first_claimed - ?1,
         claimed = claimed - ?1, end = end - ?1, acted = acted - ?1 WHERE id = 0",
        "UPDATE arrivals SET first = first - ?1 WHERE block = 0",
        "UPDATE request_key SET at = at - ?1 WHERE ticket = 0",
    ] {
        database.execute(sql, [past])?;
    }
    Ok(())
}

/// Whether a text stands anywhere in the data directory's files, in any case.
fn holds(desk: &Desk, text: &str) -> Result<bool> {
    for entry in fs::read_dir(desk.dir())? {
        let path = entry?.path();
        if path.is_file() {
            let bytes = fs::read(&path)?.to_ascii_lowercase();
            if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// What the command line changes is heard at once by who is connected.
#[test]
fn changes_reach_the_running_server() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut display = server.classic("/display")?;
    let mut ada = server.staff_at(&desk, "ada", 1)?;
    display.expect("pick 1")?;
    desk.ok(&["table", "free", "1"])?;
    display.expect("unpick 1")?;
    ada.wait_for("taken")?;
    desk.ok(&["staff", "disable", "bob"])?;
    let answer = ada.answer(&format!("login bob {}", password("bob")))?;
    ensure!(answer == "error login name or password is wrong", "{answer}");
    let answer = ada.answer(&format!("resume {}", desk.token("bob")))?;
    ensure!(answer == "error resume please relogin", "{answer}");
    ensure!(
        ACCOUNTS.len()
            == desk
                .ok(&["staff", "list"])?
                .lines()
                .filter(|line| { ACCOUNTS.iter().any(|(_, name, _)| line.contains(name)) })
                .count()
    );
    Ok(())
}

/// The address of the data directory's lock is not the process id of somebody long gone.
#[test]
fn commands_work_after_a_crash() -> Result<()> {
    let desk = Desk::new()?;
    desk.run()?.kill()?;
    desk.ok(&["staff", "list"])?;
    desk.ok(&["staff", "disable", "bob"])?;
    let server = desk.run()?;
    let answer = server.classic("/staff")?.answer(&format!("resume {}", desk.token("bob")))?;
    ensure!(answer == "error resume please relogin", "{answer}");
    Ok(())
}

#[cfg(unix)]
#[test]
fn the_data_directory_is_made_for_its_owner_alone() -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    let desk = Desk::empty()?;
    let below = desk.dir().join("made");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_walkup-server"))
        .args(["staff", "list", "--data-dir"])
        .arg(&below)
        .output()?;
    ensure!(output.status.success(), "{output:?}");
    let mode = fs::metadata(&below)?.permissions().mode();
    ensure!(mode & 0o077 == 0, "{mode:o}");
    Ok(())
}
