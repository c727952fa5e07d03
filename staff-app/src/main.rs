//! The program: reads its flags and settings, opens the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

use app_kit::machine::random_key;
use app_kit::shell::crash::After;
use app_kit::shell::start::{self, Program, Shell};
use app_kit::text::Languages;
use clap::Parser;
use staff_app::app::{StaffApp, real_environment};
use staff_app::icon::icon;
use staff_app::model::Model;
use staff_app::settings::Settings;

/// The window at which Walkup's staff work
#[derive(Debug, Parser)]
#[command(name = "walkup-staff", version)]
struct Arguments {
    #[command(flatten)]
    common: start::Flags,
}

/// Somebody sits at this window, and starts it again after a crash.
const PROGRAM: Program = Program {
    name: "walkup-staff",
    settings: "staff",
    is_device: false,
    after_a_crash: After::Nothing,
};

fn main() -> ExitCode {
    let arguments: Arguments = match start::flags() {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    if let Some(code) = start::check_words(&arguments.common) {
        return code;
    }
    match run(&arguments.common) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => start::fail(error.as_ref()),
    }
}

fn run(flags: &start::Flags) -> anyhow::Result<()> {
    let shell = Shell::<Settings>::open(PROGRAM, flags)?;
    let log = shell.log.as_ref().map(|log| log.display().to_string());
    // Held until the window is gone.
    let (keeper, server, instance) = shell.into_parts();
    let mut settings = keeper.settings.clone();
    if let Some(server) = server {
        settings.go_to(&server);
    }
    let mut viewport = egui::ViewportBuilder::default()
        .with_title("Walkup")
        .with_app_id("walkup-staff")
        .with_icon(icon())
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([900.0, 600.0]);
    if let Some([left, top, width, height]) = settings.window {
        viewport = viewport.with_position([left, top]).with_inner_size([width, height]);
    }
    let options = eframe::NativeOptions {
        viewport,
        // With several renderers built in, the first one of another crate's choice would serve.
        renderer: eframe::Renderer::Glow,
        persist_window: false,
        ..Default::default()
    };
    let beside = flags.beside;
    let held = &instance;
    eframe::run_native(
        "Walkup staff",
        options,
        Box::new(move |creation| {
            held.show_when_asked(&creation.egui_ctx);
            if let Some(beside) = beside {
                beside.install(&creation.egui_ctx);
            }
            let languages = Languages::load(settings.words.as_deref());
            let mut model = Model::new(settings, random_key);
            model.host = app_kit::machine::host_name();
            model.log = log;
            let environment = real_environment(keeper, languages);
            let mut app = StaffApp::new(&creation.egui_ctx, model, environment);
            app.look_for_servers(&creation.egui_ctx);
            Ok(Box::new(app))
        }),
    )
    .map_err(|error| anyhow::anyhow!("open a window: {error}"))
}
