//! A device that has no key yet: it is sent a code to show, and its key once somebody lets it in.

use bytes::BytesMut;
use shared::text::Secret;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::handshake::Enrolling;
use super::hang_up;
use super::transport::Stream;
use crate::admission::{PAIRING_TIME, Pairing};
use crate::hub::Request;
use crate::hub::frame::{STOPPED, close_frame, text_frame};
use crate::rooms::Room;

/// Serves one device until it is let in, gives up, or its code is too old. What it sends is read and
/// dropped; only its end counts.
pub async fn serve(
    mut stream: Stream,
    mut pairing: Pairing,
    enrolling: Option<Enrolling>,
    room: &Room,
) {
    let said = text_frame(&format!("code {}", pairing.code));
    if stream.write_all(&said).await.is_err() || stream.flush().await.is_err() {
        return;
    }
    if let Some(Enrolling { token, name }) = enrolling {
        let code = pairing.code.clone();
        // A server that stops lets nobody in.
        room.requests.send(Request::Enrol { code, token, name }).await.ok();
    }
    let mut stopping = room.stopping.clone();
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
    last.extend_from_slice(&close_frame(if outcome.is_some() { 1000 } else { STOPPED }));
    // A device that is gone by now asks for another code.
    if stream.write_all(&last).await.is_ok() && stream.flush().await.is_ok() {
        hang_up(&mut stream).await;
    }
}

/// Returns when the client closes, or says more than pings and a close would take. Pings are
/// answered, so that a device notices when the server is gone and its code with it.
async fn until_gone(stream: &mut Stream) {
    const ENOUGH: usize = 64 * 1024;
    let mut buffer = [0; 256];
    let mut heard = 0;
    while heard < ENOUGH {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            // A close frame: final, opcode 8.
            Ok(_) if buffer[0] == 0x88 => return,
            Ok(count) => {
                heard += count;
                if let Some(pong) = pong(&buffer[..count])
                    && (stream.write_all(&pong).await.is_err() || stream.flush().await.is_err())
                {
                    return;
                }
            }
        }
    }
}

/// The answer to a ping that arrived whole: the same payload, without a mask.
fn pong(frame: &[u8]) -> Option<Vec<u8>> {
    let (&first, &length) = (frame.first()?, frame.get(1)?);
    let size = usize::from(length & 0x7F);
    // A final frame of opcode 9, masked as a client must, and no longer than a ping may be.
    if first != 0x89 || length & 0x80 == 0 || size > 125 {
        return None;
    }
    let (mask, payload) = (frame.get(2..6)?, frame.get(6..6 + size)?);
    let mut pong = vec![0x8A, length & 0x7F];
    pong.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    Some(pong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ping_is_answered_with_what_it_carried() {
        assert_eq!(pong(&[0x89, 0x80, 1, 2, 3, 4]), Some(vec![0x8A, 0]));
        let ping = [0x89, 0x82, 1, 2, 3, 4, b'h' ^ 1, b'i' ^ 2];
        assert_eq!(pong(&ping), Some(vec![0x8A, 2, b'h', b'i']));
        for other in [&[0x89_u8][..], &[0x89, 0x00], &[0x89, 0x81, 1, 2, 3, 4], &[0x81, 0x80]] {
            assert_eq!(pong(other), None, "{other:?}");
        }
    }
}
