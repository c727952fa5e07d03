//! Where a server's frames end, as they pass: only between two of them may a door say something of its
//! own to the client.

/// The longest head of an answer that is looked at.
const HEAD: usize = 16 * 1024;

/// What a server answers, byte by byte: the head of an HTTP answer, and frames where that begins a
/// WebSocket (RFC 6455 section 5.2). A server's frames have no mask.
#[derive(Debug)]
pub struct Frames {
    state: State,
}

#[derive(Debug)]
enum State {
    /// Its head, as far as it is known.
    Head(Vec<u8>),
    /// No WebSocket: whatever it is, a frame has no place in it.
    Other,
    /// Between frames, or in the header of one.
    Header { bytes: [u8; 10], count: usize },
    /// In a frame's payload, of which so much is to come.
    Payload(u64),
    /// After a close frame nothing may follow.
    Closed { left: u64 },
}

impl Default for Frames {
    fn default() -> Self {
        Self { state: State::Head(Vec::new()) }
    }
}

/// The place between two frames.
const BETWEEN: State = State::Header { bytes: [0; 10], count: 0 };

impl Frames {
    /// Whether nothing was answered yet, not even in part.
    pub fn is_unanswered(&self) -> bool {
        matches!(&self.state, State::Head(head) if head.is_empty())
    }

    /// Whether a frame may be put here: a WebSocket has begun, no frame is under way, and the server
    /// has not closed.
    pub fn is_between(&self) -> bool {
        matches!(self.state, State::Header { count: 0, .. })
    }

    /// Takes in what passes.
    pub fn pass(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            bytes = self.step(bytes);
        }
    }

    /// Takes in some bytes; gives the rest.
    fn step<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        match &mut self.state {
            State::Head(head) => {
                let before = head.len();
                head.extend_from_slice(bytes);
                // The end may have begun in what came before.
                let from = before.saturating_sub(3);
                let end = head[from..].windows(4).position(|it| it == b"\r\n\r\n");
                let Some(end) = end.map(|at| from + at + 4) else {
                    if head.len() > HEAD {
                        self.state = State::Other;
                    }
                    return &[];
                };
                let is_upgrade = head.starts_with(b"HTTP/1.1 101 ");
                self.state = if is_upgrade { BETWEEN } else { State::Other };
                &bytes[end - before..]
            }
            State::Other => &[],
            State::Header { bytes: header, count } => {
                header[*count] = bytes[0];
                *count += 1;
                if let Some((is_close, length)) = frame(&header[..*count]) {
                    self.state = match (is_close, length) {
                        (true, left) => State::Closed { left },
                        (false, 0) => BETWEEN,
                        (false, length) => State::Payload(length),
                    };
                }
                &bytes[1..]
            }
            State::Payload(left) | State::Closed { left } => {
                let taken = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
                *left -= taken as u64;
                match self.state {
                    State::Payload(0) => self.state = BETWEEN,
                    // Whatever follows is for nobody.
                    State::Closed { left: 0 } => return &[],
                    _ => {}
                }
                &bytes[taken..]
            }
        }
    }
}

/// Whether a frame closes, and the length of its payload, once its header is whole.
fn frame(header: &[u8]) -> Option<(bool, u64)> {
    let (first, rest) = header.split_first()?;
    let (length, more) = rest.split_first()?;
    let length = match length & 0x7F {
        126 => u64::from(u16::from_be_bytes(more.try_into().ok()?)),
        127 => u64::from_be_bytes(more.try_into().ok()?),
        length => u64::from(length),
    };
    Some((first & 0x0F == 8, length))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::hub::frame::{close_frame, ping_frame, text_frame};

    const HEAD: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

    #[test]
    fn a_frame_has_its_place_between_two_others_only() {
        let mut frames = Frames::default();
        assert!(frames.is_unanswered() && !frames.is_between());
        frames.pass(&HEAD[..HEAD.len() - 2]);
        assert!(!frames.is_unanswered() && !frames.is_between());
        frames.pass(&HEAD[HEAD.len() - 2..]);
        assert!(frames.is_between());
        for length in [0, 1, 125, 126, 65_535, 65_536] {
            let frame = text_frame(&"x".repeat(length));
            for byte in &frame[..frame.len() - 1] {
                frames.pass(&[*byte]);
                assert!(!frames.is_between(), "{length}");
            }
            frames.pass(&frame[frame.len() - 1..]);
            assert!(frames.is_between(), "{length}");
        }
        frames.pass(&close_frame(1001));
        assert!(!frames.is_between(), "nothing follows a close");
        frames.pass(&ping_frame());
        assert!(!frames.is_between());
    }

    #[test]
    fn an_answer_that_is_no_websocket_has_no_place_for_a_frame() {
        for answer in [
            "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\n\u{1}\0\u{1}\0",
            "HTTP/1.0 101 \r\n\r\n",
        ] {
            let mut frames = Frames::default();
            for byte in answer.bytes() {
                frames.pass(&[byte]);
                assert!(!frames.is_between(), "{answer:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn however_it_is_cut_the_places_are_the_same(
            lengths in prop::collection::vec(0usize..70_000, 0..6),
            cuts in prop::collection::vec(1usize..3000, 1..40),
        ) {
            let mut bytes = HEAD.to_vec();
            let mut ends = vec![bytes.len()];
            for length in lengths {
                bytes.extend_from_slice(&text_frame(&"y".repeat(length)));
                ends.push(bytes.len());
            }
            let mut frames = Frames::default();
            let mut at = 0;
            for cut in cuts.iter().cycle() {
                let end = (at + cut).min(bytes.len());
                frames.pass(&bytes[at..end]);
                at = end;
                prop_assert_eq!(frames.is_between(), ends.contains(&at), "at {}", at);
                if at == bytes.len() {
                    break;
                }
            }
        }
    }
}
