//! The board on a television.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use app_kit::address::ServerAddress;
use app_kit::settings::SettingsFile;
use app_kit::sound::Sounder;
use clap::Parser;
use display_app::app::{BoardApp, Options};
use display_app::settings::Settings;
use tracing::{error, warn};

/// Shows which table serves which ticket, read from across a room
#[derive(Debug, Parser)]
#[command(name = "walkup-display", version)]
struct Arguments {
    /// Where the server is, such as desk.example or 10.0.0.7:7420
    #[arg(long, value_name = "URL")]
    server: Option<ServerAddress>,
    /// In a window instead of filling the screen
    #[arg(long)]
    windowed: bool,
    /// Which settings file
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Which monitor: its number, counted from 0, or a part of its name
    #[arg(long, value_name = "N|NAME")]
    monitor: Option<String>,
    /// Lists what the sentences in a folder lack, and what is too long or mistaken in them
    #[arg(long, value_name = "FOLDER")]
    words_check: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    app_kit::log::start();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            error!("failed to {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn saved_server(settings: &Settings) -> Option<String> {
    settings.server.parse::<ServerAddress>().ok().map(|server| server.short())
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    if let Some(folder) = arguments.words_check {
        return app_kit::text::check::run(&folder).context("check the sentences");
    }
    let file = SettingsFile::find(arguments.settings, "display")?;
    let mut settings: Settings = file.load()?;
    settings.check().map_err(anyhow::Error::msg)?;
    let saved = settings.server.trim();
    let server = match arguments.server {
        Some(server) => Some(server),
        None if saved.is_empty() => None,
        None => Some(saved.parse().with_context(|| format!("use the server {saved:?}"))?),
    };
    if server.as_ref().map(ServerAddress::short) != saved_server(&settings) {
        // What was accepted there, and the key of it, are of no use with another.
        settings.certificate = None;
        settings.device_key = None;
    }
    let monitor = arguments.monitor.or_else(|| settings.monitor.clone());
    let sounder = Sounder::start().inspect_err(|error| warn!("there is no sound: {error}")).ok();
    let is_windowed = arguments.windowed;
    let mut viewport = egui::ViewportBuilder::default()
        .with_title("Walkup board")
        .with_app_id("io.github.walkup.display")
        .with_inner_size([1280.0, 720.0]);
    if !is_windowed {
        app_kit::machine::keep_awake(
            "Walkup board",
            "io.github.walkup.display",
            "The board is shown",
        );
        viewport = viewport.with_fullscreen(true).with_decorations(false);
    }
    let native = eframe::NativeOptions {
        viewport,
        // With several renderers built in, the first one of another crate's choice would serve.
        renderer: eframe::Renderer::Glow,
        ..Default::default()
    };
    let options = Options { settings, file, server, monitor, is_windowed, sounder };
    eframe::run_native(
        "Walkup board",
        native,
        Box::new(|creation| {
            let mut app = BoardApp::new(creation, options);
            app.look_for_servers(&creation.egui_ctx);
            Ok(Box::new(app))
        }),
    )
    .map_err(|error| anyhow::anyhow!("open a window: {error}"))
}
