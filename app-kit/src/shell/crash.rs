//! What happens when a window panics: a report is left beside the log, and a window that nobody
//! sits at starts again.

use std::backtrace::Backtrace;
use std::fmt::Write as _;
use std::fs;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tracing::error;

/// How often it crashed in a row and when it did last, in seconds since 1970: handed from one start
/// to the next.
const RESTARTED: &str = "WALKUP_RESTARTED";
/// A window that ran longer than this has not crashed in a row.
const ROW: Duration = Duration::from_secs(120);
/// The longest pause before another start.
const LONGEST: Duration = Duration::from_secs(60);
/// So many reports are kept.
const REPORTS: usize = 5;

/// What to do after a panic, besides the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// Nothing: whoever sits at the window starts it again.
    Nothing,
    /// The program starts again by itself, each time after a longer pause.
    StartAgain,
}

/// Installs what is done when any thread panics. Reports are left in `folder`, as
/// `NAME-crash-TIME.txt`.
pub fn install(folder: PathBuf, name: &'static str, after: After) {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        usual(panic);
        let now = seconds_now();
        let report = report(name, panic, &Backtrace::force_capture());
        let path = folder.join(format!("{name}-crash-{now}.txt"));
        match fs::create_dir_all(&folder).and_then(|()| fs::write(&path, report)) {
            Ok(()) => error!("the program crashed; {} says where", path.display()),
            Err(error) => error!("the program crashed, and no report could be written: {error}"),
        }
        tidy(&folder, name);
        if after == After::StartAgain {
            start_again(now);
        }
    }));
}

fn seconds_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

fn report(name: &str, panic: &PanicHookInfo<'_>, trace: &Backtrace) -> String {
    let mut report = format!("{name} {}\n", env!("CARGO_PKG_VERSION"));
    let thread = std::thread::current();
    // Writing to a String cannot fail.
    writeln!(report, "thread: {}", thread.name().unwrap_or("without a name")).ok();
    if let Some(location) = panic.location() {
        writeln!(report, "at: {location}").ok();
    }
    let message = panic.payload_as_str().unwrap_or_default();
    writeln!(report, "message: {}", without_quotes(message)).ok();
    writeln!(report, "\n{trace}").ok();
    report
}

/// A message without what it quotes, which may be what a visitor typed.
fn without_quotes(message: &str) -> &str {
    message.split(['`', '"', '\'']).next().unwrap_or_default()
}

/// Removes the oldest reports where there are more than enough.
fn tidy(folder: &Path, name: &str) {
    let Ok(files) = fs::read_dir(folder) else { return };
    let begin = format!("{name}-crash-");
    let mut reports: Vec<PathBuf> = files
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&begin))
        })
        .collect();
    reports.sort();
    let surplus = reports.len().saturating_sub(REPORTS);
    for path in reports.into_iter().take(surplus) {
        // One that stays is only a little room on the disk.
        fs::remove_file(path).ok();
    }
}

/// How often the program crashed in a row before this crash, and how long to wait before the next
/// start.
fn pause(restarted: Option<&str>, now: u64) -> (u32, Duration) {
    let before = restarted.and_then(|text| {
        let (count, at) = text.split_once(' ')?;
        Some((count.parse::<u32>().ok()?, at.parse::<u64>().ok()?))
    });
    let count = match before {
        Some((count, at)) if now.saturating_sub(at) < ROW.as_secs() => count,
        _ => 0,
    };
    let pause = Duration::from_secs(1_u64.checked_shl(count.min(16)).unwrap_or(u64::MAX));
    (count, pause.min(LONGEST))
}

/// Becomes a new start of the same program; ends the process in any case.
fn start_again(now: u64) {
    let restarted = std::env::var(RESTARTED).ok();
    let (count, pause) = pause(restarted.as_deref(), now);
    std::thread::sleep(pause);
    let Ok(program) = std::env::current_exe() else { std::process::exit(101) };
    let mut command = Command::new(program);
    let next = format!("{} {}", count.saturating_add(1), now.saturating_add(pause.as_secs()));
    command.args(std::env::args_os().skip(1)).env(RESTARTED, next);
    replace(&mut command);
    std::process::exit(101);
}

/// Puts a new program into this process, so that whoever started it still can end it. Returns only
/// if that failed.
#[cfg(unix)]
fn replace(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    let failed = command.exec();
    error!("the program could not start again: {failed}");
}

/// Starts the program beside this process, which ends.
#[cfg(not(unix))]
fn replace(command: &mut Command) {
    if let Err(failed) = command.spawn() {
        error!("the program could not start again: {failed}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_crash_in_a_row_waits_longer_up_to_a_minute() {
        assert_eq!(pause(None, 1_000), (0, Duration::from_secs(1)));
        assert_eq!(pause(Some("1 1000"), 1_010), (1, Duration::from_secs(2)));
        assert_eq!(pause(Some("5 1000"), 1_010), (5, Duration::from_secs(32)));
        assert_eq!(pause(Some("60 1000"), 1_010), (60, LONGEST));
        // It ran for a while: that is no row.
        assert_eq!(pause(Some("5 1000"), 1_120), (0, Duration::from_secs(1)));
        for damaged in ["", "x", "1", "x 1000", "1 x"] {
            assert_eq!(pause(Some(damaged), 1_010).0, 0, "{damaged:?}");
        }
    }

    #[test]
    fn a_report_quotes_nothing_that_somebody_typed() {
        let message = "byte index 4 is not a char boundary; it is inside 'é' of `Zoë`";
        assert_eq!(without_quotes(message), "byte index 4 is not a char boundary; it is inside ");
        assert_eq!(without_quotes("the len is 3 but the index is 3").len(), 31);
    }

    #[test]
    fn the_oldest_reports_go() {
        let folder = tempfile::tempdir().unwrap();
        for at in 10..18 {
            fs::write(folder.path().join(format!("board-crash-{at}.txt")), "").unwrap();
        }
        fs::write(folder.path().join("board.log"), "").unwrap();
        tidy(folder.path(), "board");
        let mut left: Vec<String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left[0], "board-crash-13.txt");
        assert_eq!(left.len(), 6);
    }

    const PLACE: &str = "WALKUP_TEST_CRASH";

    /// What the next test starts: it crashes once, and says so when it starts again.
    #[test]
    fn program_that_crashes() {
        let Some(folder) = std::env::var_os(PLACE).map(PathBuf::from) else { return };
        if std::env::var_os(RESTARTED).is_some() {
            fs::write(folder.join("again"), std::process::id().to_string()).unwrap();
            std::process::exit(0);
        }
        install(folder, "test", After::StartAgain);
        std::thread::spawn(|| panic!("nobody said {:?}", "secret")).join().ok();
        std::process::exit(3);
    }

    #[test]
    fn a_crash_of_any_thread_leaves_a_report_and_starts_the_program_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "shell::crash::tests::program_that_crashes"])
            .env(PLACE, folder.path())
            .env_remove(RESTARTED)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let status = child.wait().unwrap();
        if cfg!(unix) {
            assert!(status.success(), "{status}");
            let again = fs::read_to_string(folder.path().join("again")).unwrap();
            assert_eq!(again, child.id().to_string(), "it is the same process");
        }
        let report = fs::read_dir(folder.path())
            .unwrap()
            .map(|file| file.unwrap().path())
            .find(|path| path.extension().is_some_and(|end| end == "txt"))
            .expect("a report is left");
        let report = fs::read_to_string(report).unwrap();
        assert!(report.contains("crash.rs") && report.contains("message: nobody said"), "{report}");
        assert!(!report.contains("secret"), "{report}");
    }
}
