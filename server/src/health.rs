//! What `GET /health` and `GET /metrics` answer.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::metrics::Metrics;

/// How the server is doing, written by the clerk and read by whoever asks.
#[derive(Debug, Default)]
pub struct Health {
    waiting: AtomicU64,
    warning: Mutex<String>,
    /// What is counted.
    pub metrics: Metrics,
}

impl Health {
    /// Sets how many wait.
    pub fn set_waiting(&self, count: u64) {
        self.waiting.store(count, Ordering::Relaxed);
    }

    /// Sets what is wrong; empty when nothing is.
    pub fn set_warning(&self, text: &str) {
        text.clone_into(&mut self.warning.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// The metrics as text, while so many requests wait for the clerk.
    pub fn metrics_text(&self, queued: usize) -> String {
        self.metrics.text(self.waiting.load(Ordering::Relaxed), queued)
    }

    /// One line of JSON.
    pub fn json(&self) -> String {
        let warning = self.warning.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let status = if warning.is_empty() { "ok" } else { "degraded" };
        serde_json::json!({
            "status": status,
            "version": env!("CARGO_PKG_VERSION"),
            "waiting": self.waiting.load(Ordering::Relaxed),
            "warning": if warning.is_empty() { None } else { Some(warning) },
        })
        .to_string()
    }
}
