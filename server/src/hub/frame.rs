//! Messages as WebSocket frames from a server: final and unmasked (RFC 6455 section 5.2).

use bytes::{BufMut as _, Bytes, BytesMut};

/// The code of a server that stops.
pub const STOPPED: u16 = 1001;

/// The code of a server that does not lead the desk any more, while others serve it: come back.
pub const LED_ELSEWHERE: u16 = 1012;

/// The code for a client that must wait before it comes back.
pub const LATER: u16 = 1013;

/// A text.
pub fn text_frame(text: &str) -> Bytes {
    frame(0x81, text.as_bytes())
}

/// A close frame with a code.
pub fn close_frame(code: u16) -> Bytes {
    frame(0x88, &code.to_be_bytes())
}

/// A close frame with a code and the reason.
pub fn close_frame_because(code: u16, reason: &str) -> Bytes {
    frame(0x88, &[&code.to_be_bytes(), reason.as_bytes()].concat())
}

/// A ping without payload.
pub fn ping_frame() -> Bytes {
    frame(0x89, &[])
}

fn frame(first: u8, payload: &[u8]) -> Bytes {
    let mut frame = BytesMut::with_capacity(payload.len() + 10);
    frame.put_u8(first);
    match payload.len() {
        length @ 0..=125 => frame.put_u8(length as u8),
        length @ 126..=65_535 => {
            frame.put_u8(126);
            frame.put_u16(length as u16);
        }
        length => {
            frame.put_u8(127);
            frame.put_u64(length as u64);
        }
    }
    frame.extend_from_slice(payload);
    frame.freeze()
}
