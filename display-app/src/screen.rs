//! On which monitor the board stands, and that it stays there.

use std::time::{Duration, Instant};

use egui::{Context, ViewportCommand};
use tracing::{info, warn};

/// Not oftener than this is the window put back where it belongs: a desktop that will not have it
/// there is not fought.
const PATIENCE: Duration = Duration::from_secs(5);

/// Not oftener than this are the monitors looked at, however often the board is drawn.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Keeps a window that fills a monitor on the one it was told.
#[derive(Debug)]
pub struct Placement {
    wanted: Option<String>,
    moved: Option<Instant>,
    looked: Option<Instant>,
    /// What was found last, so that only a change is logged.
    seen: Option<(Vec<String>, Option<usize>)>,
}

impl Placement {
    /// `wanted` is a number, counted from 0, or a part of a name; none: wherever the desktop puts
    /// the window.
    pub fn new(wanted: Option<String>) -> Self {
        Self { wanted, moved: None, looked: None, seen: None }
    }

    /// Puts the window on its monitor, if it is not there. When that monitor is unplugged the
    /// first one serves, until it is back.
    pub fn keep(&mut self, ctx: &Context, frame: &eframe::Frame) {
        if self.looked.is_some_and(|looked| looked.elapsed() < LOOK_AGAIN) {
            return;
        }
        self.looked = Some(Instant::now());
        let Some(window) = frame.winit_window() else { return };
        let monitors: Vec<_> = window.available_monitors().collect();
        let names: Vec<String> =
            monitors.iter().map(|monitor| monitor.name().unwrap_or_default()).collect();
        let plugged = plugged(&names);
        let is_plugged =
            |index: usize| plugged.as_ref().is_none_or(|plugged| plugged.contains(&names[index]));
        let Some(first) = (0..names.len()).find(|index| is_plugged(*index)) else { return };

        let found = self
            .wanted
            .as_deref()
            .map(|wanted| choose(wanted, &names).filter(|index| is_plugged(*index)));
        let present = (0..names.len()).filter(|index| is_plugged(*index));
        let present: Vec<String> = present.map(|index| names[index].clone()).collect();
        let seen = (present, found.flatten());
        if self.seen.as_ref() != Some(&seen) {
            info!("monitors: {}", seen.0.join(", "));
            if let (Some(wanted), Some(None)) = (&self.wanted, found) {
                warn!("no monitor is {wanted}; the first one serves");
            }
            self.seen = Some(seen);
        }

        let current = window.current_monitor();
        let place = window.outer_position().ok();
        let is_on = |index: usize| match (&plugged, place) {
            // Where monitors come and go unheard, the window's own place tells.
            (Some(_), Some(place)) => {
                let (corner, size) = (monitors[index].position(), monitors[index].size());
                let within = |at: i32, from: i32, length: u32| {
                    at >= from && i64::from(at) < i64::from(from) + i64::from(length)
                };
                within(place.x, corner.x, size.width) && within(place.y, corner.y, size.height)
            }
            _ => current.as_ref().is_none_or(|current| monitors[index] == *current),
        };
        let target = match found {
            Some(index) => index.unwrap_or(first),
            None => (0..names.len()).find(|at| is_plugged(*at) && is_on(*at)).unwrap_or(first),
        };
        let is_rested = self.moved.is_none_or(|moved| moved.elapsed() >= PATIENCE);
        if (!is_on(target) || window.fullscreen().is_none()) && is_rested {
            // A window that takes itself for one that fills this monitor would not move.
            ctx.send_viewport_cmd(ViewportCommand::Fullscreen(false));
            ctx.send_viewport_cmd(ViewportCommand::SetMonitor(target));
            self.moved = Some(Instant::now());
        }
    }
}

/// The names of the monitors that are there, under X11, where the window library is not told when
/// one goes or comes; none elsewhere.
#[cfg(target_os = "linux")]
fn plugged(known: &[String]) -> Option<Vec<String>> {
    use x11rb::connection::Connection as _;
    use x11rb::protocol::randr::ConnectionExt as _;
    use x11rb::protocol::xproto::ConnectionExt as _;

    let (connection, screen) = x11rb::connect(None).ok()?;
    let root = connection.setup().roots.get(screen)?.root;
    let monitors = connection.randr_get_monitors(root, true).ok()?.reply().ok()?.monitors;
    let names: Vec<String> = monitors
        .iter()
        .filter_map(|monitor| {
            let name = connection.get_atom_name(monitor.name).ok()?.reply().ok()?.name;
            String::from_utf8(name).ok()
        })
        .collect();
    // Another kind of desktop may have X11 beside it, with other names.
    names.iter().any(|name| known.contains(name)).then_some(names)
}

#[cfg(not(target_os = "linux"))]
fn plugged(_known: &[String]) -> Option<Vec<String>> {
    None
}

/// Which monitor is meant: its number, or the first whose name holds the text.
fn choose(wanted: &str, names: &[String]) -> Option<usize> {
    let wanted = wanted.trim().to_lowercase();
    if let Ok(number) = wanted.parse::<usize>() {
        return (number < names.len()).then_some(number);
    }
    names.iter().position(|name| !wanted.is_empty() && name.to_lowercase().contains(&wanted))
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
