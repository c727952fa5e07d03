//! The program: reads its flags and settings, opens the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::io::BufRead as _;
use std::path::PathBuf;

use anyhow::Context as _;
use app_kit::address::ServerAddress;
use app_kit::machine::{keep_awake, random_key};
use app_kit::settings::{SettingsError, SettingsFile};
use app_kit::sound::Sounder;
use app_kit::text::Languages;
use app_kit::widgets::AskServer;
use clap::Parser;
use kiosk_app::app::{KioskApp, Outside, real_clock, real_line};
use kiosk_app::model::Model;
use kiosk_app::opening::Opening;
use kiosk_app::owed::OwedFile;
use kiosk_app::pin::PinHash;
use kiosk_app::settings::Settings;
use tracing::{info, warn};

/// The window at which visitors take a number.
#[derive(Debug, Parser)]
#[command(name = "walkup-kiosk", version)]
struct Flags {
    /// The server's address, such as desk.example or 10.0.0.7:7420; else the one in the settings
    #[arg(long)]
    server: Option<ServerAddress>,
    /// Where settings are kept
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Opens a plain window that can be closed, for trying out
    #[arg(long)]
    windowed: bool,
    /// Reads a PIN of 4 to 12 digits from standard input, keeps its hash in the settings and ends
    #[arg(long)]
    set_pin: bool,
    /// Lists what the sentences in a folder lack, and what is too long or mistaken in them
    #[arg(long, value_name = "FOLDER")]
    words_check: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let clock = real_clock();
    let flags = Flags::parse();
    if let Some(folder) = flags.words_check {
        return app_kit::text::check::run(&folder).context("failed to check the sentences");
    }
    app_kit::log::start();
    let file = SettingsFile::find(flags.settings, "kiosk").context("failed to start")?;
    if flags.set_pin {
        return set_pin(&file);
    }
    let (mut settings, was_read) = match file.load::<Settings>() {
        Ok(settings) => (settings, true),
        Err(error @ SettingsError::Damaged { .. }) => {
            // Visitors still get tickets; the file stays as it is, for somebody to mend.
            warn!("failed to {error}; starting with the defaults");
            (Settings::default(), false)
        }
        Err(error) => return Err(error).context("failed to start"),
    };
    if let Some(server) = flags.server.map(|server| server.short())
        && server != settings.server
    {
        settings.server = server;
        // What was accepted there, and the key of it, are of no use with another.
        settings.certificate = None;
        settings.device_key = None;
        if was_read && let Err(error) = file.save(&settings) {
            warn!("failed to {error}; the server must be named again next time");
        }
    }
    // Without one, or with one that names no server, the window asks.
    let address: Option<ServerAddress> = settings.server.parse().ok();
    let owed = OwedFile::beside(file.path()).context("failed to start")?;
    let keys = owed.load().unwrap_or_else(|error| {
        warn!("failed to {error}; a ticket that nobody holds may wait at the desk");
        Vec::new()
    });
    if !keys.is_empty() {
        info!("{} unanswered requests of the last run will be withdrawn", keys.len());
    }
    if !flags.windowed {
        keep_awake("Walkup kiosk", "walkup.kiosk", "visitors take a number here");
    }

    let mut viewport = egui::ViewportBuilder::default()
        .with_title("Walkup kiosk")
        .with_app_id("walkup-kiosk")
        .with_inner_size([1280.0, 800.0]);
    if !flags.windowed {
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
    eframe::run_native(
        "Walkup kiosk",
        options,
        Box::new(move |cc| {
            let sounder = settings.sound.then(Sounder::start).and_then(|sounder| {
                sounder.map_err(|error| warn!("sounds stay off: {error}")).ok()
            });
            let words = Languages::load(settings.words.as_deref());
            let kept_in = file.clone();
            let start = move |address: ServerAddress, ctx: &egui::Context| {
                let outside = Outside {
                    line: real_line(address.clone(), settings.known(), kept_in, ctx)?,
                    clock,
                    owed: Some(owed),
                    sounder,
                    is_windowed: flags.windowed,
                };
                let settings = Settings { server: address.short(), ..settings };
                let model = Model::new(settings, keys, random_key);
                Ok(KioskApp::new(ctx, model, words, outside))
            };
            Ok(Box::new(match address {
                Some(address) => Opening::Kiosk(Box::new(start(address, &cc.egui_ctx)?)),
                None => Opening::asking(
                    &cc.egui_ctx,
                    AskServer::browsing(&cc.egui_ctx),
                    Box::new(move |address, ctx| {
                        remember_server(&file, &address, was_read);
                        start(address, ctx)
                    }),
                ),
            }))
        }),
    )
    .map_err(|error| anyhow::anyhow!("failed to open the window: {error}"))
}

/// Keeps the address that was typed, so that it is asked once.
fn remember_server(file: &SettingsFile, address: &ServerAddress, was_read: bool) {
    let keep = || {
        let settings: Settings = file.load()?;
        file.save(&Settings { server: address.short(), ..settings })
    };
    if was_read && let Err(error) = keep() {
        warn!("failed to {error}; the server must be named again next time");
    }
}

fn set_pin(file: &SettingsFile) -> anyhow::Result<()> {
    let mut settings: Settings = file.load().context("failed to set the PIN")?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("failed to read the PIN")?;
    settings.pin = Some(PinHash::of(line.trim()).context("failed to set the PIN")?);
    file.save(&settings).context("failed to set the PIN")?;
    info!("the PIN is set, in {}", file.path().display());
    Ok(())
}
