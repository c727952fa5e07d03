//! What a window asks of the machine that it runs on.

use tracing::warn;

/// Keeps the screen on for as long as the program runs; `program` is its name, and `reason` what a
/// person reads who asks why the screen stays on.
pub fn keep_awake(program: &'static str, domain: &'static str, reason: &'static str) {
    // On a thread of its own: asking goes through a bus that may not answer.
    let asking = std::thread::Builder::new().name("awake".to_owned()).spawn(move || {
        let asked = keepawake::Builder::default()
            .display(true)
            .idle(true)
            .reason(reason)
            .app_name(program)
            .app_reverse_domain(domain)
            .create();
        match asked {
            // Held until the program ends.
            Ok(_awake) => loop {
                std::thread::park();
            },
            Err(error) => warn!("the screen may switch itself off: {error}"),
        }
    });
    if let Err(error) = asking {
        warn!("the screen may switch itself off: {error}");
    }
}

/// A random number that nobody can guess: whoever knew a request's key could withdraw its ticket.
///
/// # Panics
///
/// The system has no random numbers, without which nothing here can be safe.
pub fn random_key() -> u128 {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).expect("the system has random numbers");
    u128::from_le_bytes(bytes)
}
