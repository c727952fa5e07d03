//! What a window asks of the machine that it runs on.

use std::time::Duration;

#[cfg(target_os = "linux")]
use tracing::info;
use tracing::warn;

/// What this machine is called.
pub fn host_name() -> String {
    gethostname::gethostname().to_string_lossy().into_owned()
}

/// How often what keeps the screen on is looked after.
const LOOK_AFTER: Duration = Duration::from_secs(50);

/// Keeps the screen on for as long as the program runs; `program` is its name, and `reason` what a
/// person reads who asks why the screen stays on.
///
/// It is asked of the desktop and, since there may be none, of the X server itself; and again while
/// the program runs, since both may come later or start anew.
pub fn keep_awake(program: &'static str, domain: &'static str, reason: &'static str) {
    // On a thread of its own: asking goes through a bus that may not answer.
    let asking = std::thread::Builder::new().name("awake".to_owned()).spawn(move || {
        let mut desktop = None;
        let mut saver = Saver::default();
        let mut was_told = false;
        loop {
            if desktop.is_none() {
                let asked = keepawake::Builder::default()
                    .display(true)
                    .idle(true)
                    .reason(reason)
                    .app_name(program)
                    .app_reverse_domain(domain)
                    .create();
                match asked {
                    Ok(awake) => desktop = Some(awake),
                    Err(error) if !was_told => {
                        was_told = true;
                        warn!("no desktop keeps the screen on: {error}");
                    }
                    Err(_) => {}
                }
            }
            saver.hold_off();
            std::thread::sleep(LOOK_AFTER);
        }
    });
    if let Err(error) = asking {
        warn!("the screen may switch itself off: {error}");
    }
}

/// The screen saver of a bare X session, and with it the panel's power saving.
#[cfg(target_os = "linux")]
#[derive(Default)]
struct Saver {
    connection: Option<x11rb::rust_connection::RustConnection>,
    was_held: bool,
}

#[cfg(target_os = "linux")]
impl Saver {
    /// Suspends it for as long as our connection lasts, and counts as somebody who is there, for
    /// servers that know no suspending.
    fn hold_off(&mut self) {
        use x11rb::protocol::xproto::{ConnectionExt as _, ScreenSaver};
        if self.connection.is_none() {
            self.connection = Self::suspended();
            if self.connection.is_some() && !self.was_held {
                self.was_held = true;
                info!("the X server's screen saver and power saving are held off");
            }
        }
        let is_heard = self.connection.as_ref().is_some_and(|connection| {
            connection
                .force_screen_saver(ScreenSaver::RESET)
                .is_ok_and(|request| request.check().is_ok())
        });
        if !is_heard {
            self.connection = None;
        }
    }

    fn suspended() -> Option<x11rb::rust_connection::RustConnection> {
        use x11rb::protocol::screensaver::ConnectionExt as _;
        // Without an X server there is nothing to hold off.
        let (connection, _) = x11rb::connect(None).ok()?;
        let suspended =
            connection.screensaver_query_version(1, 1).is_ok_and(|version| version.reply().is_ok())
                && connection.screensaver_suspend(1).is_ok_and(|request| request.check().is_ok());
        if !suspended {
            info!("the X server cannot suspend its screen saver; it is reset instead");
        }
        Some(connection)
    }
}

/// Elsewhere the desktop has the only say.
#[cfg(not(target_os = "linux"))]
#[derive(Default)]
struct Saver;

#[cfg(not(target_os = "linux"))]
impl Saver {
    fn hold_off(&mut self) {}
}

/// A random number that nobody can guess: whoever knew a request's key could withdraw its ticket.
///
/// # Panics
///
/// The system has no random numbers, without which nothing here can be safe.
pub fn random_key() -> u128 {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).expect("the system has random numbers");
    u128::from_le_bytes(bytes)
}
