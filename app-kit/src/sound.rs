//! Chimes, played by whatever the machine plays sounds with.
//!
//! The crates that open a sound device themselves need the system's sound library when they are
//! built, and then to run at all. A player that comes with the desktop needs neither, and a
//! machine without one runs on silently and says so once in its log.

use std::f32::consts::TAU;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::mpsc;

use tracing::{info, warn};

/// What can be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chime {
    /// Two falling notes: a visitor is called.
    Call,
    /// One soft note: somebody waits.
    Attention,
}

/// Plays one chime after the other, never two at once.
#[derive(Debug, Clone)]
pub struct Sounder {
    queue: mpsc::SyncSender<Chime>,
}

/// So many may wait to be heard; more would be heard long after they mattered.
const QUEUE: usize = 8;

const RATE: u32 = 22_050;

impl Sounder {
    /// A sounder with a thread of its own, which ends with it.
    ///
    /// # Errors
    ///
    /// The operating system gives no thread.
    pub fn start() -> std::io::Result<Self> {
        let (queue, chimes) = mpsc::sync_channel(QUEUE);
        std::thread::Builder::new().name("sound".to_owned()).spawn(move || play_all(&chimes))?;
        Ok(Self { queue })
    }

    /// Plays a chime when those before it have ended; drops it when too many wait already.
    pub fn play(&self, chime: Chime) {
        self.queue.try_send(chime).ok();
    }
}

fn play_all(chimes: &mpsc::Receiver<Chime>) {
    let mut player = Some(());
    for chime in chimes {
        if player.is_none() {
            continue;
        }
        if let Err(reason) = play(chime) {
            warn!("sounds stay off: {reason}");
            player = None;
        }
    }
    info!("sounds end");
}

fn play(chime: Chime) -> Result<(), String> {
    let mut file = tempfile::Builder::new()
        .prefix("walkup-")
        .suffix(".wav")
        .tempfile()
        .map_err(|error| error.to_string())?;
    file.write_all(&wav(chime)).map_err(|error| error.to_string())?;
    let path = file.path().to_string_lossy().into_owned();
    let mut last = "no player was found".to_owned();
    for (program, arguments) in players(&path) {
        let run = Command::new(program)
            .args(&arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        match run {
            Ok(status) if status.success() => return Ok(()),
            Ok(status) => last = format!("{program} ended with {status}"),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => last = format!("{program}: {error}"),
        }
    }
    Err(last)
}

fn players(path: &str) -> Vec<(&'static str, Vec<String>)> {
    if cfg!(windows) {
        let path = path.replace('\'', "''");
        let script = format!("(New-Object System.Media.SoundPlayer '{path}').PlaySync()");
        vec![("powershell", vec!["-NoProfile".to_owned(), "-Command".to_owned(), script])]
    } else if cfg!(target_os = "macos") {
        vec![("afplay", vec![path.to_owned()])]
    } else {
        vec![
            ("pw-play", vec![path.to_owned()]),
            ("paplay", vec![path.to_owned()]),
            ("aplay", vec!["-q".to_owned(), path.to_owned()]),
        ]
    }
}

/// The chime as a WAV file: 16 bits, one channel.
fn wav(chime: Chime) -> Vec<u8> {
    // Frequency in hertz, start and length in seconds.
    let notes: &[(f32, f32, f32)] = match chime {
        Chime::Call => &[(784.0, 0.0, 0.9), (587.3, 0.35, 1.1)],
        Chime::Attention => &[(659.3, 0.0, 0.7)],
    };
    let end = notes.iter().map(|(_, start, length)| start + length).fold(0.0, f32::max);
    let count = (end * RATE as f32) as usize;
    let sample = |at: usize| -> i16 {
        let t = at as f32 / RATE as f32;
        let heard: f32 = notes
            .iter()
            .filter(|(_, start, length)| t >= *start && t < start + length)
            .map(|(hertz, start, length)| {
                let t = t - start;
                // Struck and fading, with no click at either end.
                let loudness =
                    (t * 200.0).min(1.0) * (-t * 5.0).exp() * ((length - t) * 50.0).min(1.0);
                ((TAU * hertz * t).sin() + 0.25 * (TAU * 2.0 * hertz * t).sin()) * loudness
            })
            .sum();
        (heard * 0.45 * f32::from(i16::MAX)) as i16
    };
    let bytes = u32::try_from(count * 2).unwrap_or(u32::MAX);
    let mut wav = Vec::with_capacity(44 + count * 2);
    wav.extend(b"RIFF");
    wav.extend((36 + bytes).to_le_bytes());
    wav.extend(b"WAVEfmt ");
    wav.extend(16_u32.to_le_bytes());
    wav.extend(1_u16.to_le_bytes());
    wav.extend(1_u16.to_le_bytes());
    wav.extend(RATE.to_le_bytes());
    wav.extend((RATE * 2).to_le_bytes());
    wav.extend(2_u16.to_le_bytes());
    wav.extend(16_u16.to_le_bytes());
    wav.extend(b"data");
    wav.extend(bytes.to_le_bytes());
    for at in 0..count {
        wav.extend(sample(at).to_le_bytes());
    }
    wav
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chime_is_a_whole_wav_file_that_is_neither_silent_nor_clipped() {
        for chime in [Chime::Call, Chime::Attention] {
            let wav = wav(chime);
            assert_eq!(&wav[..4], b"RIFF");
            let told = u32::from_le_bytes(wav[40..44].try_into().unwrap());
            assert_eq!(told as usize, wav.len() - 44);
            let loudest = wav[44..]
                .chunks(2)
                .map(|pair| i16::from_le_bytes(pair.try_into().unwrap()).unsigned_abs())
                .max()
                .unwrap();
            assert!((8_000..32_000).contains(&loudest), "{loudest}");
        }
    }
}
