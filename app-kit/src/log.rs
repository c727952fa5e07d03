//! Where a window says what it does: standard error. Never anything personal.

/// Starts logging to standard error; once, first thing.
pub fn start() {
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_ansi(false)
        .init();
}
