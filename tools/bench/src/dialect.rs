//! What the load generator must know of each server's protocol: how a message is framed on the way
//! there, and where one ends on the way back. No more than that, since its own cost is paid on the
//! same machine.

use anyhow::{Result, bail, ensure};

/// Clients must mask what they send. The key is meant to be unpredictable to protect proxies, of
/// which there are none here.
const MASK: [u8; 4] = [0x5a, 0xc3, 0x3c, 0xa5];

/// The longest message that is expected; more means that the generator has lost its place.
const LONGEST: usize = 1 << 20;

/// A WebSocket pong that holds nothing: nobody here puts anything in a ping.
const WS_PONG: [u8; 6] = [0x8a, 0x80, MASK[0], MASK[1], MASK[2], MASK[3]];

/// Which protocol a server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// RFC 6455: Walkup, the floors, bun.
    WebSocket,
    /// RESP, where a message is a `PUBLISH` on the one channel.
    RedisPublish,
    /// RESP, where a message is a `SET` of a key of its own.
    RedisSet,
    /// NATS.
    Nats,
    /// MQTT 3.1.1 with QoS 0.
    Mqtt,
}

/// Something whole that has arrived.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A message, or the answer to one.
    Text(&'a [u8]),
    /// A question whether we are there; this is the answer.
    Ping(&'static [u8]),
    /// Nothing that counts.
    Other,
}

impl Dialect {
    /// Appends a message as it goes over the wire.
    pub fn frame(self, text: &str, bytes: &mut Vec<u8>) {
        match self {
            Self::WebSocket => ws_frame(text, bytes),
            Self::RedisPublish => resp(&["PUBLISH", "e", text], bytes),
            Self::RedisSet => resp(&["SET", text, text], bytes),
            Self::Nats => {
                bytes.extend_from_slice(format!("PUB e {}\r\n{text}\r\n", text.len()).as_bytes());
            }
            Self::Mqtt => {
                bytes.push(0x30);
                let mut length = 3 + text.len();
                while length >= 0x80 {
                    bytes.push((length % 0x80) as u8 | 0x80);
                    length /= 0x80;
                }
                bytes.push(length as u8);
                bytes.extend_from_slice(b"\0\x01e");
                bytes.extend_from_slice(text.as_bytes());
            }
        }
    }

    /// What a subscriber says first, where it must say something.
    pub fn hello(self, is_subscriber: bool) -> Vec<u8> {
        match (self, is_subscriber) {
            (Self::RedisPublish, true) => b"*2\r\n$9\r\nSUBSCRIBE\r\n$1\r\ne\r\n".to_vec(),
            (Self::Nats, true) => b"CONNECT {\"verbose\":false}\r\nSUB e 1\r\nPING\r\n".to_vec(),
            (Self::Nats, false) => b"CONNECT {\"verbose\":false}\r\nPING\r\n".to_vec(),
            (Self::Mqtt, _) => {
                // CONNECT with a clean session, no keep-alive and a name that the server chooses.
                let mut bytes = b"\x10\x0c\0\x04MQTT\x04\x02\0\0\0\0".to_vec();
                if is_subscriber {
                    bytes.extend_from_slice(b"\x82\x06\0\x01\0\x01e\0");
                }
                bytes
            }
            (Self::WebSocket | Self::RedisSet, _) | (Self::RedisPublish, false) => Vec::new(),
        }
    }

    /// How many pieces say that the hello was taken.
    pub fn welcomes(self, is_subscriber: bool) -> usize {
        match (self, is_subscriber) {
            (Self::RedisPublish, true) | (Self::Mqtt, false) => 1,
            // INFO and PONG; CONNACK and SUBACK.
            (Self::Nats, _) | (Self::Mqtt, true) => 2,
            (Self::WebSocket | Self::RedisSet, _) | (Self::RedisPublish, false) => 0,
        }
    }

    /// The first whole piece, with its length; none if it has not arrived yet.
    pub fn next(self, bytes: &[u8]) -> Result<Option<(usize, Piece<'_>)>> {
        let found = match self {
            Self::WebSocket => return ws_next(bytes),
            Self::RedisPublish => resp_end(bytes).map(|end| {
                // A subscriber's own confirmation is no message; a publisher's count is an answer.
                let is_other = bytes.starts_with(b"*3\r\n$9\r\nsubscribe");
                (end, if is_other { Piece::Other } else { Piece::Text(&bytes[..end]) })
            }),
            Self::RedisSet => resp_end(bytes).map(|end| (end, Piece::Text(&bytes[..end]))),
            Self::Nats => nats_next(bytes),
            Self::Mqtt => mqtt_next(bytes),
        };
        ensure!(found.is_some() || bytes.len() < LONGEST, "a message without an end");
        Ok(found)
    }

    /// Whether a text says that something was refused.
    pub fn is_refusal(self, text: &[u8]) -> bool {
        match self {
            Self::WebSocket => text.starts_with(b"error"),
            _ => text.starts_with(b"-"),
        }
    }
}

fn ws_frame(text: &str, bytes: &mut Vec<u8>) {
    bytes.push(0x81);
    match text.len() {
        length @ 0..126 => bytes.push(0x80 | length as u8),
        length => {
            bytes.push(0x80 | 126);
            bytes.extend_from_slice(&(length as u16).to_be_bytes());
        }
    }
    bytes.extend(MASK);
    bytes.extend(text.bytes().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
}

fn ws_next(bytes: &[u8]) -> Result<Option<(usize, Piece<'_>)>> {
    let [kind, length, ..] = bytes else { return Ok(None) };
    let (head, length) = match (length, bytes) {
        (126, [_, _, a, b, ..]) => (4, usize::from(u16::from_be_bytes([*a, *b]))),
        (126, _) => return Ok(None),
        (0..126, _) => (2, usize::from(*length)),
        // A report, which is the one thing so long.
        (127, [_, _, 0, 0, 0, 0, a, b, c, d, ..]) => {
            (10, usize::try_from(u32::from_be_bytes([*a, *b, *c, *d]))?)
        }
        (127, _) if bytes.len() < 10 => return Ok(None),
        _ => bail!("a frame is masked or longer than anything expected"),
    };
    ensure!(kind & 0x80 != 0, "a frame in parts was not expected");
    let end = head + length;
    let Some(payload) = bytes.get(head..end) else { return Ok(None) };
    let piece = match kind & 0x0f {
        1 => Piece::Text(payload),
        8 => bail!("the server closed the connection"),
        9 => Piece::Ping(&WS_PONG),
        _ => Piece::Other,
    };
    Ok(Some((end, piece)))
}

fn resp(words: &[&str], bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(format!("*{}\r\n", words.len()).as_bytes());
    for word in words {
        bytes.extend_from_slice(format!("${}\r\n{word}\r\n", word.len()).as_bytes());
    }
}

fn line_end(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|&byte| byte == b'\n').map(|at| at + 1)
}

fn resp_end(bytes: &[u8]) -> Option<usize> {
    let head = line_end(bytes)?;
    let number = || std::str::from_utf8(bytes[1..head].trim_ascii()).ok()?.parse::<usize>().ok();
    match bytes[0] {
        b'$' => {
            let end = head + number()? + 2;
            (end <= bytes.len()).then_some(end)
        }
        b'*' => {
            let mut end = head;
            for _ in 0..number()? {
                end += resp_end(bytes.get(end..)?)?;
            }
            Some(end)
        }
        _ => Some(head),
    }
}

fn nats_next(bytes: &[u8]) -> Option<(usize, Piece<'_>)> {
    let head = line_end(bytes)?;
    if bytes.starts_with(b"MSG ") {
        let length = bytes[..head].trim_ascii().rsplit(|&byte| byte == b' ').next()?;
        let length: usize = std::str::from_utf8(length).ok()?.parse().ok()?;
        let payload = bytes.get(head..head + length + 2)?;
        return Some((head + length + 2, Piece::Text(&payload[..length])));
    }
    let piece = match &bytes[..head] {
        b"PING\r\n" => Piece::Ping(b"PONG\r\n"),
        line if line.starts_with(b"-ERR") => Piece::Text(line),
        _ => Piece::Other,
    };
    Some((head, piece))
}

fn mqtt_next(bytes: &[u8]) -> Option<(usize, Piece<'_>)> {
    let mut length = 0;
    let mut head = 1;
    loop {
        let byte = *bytes.get(head)?;
        length |= usize::from(byte & 0x7f) << (7 * (head - 1));
        head += 1;
        if byte & 0x80 == 0 {
            break;
        }
    }
    let payload = bytes.get(head..head + length)?;
    let piece = match bytes[0] >> 4 {
        3 => Piece::Text(payload.get(3..)?),
        _ => Piece::Other,
    };
    Some((head + length, piece))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cuts what arrived anywhere: nothing may be found before it is whole, and all of it after.
    fn check(dialect: Dialect, bytes: &[u8], expected: &Piece<'_>) {
        for cut in 0..bytes.len() {
            assert_eq!(dialect.next(&bytes[..cut]).unwrap(), None, "{dialect:?} cut at {cut}");
        }
        let mut more = bytes.to_vec();
        more.extend_from_slice(bytes);
        let (end, piece) = dialect.next(&more).unwrap().unwrap();
        assert_eq!((end, &piece), (bytes.len(), expected), "{dialect:?}");
    }

    #[test]
    fn messages_are_found_when_they_are_whole() {
        let text = Piece::Text(b"hello");
        check(Dialect::WebSocket, b"\x81\x05hello", &text);
        check(Dialect::WebSocket, b"\x89\0", &Piece::Ping(&WS_PONG));
        check(Dialect::Nats, b"MSG e 1 5\r\nhello\r\n", &text);
        check(Dialect::Nats, b"PING\r\n", &Piece::Ping(b"PONG\r\n"));
        check(Dialect::Mqtt, b"\x30\x08\0\x01ehello", &text);
        let message = b"*3\r\n$7\r\nmessage\r\n$1\r\ne\r\n$5\r\nhello\r\n";
        check(Dialect::RedisPublish, message, &Piece::Text(message));
        let subscribed = b"*3\r\n$9\r\nsubscribe\r\n$1\r\ne\r\n:1\r\n";
        check(Dialect::RedisPublish, subscribed, &Piece::Other);
        check(Dialect::RedisSet, b"+OK\r\n", &Piece::Text(b"+OK\r\n"));
    }

    #[test]
    fn long_frames_have_long_heads() {
        let long = "x".repeat(300);
        let mut bytes = vec![0x81, 126, 1, 44];
        bytes.extend_from_slice(long.as_bytes());
        check(Dialect::WebSocket, &bytes, &Piece::Text(long.as_bytes()));
        let mut bytes = vec![0x30, 0xaf, 0x02, 0, 1, b'e'];
        bytes.extend_from_slice(long.as_bytes());
        check(Dialect::Mqtt, &bytes, &Piece::Text(long.as_bytes()));
    }

    #[test]
    fn what_is_framed_can_be_read_back() {
        for (dialect, expected) in [
            (Dialect::Mqtt, &b"\x30\x08\0\x01ehello"[..]),
            (Dialect::Nats, b"PUB e 5\r\nhello\r\n"),
            (Dialect::RedisSet, b"*3\r\n$3\r\nSET\r\n$5\r\nhello\r\n$5\r\nhello\r\n"),
        ] {
            let mut bytes = Vec::new();
            dialect.frame("hello", &mut bytes);
            assert_eq!(bytes, expected);
        }
        let mut bytes = Vec::new();
        Dialect::WebSocket.frame("hello", &mut bytes);
        let unmasked: Vec<u8> =
            bytes[6..].iter().zip(MASK).map(|(byte, mask)| byte ^ mask).collect();
        assert_eq!((&bytes[..2], &unmasked[..]), (&[0x81, 0x85][..], &b"hell"[..]));
    }
}
