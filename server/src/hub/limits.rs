//! What is counted of clients so that none can ask for too much: it is forgotten with the
//! process.

use std::collections::BTreeSet;
use std::time::Duration;

use rustc_hash::FxHashMap;

/// How long questions for unknown addresses count.
const QUERY_SPAN: Duration = Duration::from_secs(60 * 60);

/// How long refusals of tokens from one address count as one.
const TOKEN_SPAN: Duration = Duration::from_secs(60);

/// The most addresses that have a row of their own in one span.
const ADDRESSES: usize = 20;

/// Who asked for addresses that nobody has given: since when, by the time run, and how many.
#[derive(Debug)]
pub struct UnknownQueries {
    per_hour: u32,
    asked: FxHashMap<String, (Duration, u32)>,
}

impl UnknownQueries {
    /// So many are answered an hour.
    pub fn new(per_hour: u32) -> Self {
        Self { per_hour, asked: FxHashMap::default() }
    }

    /// Whether a kiosk may still ask.
    pub fn may_ask(&self, kiosk: &str, run: Duration) -> bool {
        let count = match self.asked.get(kiosk) {
            Some((since, count)) if run.saturating_sub(*since) < QUERY_SPAN => *count,
            _ => 0,
        };
        count < self.per_hour
    }

    /// A kiosk asked for an address that nobody has given.
    pub fn count(&mut self, kiosk: String, run: Duration) {
        let (since, count) = self.asked.entry(kiosk).or_insert((run, 0));
        if run.saturating_sub(*since) >= QUERY_SPAN {
            (*since, *count) = (run, 0);
        }
        *count += 1;
    }

    /// Forgets those whose time is over.
    pub fn forget(&mut self, run: Duration) {
        self.asked.retain(|_, (since, _)| run.saturating_sub(*since) < QUERY_SPAN);
    }
}

/// The refused tokens of the current span: each of an ordinary day has a row in the audit log, a
/// flood no more rows than it takes to see that there was one.
#[derive(Debug, Default)]
pub struct RefusedTokens {
    since: Duration,
    from: BTreeSet<String>,
    /// How many more there were than rows were written.
    more: u64,
}

impl RefusedTokens {
    /// Counts a refusal at a time run; whether it is to have a row of its own. Call
    /// [`RefusedTokens::settle`] first.
    pub fn count(&mut self, run: Duration, address: &str) -> bool {
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
    pub fn settle(&mut self, run: Duration) -> Option<u64> {
        if self.from.is_empty() || run.saturating_sub(self.since) < TOKEN_SPAN {
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

    #[test]
    fn a_kiosk_may_ask_again_after_an_hour() {
        let mut queries = UnknownQueries::new(2);
        let at = Duration::from_secs;
        for second in [0, 10] {
            assert!(queries.may_ask("hall", at(second)));
            queries.count("hall".to_owned(), at(second));
        }
        assert!(!queries.may_ask("hall", at(20)));
        assert!(queries.may_ask("door", at(20)));
        assert!(queries.may_ask("hall", at(3600)));
        queries.count("hall".to_owned(), at(3600));
        assert!(queries.may_ask("hall", at(3601)));
    }
}
