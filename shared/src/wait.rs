//! How long a newcomer may expect to wait, as people are told it.

/// The minutes that an estimate is told in; above an hour by half hours.
const STEPS: [u32; 10] = [1, 2, 3, 5, 10, 15, 20, 30, 45, 60];
const HALF_HOUR: u32 = 30;

/// How long a newcomer may expect to wait, in minutes that a person can keep in mind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Estimate {
    /// At once.
    None,
    /// At most so many minutes.
    UpTo(u32),
    /// So many minutes.
    About(u32),
    /// From so many to so many minutes.
    Range(u32, u32),
}

impl Estimate {
    /// From the seconds that a server tells, each end rounded outwards to a step, so that the
    /// promise holds what the server expects.
    pub fn of_seconds((low, high): (u32, u32)) -> Self {
        let high = step_above(high.div_ceil(60));
        match (step_below(low / 60).min(high), high) {
            (_, 0) => Self::None,
            (0, high) => Self::UpTo(high),
            (low, high) if low == high => Self::About(high),
            (low, high) => Self::Range(low, high),
        }
    }

    /// Whether a wait of so many seconds is what was told of `told`: inside the range as it is
    /// written, or inside the one that the server expected.
    pub fn holds(self, wait: u32, told: (u32, u32)) -> bool {
        let (low, high) = match self {
            Self::None => (0, 1),
            Self::UpTo(high) => (0, high),
            Self::About(minutes) => (minutes, minutes),
            Self::Range(low, high) => (low, high),
        };
        let is_as_written = (u64::from(low) * 60..=u64::from(high) * 60).contains(&u64::from(wait));
        is_as_written || (told.0..=told.1).contains(&wait)
    }
}

fn step_above(minutes: u32) -> u32 {
    match STEPS.into_iter().find(|step| minutes <= *step) {
        _ if minutes == 0 => 0,
        Some(step) => step,
        None => minutes.div_ceil(HALF_HOUR).saturating_mul(HALF_HOUR),
    }
}

fn step_below(minutes: u32) -> u32 {
    match STEPS.into_iter().rev().find(|step| *step <= minutes) {
        None => 0,
        Some(60) => minutes / HALF_HOUR * HALF_HOUR,
        Some(step) => step,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_holds_as_it_was_written() {
        for (told, wait, is_kept) in [
            // "at most 1 minute"
            ((0, 30), 45, true),
            ((0, 30), 61, false),
            // "2 to 20 minutes"
            ((150, 960), 119, false),
            ((150, 960), 120, true),
            ((150, 960), 1_200, true),
            ((150, 960), 1_201, false),
            // "up to 10 minutes"
            ((30, 540), 10, true),
            ((30, 540), 601, false),
            // "about 5 minutes"
            ((300, 300), 300, true),
            ((300, 300), 320, false),
            ((0, 0), 20, true),
            ((0, 0), 61, false),
            ((0, u32::MAX), u32::MAX, true),
        ] {
            assert_eq!(Estimate::of_seconds(told).holds(wait, told), is_kept, "{told:?} {wait}");
        }
    }
}
