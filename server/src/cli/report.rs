//! The command that makes a report.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use report_files::{Titles, csv, figure_titles, html, xlsx};
use shared::refusal::Refusal;
use shared::report::{Bound, Figures, Grouping, Report, ReportQuery, Value};
use shared::service::ServiceId;
use tempfile::TempDir;

use super::data::cancelled_by_signals;
use super::{ask, lock, print_lines};
use crate::clock::wall_ms;
use crate::core::{AdminRequest, GroupNames};
use crate::files::{NewFile, ensure_not_own};
use crate::jobs::{self, Cancel};
use crate::report::Plan;
use crate::settings::Settings;
use crate::store::{FILE, Reader};

/// The figures that a terminal has room for, each with what stands over its column.
const COLUMNS: [(&str, &str); 9] = [
    ("arrived", "arrived"),
    ("called", "called"),
    ("completed", "done"),
    ("no_show", "no-show"),
    ("left", "left"),
    ("wait_median_s", "wait"),
    ("wait_p90_s", "9 of 10"),
    ("service_median_s", "service"),
    ("in_time", "in time"),
];

#[derive(clap::Args)]
pub(super) struct ReportArgs {
    /// The first local day, such as 2026-11-24, or minute, such as 2026-11-24T09:00
    #[arg(long, value_name = "DATE")]
    from: Bound,
    /// The last local day, which is included, or the minute at which it ends
    #[arg(long, value_name = "DATE")]
    to: Bound,
    /// How tickets are grouped, instead of in every way: hour, weekday, day, service, reason, table,
    /// person
    #[arg(long, value_name = "HOW", value_delimiter = ',')]
    by: Option<Vec<Grouping>>,
    /// The one service that it is about
    #[arg(long, value_name = "ID")]
    service: Option<ServiceId>,
    #[command(flatten)]
    file: ReportFile,
    /// Replace the file if there is one
    #[arg(long)]
    force: bool,
}

/// Where it goes, instead of on the terminal.
#[derive(clap::Args)]
#[group(multiple = false)]
struct ReportFile {
    /// Write a CSV file
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write a workbook
    #[arg(long, value_name = "FILE")]
    xlsx: Option<PathBuf>,
    /// Write a page to print
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

pub(super) fn carry_out(args: ReportArgs, settings: &Settings) -> anyhow::Result<()> {
    let ReportArgs { from, to, by, service, file, force } = args;
    let place = file.csv.as_ref().or(file.xlsx.as_ref()).or(file.html.as_ref());
    if let Some(place) = place {
        ensure_not_own(place, &settings.data_dir, &settings.backup_dir())?;
        // Before a report is made that cannot be written.
        NewFile::create(place, force).map(drop)?;
    }
    // What only looks makes no database where there is none.
    match settings.database {
        Some(_) => drop(Reader::of(settings)?),
        None => drop(Reader::open_to_look(&settings.data_dir)?),
    }
    let query = ReportQuery { from, to, by, service };
    let lines = ask(settings, &AdminRequest::Report { query })?;
    let [plan, names] = lines.as_slice() else { bail!("the server's answer makes no sense") };
    let plan: Plan = serde_json::from_str(plan).context("the server's answer makes no sense")?;
    let mut titles = Titles::english();
    let names: GroupNames = serde_json::from_str(names).unwrap_or_default();
    for (grouping, key, name) in names {
        titles.name(grouping, key, name);
    }
    let cancel = cancelled_by_signals()?;
    let report = match make(&plan, settings, &cancel)? {
        Ok(report) => report,
        Err(refusal) => bail!(refusal),
    };
    let write = |place: &Path, bytes: &[u8]| {
        let mut new = NewFile::create(place, force)?;
        new.file().write_all(bytes).context("failed to write the file")?;
        cancel.check()?;
        new.put()
    };
    if let Some(place) = &file.csv {
        write(place, &csv(&report))
    } else if let Some(place) = &file.xlsx {
        write(place, &xlsx(&report, &titles).context("failed to make the workbook")?)
    } else if let Some(place) = &file.html {
        write(place, html(&report, &titles).as_bytes())
    } else {
        print_lines(lines_of(&report, &titles))
    }
}

/// Makes the report: with a running server from its tables, which it has just brought up to date;
/// without one nothing is changed, so what the tables lack comes to a copy of them.
fn make(
    plan: &Plan,
    settings: &Settings,
    cancel: &Cancel,
) -> anyhow::Result<Result<Report, Refusal>> {
    let make = |reader: &Reader| jobs::report::make(plan, reader, wall_ms, cancel, |_| {});
    if settings.database.is_some() {
        ask(settings, &AdminRequest::Level)?;
        return make(&Reader::of(settings)?);
    }
    let reader = Reader::open_to_look(&settings.data_dir)?;
    // Held only until it is known what the tables lack: a server may start while this reads, which
    // sees one moment whatever is written meanwhile.
    let alone: Option<File> = lock(settings)?;
    if alone.is_none() || reader.is_level().unwrap_or(false) {
        drop(alone);
        return make(&reader);
    }
    let copy = TempDir::with_prefix("walkup-report-").context("failed to make a directory")?;
    reader.backup(&copy.path().join(FILE), &|| cancel.is_cancelled())?;
    drop(alone);
    let there = Settings { data_dir: copy.path().to_owned(), ..settings.clone() };
    let levelled = jobs::administer_alone(&there, AdminRequest::Level)?;
    levelled.map_err(anyhow::Error::msg)?;
    make(&Reader::open(copy.path())?)
}

/// The report as plain tables.
fn lines_of(report: &Report, titles: &Titles) -> Vec<String> {
    let mut lines = vec![format!("{} to {}, {}", report.from, report.to, report.zone)];
    if let Some(service) = &report.service {
        lines.push(format!("service {}", titles.group(Grouping::Service, service.as_str())));
    }
    lines.push(String::new());
    for ((name, title, _), value) in figure_titles().iter().zip(report.total.values()) {
        lines.push(format!("{:<28}{:>10}", titles.get(*title), shown(name, value)));
    }
    for (grouping, groups) in &report.groups {
        let named = groups.iter().map(|it| (titles.group(*grouping, &it.key), &it.figures));
        let width = named.clone().map(|(name, _)| name.chars().count()).max().unwrap_or(0).max(12);
        lines.push(String::new());
        let mut line = format!("{:<width$}", titles.grouping(*grouping));
        for (_, title) in COLUMNS {
            let _ = write!(line, "{title:>10}");
        }
        lines.push(line);
        for (name, figures) in named {
            let mut line = format!("{name:<width$}");
            for (column, _) in COLUMNS {
                let mut values = Figures::NAMES.iter().zip(figures.values());
                let value = values.find(|(name, _)| **name == column);
                let value = value.map(|(name, value)| shown(name, value)).unwrap_or_default();
                // Writing to a string does not fail.
                let _ = write!(line, "{value:>10}");
            }
            lines.push(line);
        }
    }
    if !report.tables.is_empty() {
        lines.push(String::new());
        lines.push(format!("{:<12}{:>10}", "Tables", "in time"));
    }
    for with in &report.tables {
        lines.push(format!("{:<12}{:>10}", with.n, shown("in_time", Value::Ratio(with.in_time))));
    }
    lines
}

/// A figure as people read it: seconds as minutes and seconds, ratios in percent.
fn shown(name: &str, value: Value) -> String {
    match value {
        Value::Whole(seconds) if name.ends_with("_s") => {
            format!("{}:{:02}", seconds / 60, seconds % 60)
        }
        Value::Whole(count) => count.to_string(),
        Value::Ratio(ratio) => format!("{:.1}%", ratio * 100.0),
        Value::Mean(mean) => format!("{mean:.1}"),
        Value::Nothing => "-".to_owned(),
    }
}
