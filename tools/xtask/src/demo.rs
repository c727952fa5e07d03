//! `cargo demo`: a morning at a walk-in desk, played over real WebSockets.
//!
//! 1. [`script`] reads what happens from `assets/demo/morning.txt`.
//! 2. [`desk`] builds the server and runs it on a fresh directory.
//! 3. [`window`] opens the real board, kiosk and staff window beside it, where there is a display.
//! 4. [`morning`] plays the kiosk, and without windows the staff too, through [`client`], while
//!    [`board`] prints the display.
//! 5. [`records`] holds the screens against the database at the end.

mod board;
pub mod client;
mod desk;
mod morning;
mod records;
mod script;
mod window;

use std::fs::read_to_string;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use desk::{Desk, PASSWORD};
use morning::Morning;
use records::{Finding, Records};
use script::Script;

/// How often a visitor comes while a person serves them.
const VISITORS_COME_EVERY: Duration = Duration::from_secs(8);

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// The morning to play.
    script: PathBuf,
    /// Whether to leave out the pauses, and with them the windows that nobody could follow.
    is_fast: bool,
    /// Whether to open no windows.
    is_headless: bool,
}

impl Options {
    /// Reads the arguments after `demo`.
    pub fn parse(arguments: &[String]) -> Result<Self, String> {
        let morning = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/demo/morning.txt");
        let mut options = Self { script: morning.into(), is_fast: false, is_headless: false };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--fast" => options.is_fast = true,
                "--headless" => options.is_headless = true,
                "--script" => {
                    options.script = arguments.next().ok_or("--script needs a file")?.into();
                }
                other => return Err(format!("demo does not know {other}")),
            }
        }
        Ok(options)
    }
}

/// Plays the demo from beginning to end.
pub fn run(options: &Options) -> Result<()> {
    let text = read_to_string(&options.script)
        .with_context(|| format!("{} could not be read", options.script.display()))?;
    let script: Script = text
        .parse()
        .with_context(|| format!("{} does not make sense", options.script.display()))?;
    let pace = if options.is_fast { Duration::ZERO } else { script.pace };
    let has_windows = !options.is_fast && !options.is_headless && window::has_display();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        say("Building the server …")?;
        let mut desk = Desk::prepare(script.tables).await?;
        let played = tokio::select! {
            played = play(&mut desk, &script, pace, has_windows) => played,
            _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("it was interrupted")),
        };
        // Whatever happened, nothing stays behind.
        desk.clear_away().await.and(played)
    })
}

async fn play(desk: &mut Desk, script: &Script, pace: Duration, has_windows: bool) -> Result<()> {
    for account in &script.staff {
        let mut arguments = vec!["staff", "add", &account.user, "--name", &account.name];
        if account.is_admin {
            arguments.push("--admin");
        }
        arguments.push("--password-stdin");
        desk.tool(&arguments, &format!("{PASSWORD}\n")).await?;
    }
    let server = desk.start().await?;
    say(&format!("A fresh desk with {} tables at {server}\n", script.tables))?;
    let mut morning = Morning::open(&server, script).await?;
    if has_windows {
        play_with_windows(desk, script, &server, &mut morning).await?;
    } else {
        morning.play(script, pace).await?;
    }
    say(&format!("\nThe board at the end:\n\n{}\n", morning.display.picture()))?;
    compare(desk, &mut morning).await
}

/// Opens the windows and lets a person serve the script's visitors, until they close the staff
/// window.
async fn play_with_windows(
    desk: &mut Desk,
    script: &Script,
    server: &str,
    morning: &mut Morning,
) -> Result<()> {
    let account = script.staff.first().context("the script has no staff")?;
    say("Building and opening the windows …")?;
    // As on a desk's own screen, an arm's length away.
    let settings = "panel_inches = 24\nviewing_metres = 1.0\n";
    let _board = window::open_window(desk, "display-app", "right", server, settings).await?;
    let token = desk.tool(&["staff", "token", &account.user], "").await?;
    let address = server.trim_start_matches("ws://");
    let settings = format!(
        "server = \"{address}\"\nuser = \"{}\"\ntoken = \"{}\"\n",
        account.user,
        token.trim()
    );
    let domains = "domains = [\"example.com\"]\n";
    let _kiosk = window::open_window(desk, "kiosk-app", "left", address, domains).await?;
    let mut staff = window::open_window(desk, "staff-app", "middle", address, &settings).await?;
    say(&format!(
        "You are {}. Choose a table in the staff window, then serve whoever comes; the board \
         shows whom\nyou call. Take a number yourself at the kiosk. Close the staff window to end. (--headless plays it all by itself.)\n",
        account.name
    ))?;
    let ended = morning.play_visitors(script, VISITORS_COME_EVERY, &mut staff).await?;
    ensure!(ended.success(), "the staff window ended with {ended}; --headless does without it");
    Ok(())
}

/// Holds every screen against the database, then ends the server without a warning and holds the
/// database against itself.
async fn compare(desk: &mut Desk, morning: &mut Morning) -> Result<()> {
    let (records, export) = read_records(desk).await?;
    morning.display.settle().await?;
    morning.catch_up();
    let mut findings = records.against_board(&morning.display.mirror);
    findings
        .extend(morning.staff.values().map(|who| records.against_staff(&who.name, &who.mirror)));
    say("What the screens hold, and what the database holds:\n")?;
    for Finding { what, screen, records, agree } in &findings {
        let verdict = if *agree { "the same" } else { "DIFFERENT" };
        say(&format!("  {what:<16}{screen:<18}{records:<34}{verdict}"))?;
    }
    let wrong = findings.iter().filter(|finding| !finding.agree).count();
    ensure!(wrong == 0, "{wrong} of {} comparisons differ", findings.len());

    desk.pull_the_plug().await?;
    desk.tool(&["check"], "").await?;
    let (after, export_after) = read_records(desk).await?;
    ensure!(
        export == export_after && records == after,
        "after the server was ended without a warning, the database is not as it was"
    );
    say(&format!(
        "\nThe screens and the database agree. The server was then ended without a warning, and all \
         {} tickets\nare still there, as they were.",
        records.count
    ))
}

async fn read_records(desk: &Desk) -> Result<(Records, String)> {
    let file = desk.file("demo-export.csv");
    let path = file.to_str().context("the temporary directory has an odd name")?;
    if file.exists() {
        std::fs::remove_file(&file).context("the last export could not be removed")?;
    }
    desk.tool(&["export", path, "--no-bom"], "").await?;
    let tables = desk.tool(&["table", "list"], "").await?;
    let export = read_to_string(&file).context("the export could not be read")?;
    match Records::read(&tables, &export) {
        Ok(records) => Ok((records, export)),
        Err(error) => bail!("what the server wrote makes no sense: {error:#}"),
    }
}

/// Prints a line. Unlike `println!` it does not panic when nobody reads any more.
fn say(line: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{line}").context("nobody reads what the demo prints")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Options, String> {
        Options::parse(&arguments.iter().map(|&word| word.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn arguments() {
        let options = parse(&["--headless"]).unwrap();
        assert!(options.is_headless && !options.is_fast);
        let options = parse(&["--fast", "--script", "a.txt"]).unwrap();
        assert_eq!(options, Options { script: "a.txt".into(), is_fast: true, is_headless: false });
        assert_eq!(parse(&["--script"]), Err("--script needs a file".to_owned()));
        assert_eq!(parse(&["--slow"]), Err("demo does not know --slow".to_owned()));
    }
}
