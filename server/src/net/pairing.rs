//! A device that has no key yet: it is sent a code to show, and its key once somebody lets it in.

use bytes::BytesMut;
use shared::text::Secret;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::transport::Stream;
use super::{Shared, hang_up};
use crate::admission::{PAIRING_TIME, Pairing};
use crate::hub::frame::{close_frame, text_frame};

/// Serves one device until it is let in, gives up, or its code is too old. What it sends is read and
/// dropped; only its end counts.
pub async fn serve(mut stream: Stream, mut pairing: Pairing<'_>, shared: &Shared) {
    let said = text_frame(&format!("code {}", pairing.code));
    if stream.write_all(&said).await.is_err() || stream.flush().await.is_err() {
        return;
    }
    let mut stopping = shared.stopping.clone();
    let outcome = tokio::select! {
        key = &mut pairing.key => key.ok(),
        () = until_gone(&mut stream) => return,
        () = tokio::time::sleep(PAIRING_TIME) => None,
        _ = stopping.changed() => None,
    };
    let mut last = BytesMut::new();
    if let Some(key) = &outcome {
        last.extend_from_slice(&text_frame(&format!("key {}", Secret::expose(key))));
    }
    last.extend_from_slice(&close_frame(if outcome.is_some() { 1000 } else { 1001 }));
    // A device that is gone by now asks for another code.
    if stream.write_all(&last).await.is_ok() && stream.flush().await.is_ok() {
        hang_up(&mut stream).await;
    }
}

/// Returns when the client closes, or says more than pings and a close would take.
async fn until_gone(stream: &mut Stream) {
    const ENOUGH: usize = 64 * 1024;
    let mut buffer = [0; 256];
    let mut heard = 0;
    while heard < ENOUGH {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            // A close frame: final, opcode 8.
            Ok(_) if buffer[0] == 0x88 => return,
            Ok(count) => heard += count,
        }
    }
}
