//! A desk of the demo's own: the server built and started on a fresh directory, and its command
//! line. Nothing of it outlives the demo.

use std::env::consts::EXE_SUFFIX;
use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};

/// The password of every demo account. The desk is thrown away and only this computer can reach
/// it.
pub const PASSWORD: &str = "walkup demo";

/// How long the server may take until it listens; it is a matter of milliseconds, unless the
/// computer is busy with something else.
const START: Duration = Duration::from_secs(30);

/// How long one command line may take.
const TOOL: Duration = Duration::from_secs(30);

/// A data directory that vanishes with this, and the program to use on it.
pub struct Desk {
    program: PathBuf,
    directory: TempDir,
    server: Option<Server>,
}

struct Server {
    process: Child,
    // Kept open: a server whose standard output is closed might stop at its next word.
    _stdout: BufReader<ChildStdout>,
}

/// Three services; whoever comes for a badge need not say who they are.
const SERVICES: &str = r#"
[[services]]
id = "permits"
text = { en = "Permits", de = "Genehmigungen", es = "Permisos", fr = "Permis", ar = "التصاريح" }
[[services]]
id = "badges"
prefix = "B"
target_mins = 5
text = { en = "Badges", de = "Ausweise", es = "Tarjetas", fr = "Badges", ar = "البطاقات" }
identity = { kind = "none" }
[[services]]
id = "advice"
prefix = "A"
text = { en = "Advice", de = "Beratung", es = "Consultas", fr = "Conseils", ar = "المشورة" }
identity = { kind = "phone", optional = true }
"#;

impl Desk {
    /// Builds the server and makes a data directory with nothing but settings.
    pub async fn prepare(tables: u32) -> Result<Self> {
        let program = build("server").await?;

        let directory = tempfile::Builder::new()
            .prefix("walkup-demo-")
            .tempdir()
            .context("no temporary directory could be made")?;
        // No end of day: the morning may be played at four in the night.
        let settings = format!("tables = {tables}\nday_ends = \"off\"\n{SERVICES}");
        std::fs::write(directory.path().join("walkup.toml"), settings)
            .context("the settings could not be written")?;
        Ok(Self { program, directory, server: None })
    }

    /// Starts the server and answers with its address, such as `ws://127.0.0.1:40123`.
    pub async fn start(&mut self) -> Result<String> {
        let log = self.directory.path().join("demo-server.log");
        let log_file = File::create(&log).context("the server's log could not be made")?;
        let mut process = self
            .command(&["run", "--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log_file)
            .spawn()
            .context("the server could not be started")?;
        let stdout = process.stdout.take().context("the server has no standard output")?;
        let mut stdout = BufReader::new(stdout);
        let mut line = String::new();
        let reading = tokio::time::timeout(START, stdout.read_line(&mut line)).await;
        self.server = Some(Server { process, _stdout: stdout });
        let address = line.trim_end().strip_prefix("listening on ").map(str::to_owned);
        match (reading, address) {
            (Ok(Ok(_)), Some(address)) => Ok(address),
            (Err(_), _) => bail!("the server does not listen after {} s", START.as_secs()),
            (Ok(_), _) => {
                let said = std::fs::read_to_string(&log).unwrap_or_default();
                bail!("the server does not listen; it said:\n{line}{said}")
            }
        }
    }

    /// Runs one of the server's commands and answers with what it printed.
    pub async fn tool(&self, arguments: &[&str], input: &str) -> Result<String> {
        let what = || format!("walkup-server {}", arguments.join(" "));
        let running = async {
            let mut process = self
                .command(arguments)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()?;
            if let Some(mut stdin) = process.stdin.take() {
                // A command that does not read its input may be gone before it is written.
                stdin.write_all(input.as_bytes()).await.ok();
            }
            process.wait_with_output().await
        };
        let output = tokio::time::timeout(TOOL, running)
            .await
            .with_context(|| format!("{} did not end within {} s", what(), TOOL.as_secs()))?
            .with_context(|| format!("{} could not be started", what()))?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{} failed: {}", what(), said.trim_end());
        String::from_utf8(output.stdout).with_context(|| format!("{} wrote odd text", what()))
    }

    /// Builds another program of the project; answers with where it lies.
    pub async fn build(&self, package: &str) -> Result<PathBuf> {
        build(package).await
    }

    /// A file in the desk's directory.
    pub fn file(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Ends the server at once, as pulling the plug would: what it has acknowledged is on disk.
    pub async fn pull_the_plug(&mut self) -> Result<()> {
        match self.server.take() {
            Some(mut server) => server.process.kill().await.context("the server did not end"),
            None => Ok(()),
        }
    }

    /// Ends the server if it runs and removes the directory.
    pub async fn clear_away(mut self) -> Result<()> {
        self.pull_the_plug().await?;
        self.directory.close().context("the temporary directory could not be removed")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments).arg("--data-dir").arg(self.directory.path()).kill_on_drop(true);
        // Whoever runs a desk of their own may have settings in the environment; they are not
        // this desk's.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("WALKUP_") {
                command.env_remove(name);
            }
        }
        command
    }
}

/// Builds a package's program, while cargo tells how far it is; answers with where it lies.
async fn build(package: &str) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let status = Command::new(cargo)
        .args(["build", "--package", package])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .await
        .context("cargo could not be started")?;
    ensure!(status.success(), "{package} could not be built");

    // This program was built by the same cargo, so the other lies beside it, or, when this one
    // was built with another profile, in the folder next to that.
    let this = std::env::current_exe().context("this program does not know where it lies")?;
    let short = package.trim_end_matches("-app");
    let name = format!("walkup-{short}{EXE_SUFFIX}");
    let profiles = this.parent().and_then(Path::parent);
    let program = profiles.context("this program lies in an odd place")?.join("debug").join(name);
    ensure!(program.is_file(), "what was built is not at {}", program.display());
    Ok(program)
}
