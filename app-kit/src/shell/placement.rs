//! Where a window stood at its last end, and whether that place is still there.

use egui::{Pos2, Rect, Vec2, vec2};

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
}
