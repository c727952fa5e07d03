//! The pure core: all that one desk knows and decides. Nothing here reads a clock or does I/O;
//! every time is handed in.
//!
//! [`estimate`]: how long a newcomer may expect to wait.

pub mod estimate;
