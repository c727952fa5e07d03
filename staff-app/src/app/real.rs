//! What the window reaches outside of itself, for real.

use app_kit::link::Link;
use app_kit::shell::Keeper;
use app_kit::sound::Sounder;
use app_kit::text::Languages;
use tracing::warn;

use super::Environment;
use crate::secrets::Secrets;
use crate::settings::Settings;
use crate::{export, notify};

/// What is outside of the window, for real.
pub fn real_environment(settings: Keeper<Settings>, languages: &'static Languages) -> Environment {
    let started = std::time::Instant::now();
    let sounder = Sounder::start().map_err(|error| warn!("sounds stay off: {error}")).ok();
    Environment {
        connect: Box::new(|address, known, ctx| {
            let ctx = ctx.clone();
            match Link::start_known(address, known, app_kit::link::Timing::default(), move || {
                ctx.request_repaint();
            }) {
                Ok(link) => Some(Box::new(link)),
                Err(error) => {
                    warn!("failed to start the link: {error}");
                    None
                }
            }
        }),
        clock: Box::new(move || {
            let mono = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
            (mono, chrono::Utc::now().timestamp_millis())
        }),
        settings: Some(settings),
        sounder,
        choose_place: Box::new(|title, name, ctx| {
            let ctx = ctx.clone();
            export::choose_place(title, name, move || ctx.request_repaint())
        }),
        choose_file: Box::new(|title, ctx| {
            let ctx = ctx.clone();
            export::choose_file(title, move || ctx.request_repaint())
        }),
        languages,
        system_language: app_kit::text::system_tag(),
        secrets: Some(Secrets::of_system()),
        folder: Box::new(export::folder),
        notify: Box::new(notify::show),
        find_desks: Box::new(|address, ctx| {
            let ctx = ctx.clone();
            app_kit::link::look_for_desks(address, move || ctx.request_repaint())
        }),
        this_computer: Box::new(app_kit::shell::this_computer::servers),
    }
}
