//! Notifications of the desktop, shown beside all windows.

use notify_rust::Notification;
use tracing::warn;

/// Shows a sentence. Asking goes over a bus that may not answer, so it is done on a thread of its
/// own.
pub fn show(text: &str) {
    let text = text.to_owned();
    let thread = std::thread::Builder::new().name("notify".to_owned());
    let asked = thread.spawn(move || {
        let mut notification = Notification::new();
        notification.appname("Walkup").summary("Walkup").body(&text).icon("walkup-staff");
        // Windows shows nothing under an id that no shortcut has, and ours is made when the
        // program is installed.
        #[cfg(windows)]
        notification.app_id("Walkup.Staff");
        if let Err(error) = notification.show() {
            warn!("failed to show a notification: {error}");
        }
    });
    if let Err(error) = asked {
        warn!("failed to show a notification: {error}");
    }
}
