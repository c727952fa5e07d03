//! The program: reads its flags and settings, opens the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::path::PathBuf;

use anyhow::Context as _;
use app_kit::address::ServerAddress;
use app_kit::machine::random_key;
use app_kit::settings::{SettingsError, SettingsFile};
use app_kit::text::Languages;
use clap::Parser;
use staff_app::app::{StaffApp, real_environment};
use staff_app::model::Model;
use staff_app::settings::Settings;

/// The window at which Walkup's staff work.
#[derive(Debug, Parser)]
#[command(name = "walkup-staff", version)]
struct Flags {
    /// The server's address, such as desk.example or 10.0.0.7:7420; else the one used last
    #[arg(long)]
    server: Option<ServerAddress>,
    /// Where settings are kept
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Opens a plain window, which this program always does
    #[arg(long)]
    windowed: bool,
    /// Lists what the sentences in a folder lack, and what is too long or mistaken in them
    #[arg(long, value_name = "FOLDER")]
    words_check: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let flags = Flags::parse();
    if let Some(folder) = flags.words_check {
        return app_kit::text::check::run(&folder).context("failed to check the sentences");
    }
    app_kit::log::start();
    let file = SettingsFile::find(flags.settings, "staff").context("failed to start")?;
    let mut settings: Settings = match file.load() {
        Ok(settings) => settings,
        Err(error @ SettingsError::Damaged { .. }) => {
            // The window still opens; the file stays until something is saved over it.
            tracing::warn!("failed to {error}; starting with the defaults");
            Settings::default()
        }
        Err(error) => return Err(error).context("failed to start"),
    };
    if let Some(server) = flags.server
        && settings.server.parse() != Ok(server.clone())
    {
        // A sign-in belongs to the server that gave it, and so does its certificate.
        settings.token = None;
        settings.is_token_in_keyring = false;
        settings.certificate = None;
        settings.server = server.short();
    }
    let mut viewport = egui::ViewportBuilder::default()
        .with_title("Walkup staff")
        .with_app_id("walkup-staff")
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([900.0, 600.0]);
    if let Some([left, top, width, height]) = settings.window {
        viewport = viewport.with_position([left, top]).with_inner_size([width, height]);
    }
    let options = eframe::NativeOptions {
        viewport,
        renderer: eframe::Renderer::Glow,
        persist_window: false,
        ..Default::default()
    };
    eframe::run_native(
        "Walkup staff",
        options,
        Box::new(move |cc| {
            let languages = Languages::load(settings.words.as_deref());
            let model = Model::new(settings, random_key);
            let environment = real_environment(file, languages);
            let mut app = StaffApp::new(&cc.egui_ctx, model, environment);
            app.look_for_servers(&cc.egui_ctx);
            Ok(Box::new(app))
        }),
    )
    .map_err(|error| anyhow::anyhow!("failed to open the window: {error}"))
}
