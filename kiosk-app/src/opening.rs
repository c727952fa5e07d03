//! The window before the kiosk: where nobody has said which server is this kiosk's, it asks whoever
//! sets it up, once, and then becomes the kiosk.

use app_kit::address::ServerAddress;
use app_kit::text::{Label, Speech};
use app_kit::theme::{Density, Look, Theme, Weight};
use app_kit::widgets::{AskServer, ask_server_ui, reading_down};
use egui::Context;
use tracing::error;

use crate::app::KioskApp;
use crate::words::Phrase;

/// Makes the kiosk once its server is known.
pub type Start = Box<dyn FnOnce(ServerAddress, &Context) -> std::io::Result<KioskApp>>;

/// The kiosk, or the question that comes before it.
pub enum Opening {
    /// Where is the server?
    Asking {
        /// What was typed so far.
        ask: Box<AskServer>,
        /// What makes the kiosk; gone only if that failed.
        start: Option<Start>,
    },
    /// It was set up once and no longer knows its server. Whoever passes by is not asked.
    LookAfter {
        /// The settings file, which somebody must mend.
        file: String,
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
        Self::Asking { ask: Box::new(ask.with_keys()), start: Some(start) }
    }

    /// The kiosk whose settings in `file` are lost.
    pub fn look_after(ctx: &Context, file: String) -> Self {
        Theme::install_faces(ctx);
        Theme::new(Density::Kiosk, Look::Light, false, false).install(ctx);
        Self::LookAfter { file }
    }

    /// Says that somebody must look after it.
    fn look_after_ui(ui: &mut egui::Ui, file: &str) {
        let speech = Speech::of(ui.ctx());
        let theme = Theme::of(ui.ctx());
        let whole = ui.max_rect();
        let inside = whole.shrink(whole.width().min(whole.height()) * 0.08);
        let builder = egui::UiBuilder::new().max_rect(inside).layout(reading_down(speech));
        ui.scope_builder(builder, |ui| {
            let title = speech.say(Phrase::SetupLookAfterTitle);
            ui.add(Label::sentence(&title, speech).steps(3).weight(Weight::Strong).heading());
            ui.add_space(theme.space(4.0));
            let words = speech.say(Phrase::SetupLookAfter { file });
            ui.add(Label::sentence(&words, speech).ink(theme.palette.quiet));
        });
    }

    /// Draws the question, and becomes the kiosk when it was answered.
    pub fn ask_ui(&mut self, ui: &mut egui::Ui) {
        let Self::Asking { ask, start } = self else { return };
        let title = Speech::of(ui.ctx()).say(Phrase::SetupName);
        let Some(address) = ask_server_ui(ui, &title, ask) else { return };
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
            Self::Asking { .. } | Self::LookAfter { .. } => {
                visuals.panel_fill.to_normalized_gamma_f32()
            }
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        match self {
            Self::Kiosk(kiosk) => kiosk.ui(ui, frame),
            Self::Asking { .. } => self.ask_ui(ui),
            Self::LookAfter { file } => Self::look_after_ui(ui, file),
        }
    }
}
