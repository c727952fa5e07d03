//! Checks the bytes of a client's frames before the WebSocket library does, for what that does
//! not refuse: lengths that are not written in their shortest form (RFC 6455 section 5.2), and
//! messages in endless fragments.

use std::time::{Duration, Instant};

/// The most bytes of one message. The longest command is a `request` of some 900 bytes.
pub const MESSAGE_BYTES: usize = 4096;

/// The most bytes of one message of a signed-in admin: what a desk is set to can be long.
pub const ADMIN_MESSAGE_BYTES: usize = 64 * 1024;

/// The most frames of one message: somebody who sends a command in more pieces than this does so
/// to keep us busy.
const FRAGMENTS: u32 = 64;

/// How long one message may take from its first byte to its last.
pub const MESSAGE_TIME: Duration = Duration::from_secs(10);

/// A frame that is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// The close code that says why.
    pub code: u16,
    /// How many of the bytes come before that frame. They are still to be read.
    pub good: usize,
}

/// Follows the frames of one client.
#[derive(Debug, Default)]
pub struct FrameGuard {
    header: [u8; 14],
    header_len: u8,
    payload_left: u64,
    /// How many frames the unfinished message has so far.
    fragments: u32,
    /// How many bytes it has so far.
    message: u64,
    /// How many it may have, as it was when it began.
    most: u64,
    /// Since when a frame or message is unfinished.
    begun: Option<Instant>,
}

impl FrameGuard {
    /// Takes in bytes from the client, whose messages may have so many bytes now. Nothing may be
    /// checked after a refusal.
    pub fn check(&mut self, bytes: &[u8], most: usize, now: Instant) -> Result<(), Refused> {
        let mut at = 0;
        // Where the frame that is under way begins; 0 if that was in earlier bytes.
        let mut frame_at = 0;
        while at < bytes.len() {
            if self.payload_left > 0 {
                let left = bytes.len() - at;
                let skipped = usize::try_from(self.payload_left).map_or(left, |it| it.min(left));
                at += skipped;
                self.payload_left -= skipped as u64;
                self.end_frame();
                continue;
            }
            self.begun.get_or_insert(now);
            if self.header_len == 0 {
                frame_at = at;
                if self.fragments == 0 {
                    self.most = most as u64;
                }
            }
            self.header[usize::from(self.header_len)] = bytes[at];
            self.header_len += 1;
            at += 1;
            if usize::from(self.header_len) == self.needed() {
                self.begin_payload().map_err(|code| Refused { code, good: frame_at })?;
                self.end_frame();
            }
        }
        Ok(())
    }

    /// Until when the message that is under way must be complete.
    pub fn deadline(&self) -> Option<Instant> {
        self.begun.map(|begun| begun + MESSAGE_TIME)
    }

    /// The time in which we ourselves did not read is not the client's.
    pub fn forgive(&mut self, now: Instant) {
        self.begun = self.begun.map(|_| now);
    }

    /// How long the header is, as far as is known.
    fn needed(&self) -> usize {
        if self.header_len < 2 {
            return 2;
        }
        let length = match self.header[1] & 0x7f {
            126 => 2,
            127 => 8,
            _ => 0,
        };
        let mask = if self.header[1] & 0x80 == 0 { 0 } else { 4 };
        2 + length + mask
    }

    fn begin_payload(&mut self) -> Result<(), u16> {
        let header = &self.header;
        let (length, shortest) = match header[1] & 0x7f {
            126 => (u64::from(u16::from_be_bytes([header[2], header[3]])), 126),
            127 => {
                let mut wide = [0; 8];
                wide.copy_from_slice(&header[2..10]);
                (u64::from_be_bytes(wide), 65_536)
            }
            short => (u64::from(short), 0),
        };
        if length < shortest || length > i64::MAX as u64 {
            return Err(1002);
        }
        if length > self.most {
            return Err(1009);
        }
        let is_control = header[0] & 0x08 != 0;
        if !is_control {
            self.fragments += 1;
            if self.fragments > FRAGMENTS {
                return Err(1008);
            }
            self.message += length;
            if self.message > self.most {
                return Err(1009);
            }
            if header[0] & 0x80 != 0 {
                (self.fragments, self.message) = (0, 0);
            }
        }
        self.payload_left = length;
        Ok(())
    }

    fn end_frame(&mut self) {
        if self.payload_left == 0 {
            self.header_len = 0;
            if self.fragments == 0 {
                self.begun = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8]) -> Result<(), u16> {
        // Byte by byte and in one piece must come to the same.
        let now = Instant::now();
        let mut slow = FrameGuard::default();
        let code = |refused: Refused| refused.code;
        let slowly =
            bytes.chunks(1).try_for_each(|byte| slow.check(byte, MESSAGE_BYTES, now)).map_err(code);
        assert_eq!(FrameGuard::default().check(bytes, MESSAGE_BYTES, now).map_err(code), slowly);
        slowly
    }

    #[test]
    fn what_comes_before_a_bad_frame_is_good() {
        let good = [0x81, 0x81, 1, 2, 3, 4, b'x', 0x89, 0x80, 1, 2, 3, 4];
        let bad = [0x81, 0xfe, 0, 125, 1, 2, 3, 4, b'y'];
        let bytes = [&good[..], &bad[..]].concat();
        let now = Instant::now();
        let refused = Refused { code: 1002, good: good.len() };
        assert_eq!(FrameGuard::default().check(&bytes, MESSAGE_BYTES, now), Err(refused));
        // Wherever the bytes are cut in two.
        for cut in 0..bytes.len() {
            let mut guard = FrameGuard::default();
            let first = guard
                .check(&bytes[..cut], MESSAGE_BYTES, now)
                .map(|()| cut)
                .unwrap_or_else(|it| it.good);
            if cut <= good.len() {
                assert_eq!(first, cut);
                let rest = guard.check(&bytes[cut..], MESSAGE_BYTES, now).unwrap_err();
                assert_eq!(rest.good, good.len() - cut, "cut at {cut}");
            }
        }
    }

    #[test]
    fn lengths_have_one_form() {
        assert_eq!(check(&[0x81, 0x80, 1, 2, 3, 4]), Ok(()));
        assert_eq!(check(&[0x81, 0xfe, 0, 125, 1, 2, 3, 4]), Err(1002));
        assert_eq!(check(&[0x81, 0xff, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0]), Err(1002));
        assert_eq!(check(&[0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), Err(1002));
        assert_eq!(check(&[0x81, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0]), Err(1009));
    }

    #[test]
    fn fragments_come_to_an_end() {
        let mut bytes = vec![0x01, 0x80, 0, 0, 0, 0];
        for _ in 0..63 {
            bytes.extend([0x00, 0x80, 0, 0, 0, 0]);
        }
        assert_eq!(check(&bytes), Ok(()));
        bytes.extend([0x00, 0x80, 0, 0, 0, 0]);
        assert_eq!(check(&bytes), Err(1008));
    }

    #[test]
    fn the_time_counts_while_a_message_is_unfinished() {
        let now = Instant::now();
        let mut guard = FrameGuard::default();
        guard.check(&[0x81], MESSAGE_BYTES, now).unwrap();
        assert!(guard.deadline().is_some());
        guard.check(&[0x80, 1, 2, 3, 4], MESSAGE_BYTES, now).unwrap();
        assert!(guard.deadline().is_none());
        guard.check(&[0x01, 0x80, 1, 2, 3, 4], MESSAGE_BYTES, now).unwrap();
        assert!(guard.deadline().is_some(), "a fragment waits for the rest");
    }
}
