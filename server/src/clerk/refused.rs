//! Tokens that were refused, as the audit log has them: each of an ordinary day, and of a flood
//! no more than it takes to see that there was one.

use std::collections::BTreeSet;
use std::time::Duration;

/// How long refusals from one address count as one.
const SPAN: Duration = Duration::from_secs(60);

/// The most addresses that have a row of their own in one span.
const ADDRESSES: usize = 20;

/// The refusals of the current span.
#[derive(Debug, Default)]
pub(super) struct RefusedTokens {
    since: Duration,
    from: BTreeSet<String>,
    /// How many more there were than rows were written.
    more: u64,
}

impl RefusedTokens {
    /// Counts a refusal at a time run; whether it is to have a row of its own. Call
    /// [`RefusedTokens::settle`] first.
    pub(super) fn count(&mut self, run: Duration, address: &str) -> bool {
        if self.from.is_empty() {
            self.since = run;
        }
        if self.from.contains(address) || self.from.len() >= ADDRESSES {
            self.more += 1;
            return false;
        }
        self.from.insert(address.to_owned())
    }

    /// How many refusals of a span that is over have no row yet, if any.
    pub(super) fn settle(&mut self, run: Duration) -> Option<u64> {
        if self.from.is_empty() || run.saturating_sub(self.since) < SPAN {
            return None;
        }
        self.from.clear();
        Some(std::mem::take(&mut self.more)).filter(|more| *more > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_writes_a_bounded_number_of_rows_and_loses_no_refusal() {
        let mut refused = RefusedTokens::default();
        let mut rows = 0u64;
        let mut told = 0;
        for at in 0..180_000u64 {
            let run = Duration::from_millis(at);
            told += refused.settle(run).inspect(|_| rows += 1).unwrap_or_default();
            let is_own = refused.count(run, &format!("10.0.0.{}", at % 100));
            rows += u64::from(is_own);
            told += u64::from(is_own);
        }
        told += refused.settle(Duration::from_secs(600)).unwrap_or_default();
        assert_eq!(told, 180_000);
        assert_eq!(rows, 3 * 20 + 2);
    }

    #[test]
    fn each_of_an_ordinary_day_has_its_row() {
        let mut refused = RefusedTokens::default();
        for minute in [0, 1, 2, 60] {
            let run = Duration::from_secs(minute * 60);
            assert_eq!(refused.settle(run), None);
            assert!(refused.count(run, "10.0.0.1"));
            assert!(refused.count(run, "10.0.0.2"));
        }
    }
}
