//! Chimes and spoken sentences, played by whatever the machine plays sounds with.
//!
//! The crates that open a sound device themselves need the system's sound library when they are
//! built, and then to run at all. A player that comes with the desktop needs neither, and a
//! machine without one runs on silently and says so once in its log.

mod speech;

use std::f32::consts::TAU;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use tracing::{info, warn};

pub use speech::Sentence;

/// What can be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chime {
    /// Two falling notes: a visitor is called.
    Call,
    /// One soft note: somebody waits.
    Attention,
}

/// A chime or a spoken sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sound {
    /// A chime.
    Chime(Chime),
    /// Something said.
    Speech(Sentence),
}

/// Plays one sound after the other, never two at once.
#[derive(Debug, Clone)]
pub struct Sounder {
    queue: mpsc::SyncSender<Sound>,
    /// How many wait or are being heard.
    pending: Arc<AtomicUsize>,
}

/// So many may wait to be heard; more would be heard long after they mattered.
const QUEUE: usize = 8;

/// A player that has not ended by then hangs, and is ended.
const LONGEST: Duration = Duration::from_secs(15);

/// Windows' name for: without a console window.
#[cfg(windows)]
const CREATE_NO_WINDOW: u32 = 0x0800_0000;

const RATE: u32 = 22_050;

impl Sounder {
    /// A sounder with a thread of its own, which ends with it.
    ///
    /// # Errors
    ///
    /// The operating system gives no thread.
    pub fn start() -> std::io::Result<Self> {
        Self::start_with(|sound| match sound {
            Sound::Chime(chime) => play(*chime),
            Sound::Speech(sentence) => sentence.say(),
        })
    }

    /// A sounder that lets `perform` be heard, one call after the other, on a thread of its own.
    ///
    /// # Errors
    ///
    /// The operating system gives no thread.
    pub fn start_with<E: Into<Unheard>>(
        perform: impl FnMut(&Sound) -> Result<(), E> + Send + 'static,
    ) -> std::io::Result<Self> {
        let (queue, sounds) = mpsc::sync_channel(QUEUE);
        let pending = Arc::new(AtomicUsize::new(0));
        let left = Arc::clone(&pending);
        std::thread::Builder::new()
            .name("sound".to_owned())
            .spawn(move || play_all(&sounds, &left, perform))?;
        Ok(Self { queue, pending })
    }

    /// Plays a chime when those before it have ended; drops it when too many wait already.
    pub fn play(&self, chime: Chime) {
        self.queue(Sound::Chime(chime));
    }

    /// Plays a sound when those before it have ended; drops it when too many wait already.
    pub fn queue(&self, sound: Sound) {
        self.pending.fetch_add(1, Ordering::Relaxed);
        if self.queue.try_send(sound).is_err() {
            self.pending.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Whether something is being heard or waits to be.
    pub fn is_busy(&self) -> bool {
        self.pending.load(Ordering::Relaxed) > 0
    }
}

/// Why a sound was not heard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unheard {
    /// The machine has no program for it: it is not looked for again.
    #[error("no program for it was found")]
    Missing,
    /// It failed this time.
    #[error("{0}")]
    Failed(String),
}

impl From<String> for Unheard {
    fn from(reason: String) -> Self {
        Self::Failed(reason)
    }
}

/// Whether a kind of sound can be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Works {
    Yes,
    /// It failed, which was said; it is tried again at the next call.
    NotNow,
    Never,
}

impl Works {
    /// After a try: what is said of it, once each time that it changes.
    fn after(self, tried: Result<(), Unheard>, what: &str) -> Self {
        match (self, tried) {
            (Self::NotNow, Ok(())) => {
                info!("{what} are heard again");
                Self::Yes
            }
            (_, Ok(())) => Self::Yes,
            (_, Err(Unheard::Missing)) => {
                warn!("{what} stay off: {}", Unheard::Missing);
                Self::Never
            }
            (Self::Yes, Err(reason)) => {
                warn!("{what} are not heard: {reason}; they are tried again at the next call");
                Self::NotNow
            }
            (_, Err(_)) => Self::NotNow,
        }
    }
}

/// Chimes and speech need different programs: one may fail where the other works.
fn play_all<E: Into<Unheard>>(
    sounds: &mpsc::Receiver<Sound>,
    pending: &AtomicUsize,
    mut perform: impl FnMut(&Sound) -> Result<(), E>,
) {
    let (mut chimes, mut speech) = (Works::Yes, Works::Yes);
    for sound in sounds {
        let (works, what) = match &sound {
            Sound::Chime(_) => (&mut chimes, "chimes"),
            Sound::Speech(_) => (&mut speech, "spoken calls"),
        };
        if *works != Works::Never {
            *works = works.after(perform(&sound).map_err(Into::into), what);
        }
        pending.fetch_sub(1, Ordering::Relaxed);
    }
    info!("sounds end");
}

fn play(chime: Chime) -> Result<(), Unheard> {
    let mut file = wav_file()?;
    file.write_all(&wav(chime)).map_err(|error| error.to_string())?;
    play_file(file.path())
}

/// An empty file that a player can tell from its name, and that is gone when it is dropped.
fn wav_file() -> Result<tempfile::NamedTempFile, String> {
    tempfile::Builder::new()
        .prefix("walkup-")
        .suffix(".wav")
        .tempfile()
        .map_err(|error| error.to_string())
}

fn play_file(path: &Path) -> Result<(), Unheard> {
    first_that_works(players(&path.to_string_lossy()))
}

/// A program and its arguments.
type Run = (&'static str, Vec<String>);

/// Runs one program after the other until one of them does it.
fn first_that_works(runs: Vec<Run>) -> Result<(), Unheard> {
    let mut last = Unheard::Missing;
    for (program, arguments) in runs {
        match run(program, &arguments) {
            Ok(()) => return Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => last = Unheard::Failed(format!("{program}: {error}")),
        }
    }
    Err(last)
}

fn run(program: &str, arguments: &[String]) -> std::io::Result<()> {
    let mut command = Command::new(program);
    // Else a window with nothing in it opens for each chime.
    #[cfg(windows)]
    std::os::windows::process::CommandExt::creation_flags(&mut command, CREATE_NO_WINDOW);
    let mut child = command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let started = Instant::now();
    loop {
        match child.try_wait()? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(std::io::Error::other(format!("ended with {status}"))),
            None if started.elapsed() > LONGEST => {
                child.kill()?;
                child.wait()?;
                return Err(ErrorKind::TimedOut.into());
            }
            // Nobody hears 20 ms, and the standard library cannot wait for a limited time.
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}

fn players(path: &str) -> Vec<Run> {
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
    fn sounds_come_in_order_and_one_kind_that_fails_leaves_the_other() {
        let (told, heard) = mpsc::channel();
        let sounder = Sounder::start_with(move |sound| {
            told.send(sound.clone()).map_err(|error| Unheard::Failed(error.to_string()))?;
            match sound {
                Sound::Chime(_) => Ok(()),
                Sound::Speech(_) => Err(Unheard::Missing),
            }
        })
        .unwrap();
        let said = Sound::Speech(Sentence { language: "en".to_owned(), text: "One.".to_owned() });
        for sound in [Sound::Chime(Chime::Call), said.clone(), said.clone()] {
            sounder.queue(sound);
        }
        sounder.play(Chime::Attention);
        let order: Vec<Sound> = (0..3).map(|_| heard.recv().unwrap()).collect();
        assert_eq!(order, [Sound::Chime(Chime::Call), said, Sound::Chime(Chime::Attention)]);
    }

    #[test]
    fn what_failed_is_tried_again_and_what_is_missing_is_not() {
        let (told, tried) = mpsc::channel();
        let mut answers = [Err(Unheard::Failed("busy".to_owned())), Ok(()), Err(Unheard::Missing)]
            .into_iter()
            .chain(std::iter::repeat(Ok(())));
        let sounder = Sounder::start_with(move |_| {
            let answer = answers.next().unwrap();
            told.send(answer.clone()).unwrap();
            answer
        })
        .unwrap();
        for _ in 0..6 {
            sounder.play(Chime::Call);
        }
        drop(sounder);
        // Failed, heard again, missing; after that nobody tries.
        let tried: Vec<Result<(), Unheard>> = tried.iter().collect();
        assert_eq!(tried.len(), 3);
        assert_eq!(tried[1], Ok(()));
    }

    #[test]
    fn a_machine_without_a_player_says_so() {
        assert_eq!(first_that_works(Vec::new()), Err(Unheard::Missing));
        let nowhere = vec![("walkup-no-such-player", Vec::new())];
        assert_eq!(first_that_works(nowhere), Err(Unheard::Missing));
        if cfg!(unix) {
            let fails = first_that_works(vec![("false", Vec::new())]);
            assert!(matches!(fails, Err(Unheard::Failed(_))), "{fails:?}");
        }
    }

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
