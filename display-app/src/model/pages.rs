//! Which tables stand on the screen when they cannot all be legible at once.

use std::time::Duration;

use shared::ids::TableNo;

#[derive(Debug)]
pub(super) struct Pages {
    stays: Duration,
    page: usize,
    turned: Duration,
    count: usize,
}

impl Pages {
    pub(super) fn new(stays: Duration) -> Self {
        Self { stays, page: 0, turned: Duration::ZERO, count: 1 }
    }

    /// Turns to a page, which then stays its time.
    pub(super) fn show(&mut self, page: usize, now: Duration) {
        self.page = page;
        self.turned = now;
    }

    /// Turns the page when its time is over; never while a call is announced on it.
    pub(super) fn advance(&mut self, count: usize, now: Duration, is_held: bool) {
        self.count = count.max(1);
        self.page = self.page.min(self.count - 1);
        if is_held || self.count == 1 {
            self.turned = now;
        } else if now >= self.turned + self.stays {
            self.page = (self.page + 1) % self.count;
            self.turned = now;
        }
    }

    pub(super) fn due(&self, count: usize) -> Option<Duration> {
        (count > 1).then(|| self.turned + self.stays)
    }

    pub(super) fn page(&self) -> usize {
        self.page
    }

    /// The tables of the page, with those that call among them: each takes the place of the
    /// table that has least to tell (`weight`), and of the later one among equals.
    pub(super) fn compose(
        &self,
        tables: &[TableNo],
        size: usize,
        calling: &[TableNo],
        weight: impl Fn(TableNo) -> u8,
    ) -> Vec<TableNo> {
        let count = tables.len().div_ceil(size).max(1);
        let page = self.page.min(count - 1);
        let mut on_page: Vec<TableNo> = tables.chunks(size).nth(page).unwrap_or(&[]).to_vec();
        for caller in calling {
            if on_page.contains(caller) || !tables.contains(caller) {
                continue;
            }
            // The last page may have room.
            if on_page.len() < size {
                on_page.push(*caller);
                continue;
            }
            let place = (0..on_page.len())
                .rev()
                .filter(|at| !calling.contains(&on_page[*at]))
                .min_by_key(|at| weight(on_page[*at]));
            if let Some(place) = place {
                on_page[place] = *caller;
            }
        }
        on_page
    }
}
