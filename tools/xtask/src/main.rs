//! The project's own commands, in Rust so that they work the same on Linux, Windows and macOS.

mod bench;
#[cfg(unix)]
mod cluster;
mod demo;
mod e2e;
mod package;
mod web;
mod windows;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};

const USAGE: &str = "\
usage: cargo xtask COMMAND

  demo [--fast] [--script FILE] [--headless]
      build everything, start a server on a fresh temporary desk, send visitors in over
      real WebSockets for you to serve in the staff window, with board and kiosk beside it,
      and compare the board with the database when you close the window

      --headless     no windows: the script serves the visitors too; so it does without a display
      --fast         headless, without the pauses that let a person follow
      --script FILE  another morning than assets/demo/morning.txt

  package [--out FOLDER] [--test]
      build Debian packages of the four programs and an archive of them all,
      into target/package; on Linux

      --test         install, upgrade, remove and purge them on a bare Debian in target/bare;
                     as root, with debootstrap and desktop-file-utils

  windows [--test] [--install]
      build the four programs for Windows, and an archive of them with what installs them,
      into target/package; on Debian

      --test         instead of packing them, have them play the desk of e2e under Wine
      --install      install the packages of Debian that are missing, as root

  bench [--quick] [--only NAME] [--rounds N] [--out FOLDER]
      measure the server beside plain servers and whatever peers are installed, and write
      docs/performance.md with its plots; on Linux, a quarter of an hour

      --quick        fewer and shorter turns, three minutes; into target/bench/report
      --only NAME    one stage, the others' results kept; may be repeated. `server` is what a
                     desk's server is to reach, with and without real-time priority, `cluster`
                     what many desks in PostgreSQL cost; both are run only when they are named
      --rounds N     how often each side of the stage `load` has its half minute
      --out FOLDER   where the page and plots/ go

  soak [--quick]
      sixteen kiosks, fourteen of the staff and two boards go through 100,000 tickets while clients
      break off and the server is killed, then five weeks pass on a moved clock; on Linux,
      some minutes

      --quick        8,000 tickets

  cluster [--test | --proof [--rounds N | --full] [--seed N] [--desks N] [--waiting N]]
      start the example in deploy/: PostgreSQL with a synchronous standby and three servers, below
      target/cluster, and show how they are until Ctrl+C; on Debian, with postgresql

      --test         try on such databases what many desks on several machines rely on
      --proof        kill, freeze and cut off servers and databases and set their clocks, each N
                     times in an order that follows from the seed, while clients are at work at 30
                     desks, at one of which 100,000 visitors wait, and hold what they were told
                     against what is stored; half an hour. Without a safeguard the same must be
                     found: with 0 rounds only that is tried
      --full         30 kills of servers, 20 of databases, 33 cuts, 20 frozen leaders, 5 times
                     everything else: an hour
      --only TEXT    only what goes wrong by these words, as it is called when it is told
      --older FILE   the server of an older version that works beside this one where two versions
                     do, built by the profile `proof`; otherwise this one, made to read no newer
                     changes than that

  e2e [--out FOLDER]
      drive two staff windows, a kiosk and a board on a virtual screen through a day at the
      desk, and compare each with the database after every stage; one visitor uses a screen
      reader. Says which Debian packages it needs. Pictures go to target/e2e/pictures

  web --test [--out FOLDER]
      a visitor with a telephone: Chromium follows the code on a real kiosk's screen through
      all that can become of a ticket, and axe finds nothing. Says which Debian packages it
      needs; axe comes from npm. Pictures go to target/web/pictures
";

/// What was asked for.
enum Task {
    Bench(Vec<String>),
    #[cfg(unix)]
    Cluster(cluster::Task),
    Demo(demo::Options),
    Package {
        out: Option<PathBuf>,
        is_tested: bool,
    },
    Windows(windows::Options),
    EndToEnd {
        out: Option<PathBuf>,
    },
    Web {
        out: Option<PathBuf>,
    },
    Soak {
        is_quick: bool,
    },
    Help,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let task = match read(&arguments) {
        Ok(task) => task,
        Err(complaint) => {
            eprintln!("{complaint}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let done = match task {
        Task::Bench(arguments) => bench::run(&arguments).context("the bench did not succeed"),
        #[cfg(unix)]
        Task::Cluster(task) => cluster::run(&task).context("the cluster is not as it should be"),
        Task::Demo(options) => demo::run(&options).context("the demo did not succeed"),
        Task::Package { out, is_tested } => {
            package::run(out, is_tested).context("the packages are not as they should be")
        }
        Task::Windows(options) => {
            windows::run(&options).context("the programs for Windows are not as they should be")
        }
        Task::EndToEnd { out } => e2e::run(out).context("the end-to-end run did not succeed"),
        Task::Web { out } => web::run(out).context("the pages are not as they should be"),
        Task::Soak { is_quick } => bench::soak(is_quick).context("the soak did not succeed"),
        Task::Help => {
            print!("{USAGE}");
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn read(arguments: &[String]) -> Result<Task, String> {
    let (command, rest) = arguments.split_first().ok_or("which command?")?;
    match (command.as_str(), rest) {
        ("bench", rest) => Ok(Task::Bench(rest.to_vec())),
        #[cfg(unix)]
        ("cluster", rest) => cluster::Task::read(rest).map(Task::Cluster),
        #[cfg(not(unix))]
        ("cluster", _) => Err("cluster runs on Debian alone".to_owned()),
        ("demo", rest) => Ok(Task::Demo(demo::Options::parse(rest)?)),
        ("package", rest) => {
            let (flags, is_tested) = match rest {
                [flags @ .., last] if last == "--test" => (flags, true),
                flags => (flags, false),
            };
            match flags {
                [] => Ok(Task::Package { out: None, is_tested }),
                [flag, folder] if flag == "--out" => {
                    Ok(Task::Package { out: Some(folder.into()), is_tested })
                }
                _ => Err("package takes --out FOLDER and --test, in this order".to_owned()),
            }
        }
        ("windows", rest) => {
            let mut options = windows::Options::default();
            for flag in rest {
                match flag.as_str() {
                    "--test" => options.is_test = true,
                    "--install" => options.installs = true,
                    _ => return Err("windows takes --test and --install".to_owned()),
                }
            }
            Ok(Task::Windows(options))
        }
        ("web", [test]) if test == "--test" => Ok(Task::Web { out: None }),
        ("web", [test, flag, folder]) if test == "--test" && flag == "--out" => {
            Ok(Task::Web { out: Some(folder.into()) })
        }
        ("web", _) => Err("web takes --test, and --out FOLDER after it".to_owned()),
        ("e2e", []) => Ok(Task::EndToEnd { out: None }),
        ("e2e", [flag, folder]) if flag == "--out" => {
            Ok(Task::EndToEnd { out: Some(folder.into()) })
        }
        ("e2e", _) => Err("e2e takes --out FOLDER and nothing else".to_owned()),
        ("soak", []) => Ok(Task::Soak { is_quick: false }),
        ("soak", [flag]) if flag == "--quick" => Ok(Task::Soak { is_quick: true }),
        ("soak", _) => Err("soak takes --quick and nothing else".to_owned()),
        ("help" | "--help" | "-h", _) => Ok(Task::Help),
        _ => Err(format!("there is no command {command}")),
    }
}

/// The folder of the project.
fn root() -> Result<&'static Path> {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).context("an odd place")
}

/// Where cargo's own commands are installed that the project uses, kept between builds.
fn tools() -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo = cargo.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    Ok(cargo.context("there is no home folder")?.join("walkup-tools"))
}

/// Runs cargo at the project's root.
fn cargo(root: &Path, arguments: &[&str]) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let status = Command::new(cargo)
        .args(arguments)
        .current_dir(root)
        .status()
        .context("cargo could not be started")?;
    ensure!(status.success(), "cargo {} failed", arguments.join(" "));
    Ok(())
}
