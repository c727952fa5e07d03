//! What Walkup costs and how fast it is, beside its floors and its peers, all as real processes on
//! this machine and in turns within one run. `cargo xtask bench` builds and runs it.
//!
//! [`stages`] measure; [`client`] and [`dialect`] are the load generator, the same for every server;
//! [`floor`] and [`peers`] are what is measured against; [`process`] starts them all and reads what
//! they cost; [`report`] and [`plot`] tell it. [`soak`] is the stage that looks for mistakes
//! rather than for time.

mod client;
mod dialect;
mod figures;
mod floor;
mod machine;
mod options;
mod peers;
mod plot;
mod process;
mod report;
mod soak;
mod stages;
mod tls;

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};
use nix::sys::resource::{Resource, getrlimit, setrlimit};

use options::{Options, USAGE};
use report::Section;
use stages::{Bench, NAMED, STAGES};

/// What was found out by other means, and is told after what this program has measured.
const BY_HAND: &str = include_str!("../by-hand.md");

fn main() -> ExitCode {
    match begin() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn begin() -> Result<ExitCode> {
    process::leash()?;
    if floor::served()? {
        return Ok(ExitCode::SUCCESS);
    }
    let mut arguments = std::env::args().skip(1);
    let root = PathBuf::from(arguments.next().context("where is the project?")?);
    let names: Vec<&str> = STAGES.iter().map(|stage| stage.0).collect();
    match Options::parse(&arguments.collect::<Vec<_>>(), &names) {
        Ok(options) => run(&root, &options).map(|()| ExitCode::SUCCESS),
        Err(complaint) => {
            eprintln!("{complaint}\n\n{USAGE}");
            Ok(ExitCode::from(2))
        }
    }
}

fn run(root: &Path, options: &Options) -> Result<()> {
    allow_many_connections();
    let target = root.join("target/bench");
    let kept = target.join("results");
    let scratch = target.join("scratch");
    let is_whole = options.only.is_empty();
    if is_whole && kept.exists() {
        std::fs::remove_dir_all(&kept)?;
    }
    for folder in [&kept, &scratch] {
        std::fs::create_dir_all(folder)?;
    }
    let walkup = root.join("target/release/walkup-server");
    let bench = Bench {
        target: root.join("target"),
        walkup,
        scratch,
        is_quick: options.is_quick,
        rounds: options.rounds.map_or(1, NonZero::get),
    };
    for (name, stage) in STAGES.iter().filter(|(name, _)| options.wants(name, NAMED.contains(name)))
    {
        println!("\n· {name}");
        let (began, moment) = (Instant::now(), machine::moment(root));
        let mut section = stage(&bench).with_context(|| format!("failed to measure {name}"))?;
        section.measured = format!("{moment}, in {:.0} s", began.elapsed().as_secs_f64());
        section.is_quick = options.is_quick;
        tell(&section);
        let file = kept.join(format!("{name}.json"));
        std::fs::write(file, serde_json::to_string_pretty(&section)?)?;
    }
    let default =
        if is_whole && !options.is_quick { root.join("docs") } else { target.join("report") };
    let out = options.out.clone().unwrap_or(default);
    write(root, &kept, &out)
}

fn tell(section: &Section) {
    for table in &section.tables {
        print!("{}", table.plain());
    }
    print!("{}", report::verdicts(&section.verdicts).plain().replace("**", ""));
    for note in &section.notes {
        println!("  {note}");
    }
}

/// Writes the page and its plots, of all that was measured by now.
fn write(root: &Path, kept: &Path, out: &Path) -> Result<()> {
    let mut sections = Vec::new();
    for (name, _) in STAGES {
        if let Ok(text) = std::fs::read_to_string(kept.join(format!("{name}.json"))) {
            match serde_json::from_str::<Section>(&text) {
                Ok(section) => sections.push(section),
                Err(_) => println!("The kept result of {name} is of another version: left out."),
            }
        }
    }
    let plots = out.join("plots");
    std::fs::create_dir_all(&plots)?;
    for plot in sections.iter().flat_map(|section| &section.plots) {
        std::fs::write(plots.join(format!("{}.svg", plot.file)), plot::svg(plot)?)?;
    }
    let file = out.join("performance.md");
    std::fs::write(&file, report::page(&sections, &machine::describe(root), BY_HAND))?;
    println!("\nWritten: {}", file.display());
    Ok(())
}

/// Lets this process and those it starts have as many open files as they may, and more where the
/// system lets us say so.
fn allow_many_connections() {
    let enough = 150_000;
    if setrlimit(Resource::RLIMIT_NOFILE, enough, enough).is_err()
        && let Ok((_, hard)) = getrlimit(Resource::RLIMIT_NOFILE)
    {
        // What does not fit is said by the stage that needs it.
        setrlimit(Resource::RLIMIT_NOFILE, hard, hard).ok();
    }
}
