//! `hours`: when the desk is open.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Subcommand;
use shared::calendar::{Calendar, NotCalendar};
use shared::command::Day;

use super::{administer, ask, print_lines};
use crate::core::AdminRequest;
use crate::settings::Settings;

#[derive(Subcommand)]
pub(super) enum HoursCommand {
    /// List the hours of the 14 days from one on
    Show {
        /// The first local day, such as 2026-12-21; otherwise today
        from: Option<Day>,
    },
    /// Close the desk on the holidays of a calendar file (.ics)
    Import {
        /// The file
        file: PathBuf,
        /// Only say what is in it
        #[arg(long)]
        dry_run: bool,
    },
}

pub(super) fn carry_out(command: HoursCommand, settings: &Settings) -> anyhow::Result<()> {
    match command {
        HoursCommand::Show { from } => {
            let from = from.map(|day| day.0);
            administer(settings, &AdminRequest::HoursShow { from })
        }
        HoursCommand::Import { file, dry_run } => {
            let bytes =
                fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            let today = chrono::Local::now().date_naive();
            let calendar = match Calendar::read(&bytes, today) {
                Ok(calendar) => calendar,
                Err(NotCalendar::TooLarge) => bail!("{} is too large", file.display()),
                Err(NotCalendar::NoCalendar) => bail!("{} is no calendar", file.display()),
            };
            let days = calendar.holidays.iter();
            let mut lines: Vec<String> = days
                .clone()
                .map(|day| format!("{}\t{}\t{}", day.from, day.to, day.name).trim_end().to_owned())
                .collect();
            for (count, why) in [
                (calendar.repeating, "repeat"),
                (calendar.timed, "have a time of day"),
                (calendar.past, "are over"),
                (calendar.unreadable, "cannot be read"),
            ] {
                if count > 0 {
                    lines.push(format!("left out: {count} that {why}"));
                }
            }
            if !dry_run && !calendar.holidays.is_empty() {
                let days = days.map(shared::calendar::Holiday::exception).collect();
                lines.extend(ask(settings, &AdminRequest::HoursAdd { days })?);
            }
            print_lines(lines)
        }
    }
}
