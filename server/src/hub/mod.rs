//! What clients hear, on its way to their sockets.
//!
//! [`outbox`]: one client's queue. [`fanout`]: writing to many clients at once. [`lone`]: one
//! client's commands, carried out on that client's own thread. [`frame`]: messages as bytes.
//!
//! These are tuned, and three kinds of thread meet in them: the clerk, the fan-out's helper and the
//! connections. `model` (tests only) compiles them a second time, against primitives whose
//! schedule the test chooses, and so finds the orders that a machine seldom shows. That is what
//! [`sync`] is for.

pub mod fanout;
pub mod frame;
pub mod lone;
#[cfg(test)]
mod model;
pub mod outbox;
mod sync;
#[cfg(test)]
mod tests;
