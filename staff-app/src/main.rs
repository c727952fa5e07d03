//! The window at which staff work.
fn main() {}
