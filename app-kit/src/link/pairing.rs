//! Being let in: the server gives a code to show and, once somebody there approves it, a key.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use futures_util::StreamExt;
use shared::text::Secret;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use super::thread::Worker;
use super::{Event, Order, Refusal, State};
use crate::role::Role;

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
    /// The window is gone.
    Dropped,
}

impl<R: Role> Worker<R> {
    /// Asks to be let in, and waits for it as long as a code is good.
    pub(super) async fn pair(&mut self) -> Outcome {
        let path = format!("/pair{}", R::PATH);
        let Ok(Ok(mut socket)) = timeout(self.timing.patience, self.shake(&path, None)).await
        else {
            return Outcome::Refused;
        };
        let give_up = tokio::time::sleep(PATIENCE);
        tokio::pin!(give_up);
        loop {
            tokio::select! {
                frame = socket.next() => match frame {
                    Some(Ok(Message::Text(text))) => {
                        if let Some(Ok(code)) = text.strip_prefix("code ").map(str::parse) {
                            self.tell(Event::State(State::Refused(Refusal::Pairing(code))));
                        } else if let Some(key) = text.strip_prefix("key ") {
                            let key = Secret::new(key.to_owned());
                            self.shared.keep_device_key(key.clone());
                            self.tell(Event::DeviceKey(key));
                            return Outcome::LetIn;
                        }
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return Outcome::Refused,
                },
                order = self.orders.recv() => match order {
                    None => return Outcome::Dropped,
                    // There is no connection to say it on, and the code is on the screen.
                    Some(Order::Say { .. } | Order::RetryNow) => {}
                },
                () = &mut give_up => return Outcome::Refused,
            }
        }
    }
}
