//! From a message leaving the server to the frame that shows it, in the real window.
//!
//! Needs a display; without one: `xvfb-run -s "-screen 0 1280x800x24" cargo run --release -p
//! staff-app --example staff_painted`. A server of its own lets visitors come and go.

#[path = "../../app-kit/examples/painted/mod.rs"]
mod painted;

use std::net::TcpListener;
use std::sync::mpsc;

use app_kit::settings::SettingsFile;
use app_kit::shell::Keeper;
use app_kit::text::Languages;
use painted::{EVENTS, Timed};
use shared::ids::TicketId;
use staff_app::app::{Environment, StaffApp, real_environment};
use staff_app::model::Model;
use staff_app::settings::Settings;

const WAITING: i64 = 20;

fn main() -> eframe::Result {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let settings = Settings {
        server: listener.local_addr().expect("its address").to_string(),
        token: Some("secret".to_owned()),
        ..Settings::default()
    };
    let (tell, sent) = mpsc::channel();
    std::thread::spawn(move || {
        let events = (WAITING..WAITING + EVENTS).map(|id| {
            (id, [format!("cancel {}", ticket(id - WAITING)), format!("new {}", ticket(id))])
        });
        painted::serve(&listener, &tell, state(), events);
    });
    let file = SettingsFile::find(Some("unused.toml".into()), "staff").expect("a name");
    let keeper = Keeper::of(settings.clone(), file);
    // Nothing of a measurement is kept.
    let environment = Environment {
        settings: None,
        secrets: None,
        ..real_environment(keeper, Languages::built_in())
    };
    let shows = |staff: &StaffApp, ticket: i64| {
        TicketId::new(ticket).is_some_and(|id| staff.model().rows.contains(&id))
    };
    eframe::run_native(
        "painted",
        painted::window([1280.0, 800.0]),
        Box::new(move |creation| {
            let staff = StaffApp::new(&creation.egui_ctx, Model::new(settings, || 1), environment);
            Ok(Box::new(Timed::new(staff, shows, sent)))
        }),
    )
}

/// Ada at her table, and so many who wait.
fn state() -> impl Iterator<Item = String> {
    let before = [
        "success resume Ada",
        "tables 10",
        "waiting 3 60 120",
        "reset",
        r#"me {"user":"ada","name":"Ada","admin":true}"#,
        "seat 3",
        "at 3 Ada",
    ];
    let waiting = (0..WAITING).map(|id| format!("new {}", ticket(id)));
    before.into_iter().map(str::to_owned).chain(waiting).chain(["ready".to_owned()])
}

fn ticket(id: i64) -> String {
    format!(
        r#"{{"id":{id},"email":"visitor{id}@example.com","name":"Visitor {id}","staff":"{{}}","start":"2026-09-21T14:13:20Z","end":"1970-01-01T00:00:00Z"}}"#
    )
}
