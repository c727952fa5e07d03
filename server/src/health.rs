//! What `GET /health` answers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// How the server is doing, written by the clerk and read by whoever asks.
#[derive(Debug, Default)]
pub struct Health {
    waiting: AtomicU64,
    warning: Mutex<String>,
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
