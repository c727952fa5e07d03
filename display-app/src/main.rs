//! The board on a television.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

use app_kit::shell::crash::After;
use app_kit::shell::start::{self, Program, Shell};
use app_kit::sound::Sounder;
use app_kit::text::Languages;
use clap::Parser;
use display_app::app::{BoardApp, Options};
use display_app::settings::Settings;
use tracing::warn;

/// Shows which table serves which ticket, read from across a room
#[derive(Debug, Parser)]
#[command(name = "walkup-display", version)]
struct Arguments {
    #[command(flatten)]
    common: start::Flags,
    /// Which monitor: its number, counted from 0, or a part of its name
    #[arg(long, value_name = "N|NAME")]
    monitor: Option<String>,
}

const PROGRAM: Program = Program {
    name: "walkup-display",
    settings: "display",
    is_device: true,
    after_a_crash: After::StartAgain,
};

fn main() -> ExitCode {
    let arguments: Arguments = match start::flags() {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    if let Some(code) = start::check_words(&arguments.common) {
        return code;
    }
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => start::fail(error.as_ref()),
    }
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    let shell = Shell::<Settings>::open(PROGRAM, &arguments.common)?;
    // Held until the window is gone.
    let (keeper, server, instance) = shell.into_parts();
    let settings = &keeper.settings;
    let languages = Languages::load(settings.words.as_deref());
    let monitor = arguments.monitor.or_else(|| settings.monitor.as_ref().map(ToString::to_string));
    let sounder = Sounder::start().inspect_err(|error| warn!("there is no sound: {error}")).ok();
    let is_windowed = arguments.common.windowed;
    let mut viewport = egui::ViewportBuilder::default()
        .with_title("Walkup board")
        .with_app_id("walkup-display")
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
    let options = Options { keeper, server, monitor, is_windowed, sounder, languages };
    let held = &instance;
    eframe::run_native(
        "Walkup board",
        native,
        Box::new(move |creation| {
            held.show_when_asked(&creation.egui_ctx);
            if let Some(beside) = arguments.common.beside {
                beside.install(&creation.egui_ctx);
            }
            let mut app = BoardApp::new(creation, options);
            app.look_for_servers(&creation.egui_ctx);
            Ok(Box::new(app))
        }),
    )
    .map_err(|error| anyhow::anyhow!("open a window: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_flags_are_whole() {
        Arguments::command().debug_assert();
    }
}
