//! From a message leaving the server to the frame that shows it, in the real window.
//!
//! Needs a display; without one: `xvfb-run -s "-screen 0 1920x1080x24" cargo run --release -p
//! display-app --example display_painted`. A server of its own calls one visitor after the other.

#[path = "../../app-kit/examples/painted/mod.rs"]
mod painted;

use std::net::TcpListener;
use std::sync::mpsc;

use app_kit::settings::SettingsFile;
use app_kit::shell::Keeper;
use app_kit::text::Languages;
use display_app::app::{BoardApp, Options};
use display_app::model::Doing;
use display_app::settings::Settings;
use painted::{EVENTS, Timed};
use shared::ids::{TableNo, TicketId};

fn main() -> eframe::Result {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("its address").to_string();
    let (tell, sent) = mpsc::channel();
    std::thread::spawn(move || {
        // The same count of calls as before: shown and not announced, so that no fade keeps the
        // window painting.
        let events = (1000..1000 + EVENTS)
            .map(|id| (id, [format!("about {id} {{\"calls\":0}}"), format!("claimed {id} 0")]));
        painted::serve(&listener, &tell, state(), events);
    });
    let options = Options {
        keeper: Keeper::of(
            Settings { viewing_metres: 2.0, ..Settings::default() },
            SettingsFile::find(Some("unused.toml".into()), "display").expect("a name"),
        ),
        server: Some(address.parse().expect("an address")),
        monitor: None,
        is_windowed: true,
        sounder: None,
        languages: Languages::built_in(),
    };
    let size = std::env::args().nth(1).unwrap_or_else(|| "1920x1080".to_owned());
    let (width, height) = size.split_once('x').expect("WIDTHxHEIGHT");
    let size = [width, height].map(|side| side.parse::<f32>().expect("a number"));
    let shows = |board: &BoardApp, ticket: i64| {
        let shown = match board.model().doing(TableNo(0), board.now()) {
            Doing::Serving(ticket) | Doing::Calling(ticket) => Some(ticket),
            Doing::Closed | Doing::Free => None,
        };
        shown.is_some() && shown == TicketId::new(ticket)
    };
    eframe::run_native(
        "painted",
        painted::window(size),
        Box::new(move |creation| {
            Ok(Box::new(Timed::new(BoardApp::new(creation, options), shows, sent)))
        }),
    )
}

/// Thirty tables, each with a visitor.
fn state() -> impl Iterator<Item = String> {
    let before = ["tables 30", "waiting 3 60 120", "organisation Desk", "reset"];
    let tables = (0..30).flat_map(|table| {
        [
            format!("pick {table}"),
            format!("about {table} {{\"calls\":1}}"),
            format!("claimed {table} {table}"),
        ]
    });
    before.into_iter().map(str::to_owned).chain(tables).chain(["ready".to_owned()])
}
