//! Where a window stands: where it stood at its last end, if that place is still there, or beside
//! the other windows of a demo.

use std::sync::atomic::{AtomicBool, Ordering};

use egui::{Context, Pos2, Rect, Vec2, ViewportCommand, vec2};

/// So much of a window must be on a monitor, in points, to take hold of it and move it.
const ENOUGH: Vec2 = vec2(160.0, 80.0);

/// Where a window is opened: where it was, if enough of it is on one of the monitors, its upper edge
/// among that, since a window is moved by it. None: the system places it.
///
/// All in points, `[left, top, width, height]`. Where nobody knows the monitors the place counts as
/// there.
pub fn restored(saved: [f32; 4], monitors: &[Rect]) -> Option<Rect> {
    let [left, top, width, height] = saved;
    let window = Rect::from_min_size(Pos2::new(left, top), vec2(width, height));
    if !window.is_finite() || !window.is_positive() {
        return None;
    }
    let grip = window.with_max_y(window.top() + ENOUGH.y.min(window.height()));
    let is_there = |monitor: &Rect| {
        let seen = monitor.intersect(grip);
        seen.width() >= ENOUGH.x.min(grip.width()) && seen.height() >= grip.height() / 2.0
    };
    (monitors.is_empty() || monitors.iter().any(is_there)).then_some(window)
}

/// One of three windows that stand beside each other, none over another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Beside {
    /// The kiosk's place.
    Left,
    /// The desk's.
    Middle,
    /// The board's.
    Right,
}

/// What the desk's window cannot do without, in points.
const DESK_WIDTH: f32 = 900.0;

/// What a title bar and the system's own bar take of the height, in points.
const BARS: f32 = 80.0;

/// What the frames of two neighbours take, in points.
const FRAMES: f32 = 12.0;

impl Beside {
    /// Where this window stands on a screen of that size, in points.
    pub fn place(self, screen: Vec2) -> Rect {
        let middle = (screen.x / 2.0).max(DESK_WIDTH).min(screen.x);
        let side = (screen.x - middle) / 2.0;
        let (left, width) = match self {
            Self::Left => (0.0, side),
            Self::Middle => (side, middle),
            Self::Right => (side + middle, side),
        };
        let size = vec2((width - FRAMES).max(1.0), (screen.y - BARS).max(1.0));
        Rect::from_min_size(Pos2::new(left, 0.0), size)
    }

    /// Puts the window there once it is known how large the screen is.
    pub fn install(self, ctx: &Context) {
        let is_placed = AtomicBool::new(false);
        ctx.on_begin_pass(
            "beside",
            std::sync::Arc::new(move |ctx: &mut egui::Ui| {
                let screen = ctx.input(|input| input.viewport().monitor_size);
                if let Some(screen) = screen
                    && !is_placed.swap(true, Ordering::Relaxed)
                {
                    let place = self.place(screen);
                    ctx.send_viewport_cmd(ViewportCommand::InnerSize(place.size()));
                    ctx.send_viewport_cmd(ViewportCommand::OuterPosition(place.min));
                }
            }),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_restored_where_enough_of_it_is_on_a_monitor() {
        let rect = |x: f32, y: f32| Rect::from_min_size(Pos2::new(x, y), vec2(1920.0, 1080.0));
        let monitors = [rect(0.0, 0.0), rect(1920.0, 0.0)];
        let size = [1280.0, 800.0];
        for (corner, is_there) in [
            ([100.0, 100.0], true),
            ([1900.0, 100.0], true),
            // A corner of it, on a screen that is gone.
            ([3820.0, 1070.0], false),
            ([5000.0, 100.0], false),
            // Its upper edge cannot be reached.
            ([100.0, -700.0], false),
            ([-1200.0, 0.0], false),
            ([-1000.0, 0.0], true),
        ] {
            let saved = [corner[0], corner[1], size[0], size[1]];
            assert_eq!(restored(saved, &monitors).is_some(), is_there, "{corner:?}");
        }
        assert!(restored([100.0, 100.0, 1280.0, 800.0], &[]).is_some());
        assert!(restored([f32::NAN, 100.0, 1280.0, 800.0], &monitors).is_none());
        assert!(restored([100.0, 100.0, 0.0, 800.0], &monitors).is_none());
    }

    #[test]
    fn three_windows_have_room_beside_each_other() {
        for screen in [vec2(1366.0, 768.0), vec2(1920.0, 1080.0), vec2(3840.0, 2160.0)] {
            let [left, middle, right] =
                [Beside::Left, Beside::Middle, Beside::Right].map(|it| it.place(screen));
            assert!(left.right() <= middle.left() && middle.right() <= right.left());
            assert!(right.right() <= screen.x && left.width() > 200.0);
            assert!(middle.width() >= DESK_WIDTH - FRAMES);
        }
    }
}
