//! The window before the kiosk: where nobody has said which server is this kiosk's, it asks whoever
//! sets it up, once, and then becomes the kiosk.

use app_kit::address::ServerAddress;
use app_kit::theme::{Density, Look, Theme};
use app_kit::widgets::{AskServer, ask_server_ui};
use egui::Context;
use tracing::error;

use crate::app::KioskApp;

/// Makes the kiosk once its server is known.
pub type Start = Box<dyn FnOnce(ServerAddress, &Context) -> std::io::Result<KioskApp>>;

/// The kiosk, or the question that comes before it.
pub enum Opening {
    /// Where is the server?
    Asking {
        /// What was typed so far.
        ask: AskServer,
        /// What makes the kiosk; gone only if that failed.
        start: Option<Start>,
    },
    /// The kiosk itself.
    Kiosk(Box<KioskApp>),
}

impl Opening {
    /// The question.
    pub fn asking(ctx: &Context, ask: AskServer, start: Start) -> Self {
        Theme::install_faces(ctx);
        Theme::new(Density::Desk, Look::Light, false, false).install(ctx);
        // Whoever sets it up may have nothing but the panel.
        Self::Asking { ask: ask.with_keys(), start: Some(start) }
    }

    /// Draws the question, and becomes the kiosk when it was answered.
    pub fn ask_ui(&mut self, ui: &mut egui::Ui) {
        let Self::Asking { ask, start } = self else { return };
        let Some(address) = ask_server_ui(ui, "This is a kiosk", ask) else { return };
        let Some(start) = start.take() else { return };
        match start(address, ui.ctx()) {
            Ok(kiosk) => *self = Self::Kiosk(Box::new(kiosk)),
            Err(error) => error!("failed to start the link: {error}"),
        }
        ui.ctx().request_repaint();
    }
}

impl eframe::App for Opening {
    fn logic(&mut self, ctx: &Context, frame: &mut eframe::Frame) {
        if let Self::Kiosk(kiosk) = self {
            kiosk.logic(ctx, frame);
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        match self {
            Self::Kiosk(kiosk) => kiosk.clear_color(visuals),
            Self::Asking { .. } => visuals.panel_fill.to_normalized_gamma_f32(),
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        match self {
            Self::Kiosk(kiosk) => kiosk.ui(ui, frame),
            Self::Asking { .. } => self.ask_ui(ui),
        }
    }
}
