//! The program: reads its flags and settings, opens the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::io::{BufRead as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use app_kit::address::ServerAddress;
use app_kit::machine::{keep_awake, random_key};
use app_kit::pin::PinHash;
use app_kit::settings::SettingsFile;
use app_kit::shell::crash::After;
use app_kit::shell::start::{self, Program, Shell};
use app_kit::shell::{Health, Keeper, Reason, State};
use app_kit::sound::Sounder;
use app_kit::widgets::AskServer;
use clap::Parser;
use kiosk_app::app::{KioskApp, Outside, real_clock, real_line};
use kiosk_app::model::Model;
use kiosk_app::opening::Opening;
use kiosk_app::owed::OwedFile;
use kiosk_app::print::sheet::Press;
use kiosk_app::print::{self, Ended, Patience, Printer as _, Printing, Requester, Told};
use kiosk_app::settings::Settings;
use shared::device::Paper;
use tracing::{info, warn};

/// The window at which visitors take a number.
#[derive(Debug, Parser)]
#[command(name = "walkup-kiosk", version)]
struct Flags {
    #[command(flatten)]
    common: start::Flags,
    /// Reads a PIN of 4 to 12 digits from standard input, keeps its hash in the settings and ends
    #[arg(long)]
    set_pin: bool,
    /// Prints a sample ticket as the settings say, or writes its picture into FILE, and ends
    #[arg(long, value_name = "FILE.png", num_args = 0..=1)]
    print_test: Option<Option<PathBuf>>,
    /// Writes the picture of --print-test over a file that is there
    #[arg(long, requires = "print_test")]
    force: bool,
}

const PROGRAM: Program = Program {
    name: "walkup-kiosk",
    settings: "kiosk",
    is_device: true,
    after_a_crash: After::StartAgain,
};

fn main() -> ExitCode {
    let clock = real_clock();
    let flags: Flags = match start::flags() {
        Ok(flags) => flags,
        Err(code) => return code,
    };
    if let Some(code) = start::check_words(&flags.common) {
        return code;
    }
    match run(&flags, clock) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => start::fail(error.as_ref()),
    }
}

fn run(flags: &Flags, clock: Box<dyn Fn() -> i64>) -> anyhow::Result<()> {
    if flags.set_pin {
        app_kit::log::start();
        let file = SettingsFile::find(flags.common.settings.clone(), "kiosk")?;
        return set_pin(Keeper::load(file));
    }
    if let Some(file) = &flags.print_test {
        app_kit::log::start();
        let settings = SettingsFile::find(flags.common.settings.clone(), "kiosk")?;
        let settings = Keeper::load(settings).settings;
        return match file {
            Some(file) => write_sample(&settings, file, flags.force),
            None => print_sample(&settings),
        };
    }
    let shell = Shell::<Settings>::open(PROGRAM, &flags.common)?;
    let first = shell.standing().state();
    // Held until the window is gone.
    let (mut keeper, address, instance) = shell.into_parts();
    let is_windowed = flags.common.windowed;
    let is_asked = address.is_none();
    if !is_windowed {
        keep_awake("Walkup kiosk", "walkup.kiosk", "visitors take a number here");
    }

    let mut viewport = egui::ViewportBuilder::default()
        .with_title("Walkup kiosk")
        .with_app_id("walkup-kiosk")
        .with_inner_size([1280.0, 800.0]);
    if !is_windowed {
        viewport = viewport
            .with_fullscreen(true)
            .with_decorations(false)
            .with_window_level(egui::WindowLevel::AlwaysOnTop);
    }
    let options = eframe::NativeOptions {
        viewport,
        renderer: eframe::Renderer::Glow,
        persist_window: false,
        ..Default::default()
    };
    let beside = flags.common.beside;
    let held = &instance;
    eframe::run_native(
        "Walkup kiosk",
        options,
        Box::new(move |cc| {
            held.show_when_asked(&cc.egui_ctx);
            if let Some(beside) = beside {
                beside.install(&cc.egui_ctx);
            }
            let settings = &keeper.settings;
            let sounder = settings.sound.then(Sounder::start).and_then(|sounder| {
                sounder.map_err(|error| warn!("sounds stay off: {error}")).ok()
            });
            // Whoever sets it up, or has to mend it, reads the language of the system.
            let is_known = !matches!(keeper.health(), Health::New | Health::Lost);
            let language = if is_known { &settings.language } else { "" };
            let (words, speech) = start::speech(settings.words.as_deref(), language);
            speech.install(&cc.egui_ctx);
            let file = keeper.path().display().to_string();
            let start = move |address: ServerAddress, ctx: &egui::Context| {
                // A server of the command line is that of this run; one that was chosen stays.
                if is_asked {
                    keeper.change_servers(|servers| servers.choose(&address));
                }
                let settings = keeper.settings.clone().with_server(&address);
                let (owed, unsettled) =
                    OwedFile::open(keeper.path(), &address).map_err(std::io::Error::other)?;
                let (keys, printing) = (unsettled.keys.len(), unsettled.printing.len());
                if keys > 0 {
                    info!("{keys} unanswered requests of the last run will be withdrawn");
                }
                if printing > 0 {
                    info!("{printing} tickets of the last run may not be printed");
                }
                let printer = {
                    let ctx = ctx.clone();
                    let wake = move || ctx.request_repaint();
                    Printing::start(words, &settings.language, Patience::default(), wake)?
                };
                let outside = Outside {
                    printer: Some(Box::new(printer)),
                    line: real_line(address, keeper, ctx)?,
                    clock,
                    owed: Some(owed),
                    sounder,
                    is_windowed,
                };
                Ok(KioskApp::new(ctx, Model::new(settings, unsettled, random_key), words, outside))
            };
            Ok(Box::new(match (address, first) {
                (Some(address), _) => Opening::Kiosk(Box::new(start(address, &cc.egui_ctx)?)),
                (None, State::Setup(Reason::LookAfter)) => Opening::look_after(&cc.egui_ctx, file),
                (None, _) => Opening::asking(
                    &cc.egui_ctx,
                    AskServer::browsing(&cc.egui_ctx),
                    Box::new(start),
                ),
            }))
        }),
    )
    .map_err(|error| anyhow::anyhow!("failed to open the window: {error}"))
}

/// Writes what a sample would look like, over a file that is there only where that is said.
fn write_sample(settings: &Settings, path: &Path, force: bool) -> anyhow::Result<()> {
    let (words, speech) = start::speech(settings.words.as_deref(), &settings.language);
    let sheet = print::sample(speech, &settings.organisation);
    let width = settings.print.width.unwrap_or_default();
    let picture = Press::new(words, &settings.language).draw(&sheet, width).picture();
    let mut png = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).context("failed to make the picture")?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(!force).create(force).truncate(force);
    let written = options.open(path).and_then(|mut file| file.write_all(png.get_ref()));
    match written {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            anyhow::bail!("{} is there already; --force writes over it", path.display())
        }
        written => written.with_context(|| format!("failed to write {}", path.display()))?,
    }
    info!("the sample is {}", path.display());
    Ok(())
}

/// Prints a sample, and waits until it is known how that ended.
fn print_sample(settings: &Settings) -> anyhow::Result<()> {
    let (words, speech) = start::speech(settings.words.as_deref(), &settings.language);
    let sheet = print::sample(speech, &settings.organisation);
    if settings.print.printer.is_none() {
        anyhow::bail!(
            "failed to print: the settings name no printer. Write it into the kiosk's file, such as \
             `[print]` and below it `printer = \"tcp://192.168.1.20\"`"
        );
    }
    let (wake, woken) = std::sync::mpsc::channel();
    let wake = move || {
        // Whoever waits may have gone.
        wake.send(()).ok();
    };
    let mut printing = Printing::start(words, &settings.language, Patience::default(), wake)?;
    printing.configure(settings.print.clone());
    printing.print(sheet, Requester::Visitor);
    let mut ended = None;
    let mut paper = None;
    while ended.is_none() || paper.is_none() {
        woken.recv().context("failed to print: the printer's thread has ended")?;
        for told in printing.poll() {
            match told {
                Told::Paper(told) => paper = Some(told),
                Told::Ticket(_, _, how) => ended = Some(how),
            }
        }
    }
    let paper = paper.unwrap_or(Paper::Error);
    match ended {
        Some(Ended::Printed) => {
            info!("the sample is printed; the printer says: {paper}");
            Ok(())
        }
        Some(Ended::NotBegun) | None => anyhow::bail!("failed to print; the printer: {paper}"),
        Some(Ended::Interrupted) => {
            anyhow::bail!("the sample may not be printed whole; the printer: {paper}")
        }
    }
}

fn set_pin(mut keeper: Keeper<Settings>) -> anyhow::Result<()> {
    if !start::may_be_set_up(keeper.health()) {
        anyhow::bail!("failed to set the PIN: mend {} first", keeper.path().display());
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("failed to read the PIN")?;
    keeper.settings.pin = Some(PinHash::of(line.trim()).context("failed to set the PIN")?);
    keeper.try_save().context("failed to set the PIN")?;
    info!("the PIN is set, in {}", keeper.path().display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_flags_are_whole() {
        Flags::command().debug_assert();
    }
}
