//! The board on a television.
fn main() {}
