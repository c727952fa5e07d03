//! How the server is.

use app_kit::text::{Speech, times};
use app_kit::theme::{Theme, Weight};
use app_kit::widgets::Button;
use egui::Ui;
use lucide_icons::Icon;
use shared::health::{Links, ServerHealth};
use shared::message::Trouble;

use super::super::parts;
use super::live_button_ui;
use crate::model::pages::Asked;
use crate::model::{Action, Ask, Model};
use crate::words::PageSay;

/// How many backups are listed.
const LISTED: usize = 5;

/// What a unit of size is worth beside the next smaller one.
const STEP: f64 = 1000.0;

pub(super) fn page_ui(ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
    let text = model.page_words(PageSay::LookAgain);
    let is_pending = model.is_asked(|asked| *asked == Asked::Health);
    let again = Button::new(&text).icon(Icon::RefreshCw).pending(is_pending);
    if live_button_ui(ui, model, again) {
        actions.push(Action::Page(Ask::Refresh));
    }
    if !super::is_heard_ui(ui, model, model.pages.health.is_some()) {
        return;
    }
    let Some(health) = &model.pages.health else { return };
    reach_ui(ui, model, health);
    links_ui(ui, model, health);
    super::part_ui(ui, &model.page_words(PageSay::PrintersHeading));
    super::printing::printers_ui(ui, model);
    sheets_ui(ui, model, health);
    backups_ui(ui, model, health, actions);
    super::part_ui(ui, &model.page_words(PageSay::DiskHeading));
    match health.disk_free {
        Some(bytes) => {
            let size = size_words(model.speech, bytes);
            fact_ui(ui, &model.page_words(PageSay::DiskFree { size: &size }));
        }
        None => drop(parts::quiet_ui(ui, &model.page_words(PageSay::DiskUnknown))),
    }
    if health.disk_low {
        parts::problem_ui(ui, &model.page_words(PageSay::DiskIsLow));
    }
    super::part_ui(ui, &model.page_words(PageSay::ClockHeading));
    let at = times::local(health.now);
    fact_ui(ui, &format!("{} · {}", model.speech.date_long(at.date()), model.speech.time(at)));
    if health.clock_doubted {
        parts::problem_ui(ui, &model.page_words(PageSay::ClockDoubted));
    }
    super::part_ui(ui, &model.page_words(PageSay::ConnectionsHeading));
    for say in [
        PageSay::ConnectedStaff { count: health.staff },
        PageSay::ConnectedKiosks { count: health.kiosks },
        PageSay::ConnectedDisplays { count: health.displays },
    ] {
        fact_ui(ui, &model.page_words(say));
    }
    super::part_ui(ui, &model.page_words(PageSay::VersionHeading));
    fact_ui(ui, &format!("Walkup {}", health.version));
}

fn fact_ui(ui: &mut Ui, text: &str) {
    parts::text_ui(ui, text, 0, Weight::Regular);
}

fn reach_ui(ui: &mut Ui, model: &Model, health: &ServerHealth) {
    super::part_ui(ui, &model.page_words(PageSay::ReachHeading));
    if health.this_computer_only {
        parts::problem_ui(ui, &model.page_words(PageSay::ThisComputerOnly));
    }
    let say = if health.encrypted { PageSay::ReachedEncrypted } else { PageSay::ReachedPlain };
    fact_ui(ui, &format!("{} · {}", health.listen, model.page_words(say)));
}

/// Whether tickets come with a link to their visitor's own page, or why not.
fn links_ui(ui: &mut Ui, model: &Model, health: &ServerHealth) {
    let Some(links) = health.links else { return };
    super::part_ui(ui, &model.page_words(PageSay::LinksHeading));
    let say = match links {
        Links::Given => PageSay::LinksGiven,
        Links::Off => PageSay::LinksOff,
        Links::NoAddress => PageSay::LinksNoAddress,
        Links::NoCertificate => PageSay::LinksNoCertificate,
        Links::NotEncrypted => PageSay::LinksNotEncrypted,
    };
    fact_ui(ui, &model.page_words(say));
}

/// The tickets that wait for a printer, and those that may not be printed: how many, and since when.
fn sheets_ui(ui: &mut Ui, model: &Model, health: &ServerHealth) {
    let unprinted = || {
        let warnings = model.mirror.warnings.0.iter();
        let unprinted = warnings.filter(|it| matches!(it.trouble, Trouble::Unprinted { .. }));
        unprinted.map(|it| it.since)
    };
    // What came after the server was asked last is told by itself.
    let when = |since| super::since_words(model, health.now.max(since), since);
    if let Some(sheets) = health.sheets {
        let (count, when) = (sheets.waiting, when(sheets.since));
        fact_ui(ui, &model.page_words(PageSay::SheetsWaiting { count, when: &when }));
    }
    if let Some(first) = unprinted().min() {
        let (count, when) = (unprinted().count() as u64, when(first));
        parts::problem_ui(ui, &model.page_words(PageSay::SheetsUnprinted { count, when: &when }));
    } else if health.sheets.is_none() {
        parts::quiet_ui(ui, &model.page_words(PageSay::SheetsNone));
    }
}

fn backups_ui(ui: &mut Ui, model: &Model, health: &ServerHealth, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    super::part_ui(ui, &model.page_words(PageSay::BackupHeading));
    if health.backup_failed {
        parts::problem_ui(ui, &model.page_words(PageSay::BackupDidFail));
    }
    let last =
        health.backups.first().map(|backup| super::since_words(model, health.now, backup.at));
    fact_ui(
        ui,
        &model.page_words(match &last {
            Some(when) => PageSay::LastBackup { when },
            None => PageSay::NoBackupYet,
        }),
    );
    parts::quiet_ui(
        ui,
        &model.page_words(match health.backups_kept {
            0 => PageSay::NoBackupsKept,
            count => PageSay::BackupsKept { count: count.into() },
        }),
    );
    for backup in health.backups.iter().take(LISTED) {
        let at = times::local(backup.at);
        let when = format!("{} {}", model.speech.date(at.date()), model.speech.time(at));
        let line = format!("{when} · {} · {}", size_words(model.speech, backup.bytes), backup.name);
        parts::quiet_name_ui(ui, &line);
    }
    if model.is_admin() {
        ui.add_space(theme.space(1.0));
        let text = model.page_words(PageSay::BackUpNow);
        let is_pending = model.is_asked(|asked| *asked == Asked::Backup);
        let button = Button::new(&text).icon(Icon::HardDriveDownload).pending(is_pending);
        if live_button_ui(ui, model, button) {
            actions.push(Action::Page(Ask::BackUp));
        }
    }
}

/// A size as people say it, such as `1.4 GB`.
fn size_words(speech: Speech, bytes: u64) -> String {
    let mut size = bytes as f64;
    let mut unit = "B";
    for larger in ["kB", "MB", "GB", "TB"] {
        if size < STEP {
            break;
        }
        size /= STEP;
        unit = larger;
    }
    let tenths = (size * 10.0).round() as u64;
    let number = if tenths < 100 && unit != "B" {
        let (whole, tenths) = ((tenths / 10).to_string(), (tenths % 10).to_string());
        speech.say(PageSay::Tenths { whole: &whole, tenths: &tenths })
    } else {
        format!("{size:.0}")
    };
    speech.say(PageSay::Size { number: &number, unit })
}

#[cfg(test)]
mod tests {
    use app_kit::text::Languages;

    use super::*;

    #[test]
    fn a_size_is_told_in_the_unit_that_fits() {
        let languages = Languages::built_in();
        let said = |language: &str, bytes| size_words(languages.speech(language), bytes);
        for (bytes, words) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_400, "1.4 kB"),
            (9_960, "10 kB"),
            (52_000_000, "52 MB"),
            (1_440_000_000, "1.4 GB"),
        ] {
            assert_eq!(said("en", bytes), words);
        }
        assert_eq!(said("de", 1_400), "1,4 kB");
        assert_eq!(said("fr", 1_440_000_000), "1,4 Go");
    }
}
