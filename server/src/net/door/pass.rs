//! A client's bytes on their way to the leader of its desk and back.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, ReadHalf, WriteHalf};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use super::frames::Frames;
use super::{Passage, Wire};
use crate::hub::frame::{LED_ELSEWHERE, close_frame};
use crate::net::transport::Stream;
use crate::net::{GOODBYE, handshake, hang_up};

/// How long a leader may say nothing: it asks a silent client every 20 seconds whether it is there.
const SILENCE: Duration = Duration::from_secs(60);

/// How long a client may take none of what is there for it.
const STUCK: Duration = Duration::from_secs(40);

/// How much is read at a time; there may be thousands of connections.
const BYTES: usize = 4096;

/// Passes on what a client said, `ahead` first, and what its desk's leader answers, until either ends.
/// Where the leader goes without a word, or is `gone`, the client is closed with 1012 and comes back to
/// the next.
pub async fn pass(
    client: Stream,
    ahead: &[u8],
    passage: Passage,
    gone: impl Future<Output = ()>,
    mut stopping: watch::Receiver<bool>,
) {
    let Passage { wire, .. } = passage;
    let (from_client, mut to_client) = tokio::io::split(client);
    let (mut from_leader, to_leader) = tokio::io::split(wire);
    let up = say(ahead, from_client, to_leader);
    tokio::pin!(up, gone);
    // The client's half, once it has said all that it will.
    let mut said = None;
    let mut frames = Frames::default();
    let mut buffer = vec![0; BYTES];
    let mut heard = Instant::now();
    loop {
        tokio::select! {
            read = from_leader.read(&mut buffer) => {
                let Some(count) = read.ok().filter(|count| *count > 0) else { break };
                heard = Instant::now();
                frames.pass(&buffer[..count]);
                let written = async {
                    to_client.write_all(&buffer[..count]).await?;
                    to_client.flush().await
                };
                match timeout(STUCK, written).await {
                    Ok(Ok(())) => {}
                    // Half of it may be there, and more cannot be.
                    Ok(Err(_)) | Err(_) => return,
                }
            }
            half = &mut up, if said.is_none() => said = Some(half),
            () = &mut gone => break,
            _ = stopping.changed() => break,
            () = sleep_until(heard + SILENCE) => break,
        }
    }
    let last = async {
        if frames.is_between() {
            to_client.write_all(&close_frame(LED_ELSEWHERE)).await?;
        } else if frames.is_unanswered() {
            to_client.write_all(handshake::NOT_NOW.as_bytes()).await?;
        }
        to_client.flush().await?;
        to_client.shutdown().await
    };
    // A client that does not take it is gone.
    if !matches!(timeout(GOODBYE, last).await, Ok(Ok(()))) {
        return;
    }
    // Whatever it still says is for nobody: the leader is gone.
    let Some(from_client) = said else { return linger(&mut up).await };
    hang_up(&mut from_client.unsplit(to_client)).await;
}

/// Lets a client read what was written: closing a socket with unread bytes would take that back.
async fn linger(up: &mut (impl Future<Output = ReadHalf<Stream>> + Unpin)) {
    timeout(GOODBYE, up).await.ok();
}

/// Says to the leader what the client says, until that ends or the leader takes no more; gives the
/// client's half back.
async fn say(
    ahead: &[u8],
    mut from_client: ReadHalf<Stream>,
    mut to_leader: WriteHalf<Box<dyn Wire>>,
) -> ReadHalf<Stream> {
    let mut buffer = vec![0; BYTES];
    let mut is_taken = to_leader.write_all(ahead).await.is_ok() && to_leader.flush().await.is_ok();
    loop {
        let Some(count) = from_client.read(&mut buffer).await.ok().filter(|count| *count > 0)
        else {
            to_leader.shutdown().await.ok();
            return from_client;
        };
        // Once the leader is gone the rest is read and dropped, until the other direction has ended.
        is_taken = is_taken
            && to_leader.write_all(&buffer[..count]).await.is_ok()
            && to_leader.flush().await.is_ok();
    }
}
