//! On which monitor the board stands, and that it stays there.

use std::time::{Duration, Instant};

use egui::{Context, ViewportCommand};
use tracing::{info, warn};

/// Not oftener than this is the window put back where it belongs: a desktop that will not have it
/// there is not fought.
const PATIENCE: Duration = Duration::from_secs(5);

/// Keeps a window that fills a monitor on the one it was told.
#[derive(Debug)]
pub struct Placement {
    wanted: Option<String>,
    moved: Option<Instant>,
    /// What was found last, so that only a change is logged.
    seen: Option<(Vec<String>, Option<usize>)>,
}

impl Placement {
    /// `wanted` is a number, counted from 0, or a part of a name; none: wherever the desktop puts
    /// the window.
    pub fn new(wanted: Option<String>) -> Self {
        Self { wanted, moved: None, seen: None }
    }

    /// Puts the window on its monitor, if it is not there. When that monitor is unplugged the
    /// first one serves, until it is back.
    pub fn keep(&mut self, ctx: &Context, frame: &eframe::Frame) {
        let Some(window) = frame.winit_window() else { return };
        let monitors: Vec<_> = window.available_monitors().collect();
        if monitors.is_empty() {
            return;
        }
        let names: Vec<String> =
            monitors.iter().map(|monitor| monitor.name().unwrap_or_default()).collect();
        let found = self.wanted.as_deref().map(|wanted| choose(wanted, &names));
        let seen = (names, found.flatten());
        if self.seen.as_ref() != Some(&seen) {
            info!("monitors: {}", seen.0.join(", "));
            if let (Some(wanted), Some(None)) = (&self.wanted, found) {
                warn!("no monitor is {wanted}; the first one serves");
            }
            self.seen = Some(seen);
        }
        let current = window.current_monitor();
        let target = match found {
            Some(index) => index.unwrap_or(0),
            None => monitors.iter().position(|one| Some(one) == current.as_ref()).unwrap_or(0),
        };
        let is_there = current.is_none_or(|current| monitors[target] == current);
        let is_rested = self.moved.is_none_or(|moved| moved.elapsed() >= PATIENCE);
        if (!is_there || window.fullscreen().is_none()) && is_rested {
            ctx.send_viewport_cmd(ViewportCommand::SetMonitor(target));
            self.moved = Some(Instant::now());
        }
    }
}

/// Which monitor is meant: its number, or the first whose name holds the text.
fn choose(wanted: &str, names: &[String]) -> Option<usize> {
    let wanted = wanted.trim().to_lowercase();
    if let Ok(number) = wanted.parse::<usize>() {
        return (number < names.len()).then_some(number);
    }
    names.iter().position(|name| !wanted.is_empty() && name.to_lowercase().contains(&wanted))
}

/// Asks the desktop to leave the screen on for as long as the program runs.
pub fn keep_awake() {
    // On a thread of its own: asking goes through a bus that may not answer.
    let asking = std::thread::Builder::new().name("awake".to_owned()).spawn(|| {
        let asked = keepawake::Builder::default()
            .display(true)
            .idle(true)
            .reason("The board is shown")
            .app_name("Walkup board")
            .app_reverse_domain("io.github.walkup.display")
            .create();
        match asked {
            Ok(_awake) => loop {
                std::thread::park();
            },
            Err(error) => warn!("the screen may switch itself off: {error}"),
        }
    });
    if let Err(error) = asking {
        warn!("the screen may switch itself off: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_monitor_is_chosen_by_number_or_name() {
        let names = ["eDP-1", "HDMI-A-1", "HDMI-A-2"].map(str::to_owned);
        for (wanted, index) in [
            ("0", Some(0)),
            ("2", Some(2)),
            ("3", None),
            ("hdmi", Some(1)),
            ("HDMI-A-2", Some(2)),
            ("DP-9", None),
            ("", None),
        ] {
            assert_eq!(choose(wanted, &names), index, "{wanted:?}");
        }
    }
}
