//! Work that takes long or comes by itself, each on a thread or task of its own, and cancelled
//! when the server stops.

pub mod backup;
pub mod restore;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// Tells a job to end early. Clones are one: what cancels one cancels all.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<State>);

#[derive(Debug, Default)]
struct State {
    is_cancelled: AtomicBool,
    wake: Notify,
}

/// A job ended early because it was cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it was cancelled")]
pub struct Cancelled;

impl Cancel {
    /// Asks the job to end. It does so at its next step, within a fraction of a second.
    pub fn cancel(&self) {
        self.0.is_cancelled.store(true, Ordering::SeqCst);
        self.0.wake.notify_waiters();
    }

    /// Whether the job was asked to end.
    pub fn is_cancelled(&self) -> bool {
        self.0.is_cancelled.load(Ordering::SeqCst)
    }

    /// Returns when the job was asked to end.
    pub async fn cancelled(&self) {
        let woken = self.0.wake.notified();
        tokio::pin!(woken);
        // From here on no call of `cancel` is missed.
        woken.as_mut().enable();
        if !self.is_cancelled() {
            woken.await;
        }
    }

    /// An error once the job was asked to end, to be passed on with `?` between two steps.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }
}

/// How long a job that was cancelled may take to end. Its steps are short, unless a disk hangs.
const LAST_STEP: Duration = Duration::from_secs(1);

/// Waits for the task of a job that was cancelled, and gives up on one that hangs.
pub async fn end(mut task: JoinHandle<()>) {
    if tokio::time::timeout(LAST_STEP, &mut task).await.is_err() {
        task.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_waits_hears_of_it_before_and_after() {
        let cancel = Cancel::default();
        assert_eq!(cancel.check(), Ok(()));
        let waiting = tokio::spawn({
            let cancel = cancel.clone();
            async move { cancel.cancelled().await }
        });
        tokio::task::yield_now().await;
        cancel.cancel();
        waiting.await.unwrap();
        cancel.cancelled().await;
        assert_eq!(cancel.check(), Err(Cancelled));
    }
}
