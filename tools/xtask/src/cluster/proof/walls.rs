//! Wall clocks that somebody sets: each server and each database has one of its own. What counts
//! the time run is everybody's, and nobody can set that.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// What is loaded into whoever is to have a clock of their own.
const LIBRARY: &str = include_str!("wall.c");

/// The clocks.
pub struct Walls {
    folder: PathBuf,
}

impl Walls {
    /// Makes them below a folder, with the C compiler that linking needs as well.
    pub fn make(dir: &Path) -> Result<Self> {
        let walls = Self { folder: dir.join("clocks") };
        fs::create_dir(&walls.folder).context("failed to make a folder")?;
        let source = walls.folder.join("wall.c");
        fs::write(&source, LIBRARY)?;
        let mut compiler = Command::new("cc");
        compiler.args(["-O2", "-shared", "-fPIC", "-o"]).arg(walls.library()).arg(source);
        let status = compiler.status().context("cc could not be started")?;
        ensure!(status.success(), "cc failed");
        Ok(walls)
    }

    /// The variables that give somebody a clock, which is right at first.
    pub fn of(&self, whose: &str) -> Result<Vec<(String, String)>> {
        self.set(whose, 0)?;
        let text = |path: PathBuf| Some(path.to_str()?.to_owned());
        let texts = text(self.library()).zip(text(self.file(whose)));
        let (library, file) = texts.context("the folder has an odd name")?;
        Ok(vec![("LD_PRELOAD".to_owned(), library), ("WALL_CLOCK".to_owned(), file)])
    }

    /// Sets somebody's clock, so many seconds before or behind the right time.
    pub fn set(&self, whose: &str, secs: i64) -> Result<()> {
        // Whoever has it reads the same eight bytes all the time.
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(false);
        let mut file = options.open(self.file(whose)).context("failed to set a clock")?;
        Ok(file.write_all(&(secs * 1000).to_ne_bytes())?)
    }

    fn library(&self) -> PathBuf {
        self.folder.join("wall.so")
    }

    fn file(&self, whose: &str) -> PathBuf {
        self.folder.join(whose)
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::{BufRead as _, BufReader};
    use std::process::{ChildStdin, ChildStdout, Stdio};
    use std::time::{SystemTime, UNIX_EPOCH};

    use super::*;

    #[test]
    fn a_clock_that_is_set_is_set_for_who_runs_already() {
        let dir = tempfile::tempdir().expect("a folder");
        let walls = Walls::make(dir.path()).expect("a library");
        let mut shell = Command::new("bash");
        shell.args(["-c", "while read -r _; do echo \"$EPOCHSECONDS\"; done"]);
        shell.envs(walls.of("ours").expect("a clock"));
        let mut shell = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("bash");
        let mut input = shell.stdin.take().expect("its input");
        let mut output = BufReader::new(shell.stdout.take().expect("its output"));
        let off = |input: &mut ChildStdin, output: &mut BufReader<ChildStdout>| -> i64 {
            input.write_all(b"\n").expect("it reads");
            let mut line = String::new();
            output.read_line(&mut line).expect("it answers");
            let right = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
            let told: i64 = line.trim().parse().expect("a number");
            told - i64::try_from(right).expect("a number")
        };
        // Some seconds may go by between the two.
        assert!((-10..=0).contains(&off(&mut input, &mut output)));
        walls.set("ours", 300).expect("it is set");
        walls.set("another's", 9000).expect("it is set");
        assert!((290..=300).contains(&off(&mut input, &mut output)));
        walls.set("ours", -300).expect("it is set");
        assert!((-310..=-300).contains(&off(&mut input, &mut output)));
        drop(input);
        shell.wait().expect("it ends");
    }
}
