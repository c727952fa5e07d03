//! Being let in: the server gives a code to show and, once somebody there approves it, a key.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use shared::text::Secret;
use tokio::time::{Instant, interval, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;

use super::dial::Dialer;

/// Longer than a code is good: after that the server is asked for another.
const PATIENCE: Duration = Duration::from_secs(11 * 60);

/// What a device shows while it waits to be let in: six letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairingCode([u8; 6]);

impl fmt::Display for PairingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{}", char::from(*byte)))
    }
}

/// A text that is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a code of six letters and digits")]
pub struct NotACode;

impl FromStr for PairingCode {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        let bytes: [u8; 6] = text.as_bytes().try_into().map_err(|_| NotACode)?;
        if bytes.iter().all(u8::is_ascii_alphanumeric) { Ok(Self(bytes)) } else { Err(NotACode) }
    }
}

/// How waiting to be let in ended.
pub(super) enum Outcome {
    /// There is a key now.
    LetIn,
    /// The server does not let anybody in this way, or not now.
    Refused,
    /// The server went while a code was on the screen: that code is dead.
    Lost,
    /// The window is gone.
    Dropped,
}

/// Asks the server behind `dialer` to be let in on the path of a role; `show` is given each code.
/// The key, once somebody approves the code.
///
/// The server answers pings while its code is good, so that a code of a server that is gone does not
/// stay on the screen. One that has never answered a ping is an older one, and is waited for.
pub(super) async fn pair(
    dialer: &Dialer,
    path: &str,
    show: impl Fn(PairingCode),
) -> Result<Secret, Outcome> {
    let path = format!("/pair{path}");
    let mut socket = dialer.shake(&path, None).await.map_err(|_| Outcome::Refused)?;
    let timing = dialer.timing;
    let give_up = sleep(PATIENCE);
    tokio::pin!(give_up);
    let mut answers = false;
    let mut has_code = false;
    let mut heard_at = Instant::now();
    let mut ping = interval(timing.ping_after);
    loop {
        tokio::select! {
            frame = socket.next() => {
                heard_at = Instant::now();
                match frame {
                    Some(Ok(Message::Text(text))) => {
                        if let Some(Ok(code)) = text.strip_prefix("code ").map(str::parse) {
                            has_code = true;
                            show(code);
                        } else if let Some(key) = text.strip_prefix("key ") {
                            return Ok(Secret::new(key.to_owned()));
                        }
                    }
                    Some(Ok(Message::Pong(_))) => answers = true,
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None if has_code => return Err(Outcome::Lost),
                    Some(Err(_)) | None => return Err(Outcome::Refused),
                }
            },
            _ = ping.tick() => {
                if answers && heard_at.elapsed() > timing.dead_after {
                    return Err(Outcome::Lost);
                }
                let asked = timeout(timing.patience, socket.send(Message::Ping(Default::default())));
                if !matches!(asked.await, Ok(Ok(()))) {
                    return Err(Outcome::Lost);
                }
            }
            () = &mut give_up => return Err(Outcome::Lost),
        }
    }
}
