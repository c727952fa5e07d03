//! The pure core: all that one desk knows and decides. Nothing here reads a clock or does I/O;
//! every time is handed in.
//!
//! [`time`]: what a moment is. [`clock_guard`]: whether the wall clock can be believed.
//! [`hours`]: local days and when they end. [`order`]: the time that orders those who wait.
//! [`estimate`]: how long a newcomer may expect to wait.

pub mod clock_guard;
pub mod estimate;
pub mod hours;
pub mod order;
pub mod time;
