//! A WebSocket client of one role: typed commands out, typed messages in.

use std::fmt::Display;
use std::marker::PhantomData;
use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// How long an answer may take. Only a sign-in is slow on purpose, and that is well below a
/// second; what takes this long never comes.
const ANSWER: Duration = Duration::from_secs(10);

/// How many messages may wait on their way in or out. A morning never comes near it; if it did,
/// the client would read no further until they are taken.
const QUEUE: usize = 1024;

/// A connection in the extended dialect. A task of its own reads and writes, so that the server
/// never waits for a client that is busy elsewhere; dropping this ends both.
pub struct Client<M> {
    outgoing: mpsc::Sender<String>,
    incoming: mpsc::Receiver<String>,
    hears: PhantomData<M>,
}

impl<M: FromStr> Client<M> {
    /// Connects to a path of the server, such as `ws://127.0.0.1:7420/kiosk`.
    pub async fn connect(url: &str) -> Result<Self> {
        let mut request = url.into_client_request().context("the server's address is odd")?;
        request
            .headers_mut()
            .insert("Sec-WebSocket-Protocol", HeaderValue::from_static(shared::SUBPROTOCOL));
        // Small messages that must not wait for each other: no delay.
        let connecting = tokio_tungstenite::connect_async_with_config(request, None, true);
        let (socket, _) = tokio::time::timeout(ANSWER, connecting)
            .await
            .map_err(|_| anyhow!("{url} did not answer within {} s", ANSWER.as_secs()))?
            .with_context(|| format!("{url} could not be reached"))?;
        let (outgoing, to_send) = mpsc::channel(QUEUE);
        let (arrived, incoming) = mpsc::channel(QUEUE);
        tokio::spawn(pump(socket, to_send, arrived));
        Ok(Self { outgoing, incoming, hears: PhantomData })
    }

    /// Sends a command.
    pub async fn say(&self, command: &impl Display) -> Result<()> {
        self.outgoing
            .send(command.to_string())
            .await
            .map_err(|_| anyhow!("the server closed a connection"))
    }

    /// The next message; waits for it as long as it takes. What cannot be read is passed over,
    /// as every client does: a newer server may say more. Nothing is lost when this is dropped.
    pub async fn hear(&mut self) -> Result<M> {
        loop {
            let text = self.incoming.recv().await;
            let text = text.context("the server closed a connection")?;
            if let Ok(message) = text.parse() {
                return Ok(message);
            }
        }
    }

    /// The next message, when one is expected soon.
    pub async fn hear_soon(&mut self) -> Result<M> {
        tokio::time::timeout(ANSWER, self.hear())
            .await
            .map_err(|_| anyhow!("the server did not answer within {} s", ANSWER.as_secs()))?
    }

    /// The next message of those that have arrived already.
    pub fn heard(&mut self) -> Option<M> {
        loop {
            match self.incoming.try_recv() {
                Ok(text) => match text.parse() {
                    Ok(message) => return Some(message),
                    Err(_) => continue,
                },
                Err(_) => return None,
            }
        }
    }
}

async fn pump(
    mut socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    mut to_send: mpsc::Receiver<String>,
    arrived: mpsc::Sender<String>,
) {
    loop {
        tokio::select! {
            text = to_send.recv() => match text {
                Some(text) => if socket.send(Message::text(text)).await.is_err() { return },
                None => {
                    // The demo is done with this client; a server that is gone already is fine.
                    socket.close(None).await.ok();
                    return;
                }
            },
            frame = socket.next() => match frame {
                Some(Ok(Message::Text(text))) => {
                    if arrived.send(text.as_str().to_owned()).await.is_err() { return }
                }
                Some(Ok(_)) => {}
                // Whoever waits for a message learns of it by the closed channel.
                Some(Err(_)) | None => return,
            },
        }
    }
}
