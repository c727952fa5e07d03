//! The primitives that the hub is built on. The model in the tests has a module of the same names.

pub(super) use std::sync::atomic::{AtomicUsize, Ordering};
pub(super) use std::sync::{Arc, Mutex, MutexGuard, mpsc};
pub(super) use std::thread::Builder;

pub(super) use tokio::sync::Notify;

/// Does something that takes long, while other tasks of this thread go on on another one.
pub(super) fn block_in_place<T>(work: impl FnOnce() -> T) -> T {
    tokio::task::block_in_place(work)
}
