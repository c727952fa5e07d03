//! The reports that a client waits for, while its other commands go on.

use std::sync::Arc;

use shared::message::{StaffMessage, StaffSuccess};
use shared::refusal::Refusal;
use shared::report::{ReportKey, ReportNews};
use tokio::sync::{Notify, oneshot};

use super::Connection;
use crate::hub::frame::text_frame;
use crate::jobs::report::{MOST, Ordered};
use crate::report::Plan;

/// The reports of one client. They end with it.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    /// Woken when there is news of one.
    wake: Arc<Notify>,
    ordered: Vec<Ordered>,
}

impl Connection {
    /// Begins a report that may be made.
    pub(super) fn begin_report(
        &mut self,
        plan: Plan,
        revoked: oneshot::Receiver<Refusal>,
    ) -> Result<StaffSuccess, Refusal> {
        let waiting = self.reports.get_or_insert_default();
        if waiting.ordered.len() >= MOST {
            return Err(Refusal::TooManyReports);
        }
        let wake = Arc::clone(&waiting.wake);
        let ordered = self.room.reports.order(plan, revoked, wake);
        let key = ordered.key;
        waiting.ordered.push(ordered);
        Ok(StaffSuccess::Report(key))
    }

    /// Ends a report, if there is one under this key.
    pub(super) fn stop_report(&mut self, key: ReportKey) {
        if let Some(waiting) = &mut self.reports {
            waiting.ordered.retain(|ordered| ordered.key != key);
        }
    }

    /// Says how it stands with each. What was made does not count against what may wait for the
    /// client: it was asked for, and nothing more is read from whoever does not take it.
    pub(super) fn tell_reports(&mut self) {
        let Some(waiting) = &mut self.reports else { return };
        let outbox = &self.outbox;
        waiting.ordered.retain_mut(|ordered| {
            let Some(news) = ordered.news() else { return true };
            let is_over = !matches!(news, ReportNews::Percent(_));
            let message = StaffMessage::Report { key: ordered.key, news };
            outbox.push_uncounted(text_frame(&message.to_string()));
            !is_over
        });
    }
}

/// Returns once there is news of a report.
pub(super) async fn news(waiting: &Option<Box<Waiting>>) {
    match waiting {
        Some(waiting) => waiting.wake.notified().await,
        None => std::future::pending().await,
    }
}
