//! The peers: servers that many know, started by the bench on ports and in folders of their own,
//! with what is installed on this machine.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process::{Server, free_address};

/// Redis, in memory and without a word to disk.
pub fn redis(directory: &Path) -> Result<Option<Server>> {
    start_redis(directory, "no")
}

/// Redis that syncs its log before it answers.
pub fn careful_redis(directory: &Path) -> Result<Option<Server>> {
    start_redis(directory, "yes")
}

fn start_redis(directory: &Path, log: &str) -> Result<Option<Server>> {
    let Some(program) = installed("redis-server") else { return Ok(None) };
    let address = free_address()?;
    let port = address.port().to_string();
    let folder = directory.to_str().context("an odd folder name")?;
    let arguments = [
        "--bind",
        "127.0.0.1",
        "--port",
        &port,
        "--dir",
        folder,
        "--save",
        "",
        "--appendonly",
        log,
        "--appendfsync",
        "always",
        // Or it would begin to write its log anew while it is measured.
        "--auto-aof-rewrite-percentage",
        "0",
        "--maxclients",
        "20000",
        "--tcp-backlog",
        "4096",
    ];
    Server::peer(&program, arguments.map(OsStr::new), address).map(Some)
}

/// Mosquitto, without queues, delays and limits.
pub fn mosquitto(directory: &Path) -> Result<Option<Server>> {
    let Some(program) = installed("mosquitto") else { return Ok(None) };
    let address = free_address()?;
    let file = directory.join("mosquitto.conf");
    let settings = format!(
        "listener {} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\npersistence false\n\
         log_dest none\nuser root\n",
        address.port()
    );
    std::fs::write(&file, settings)?;
    Server::peer(&program, [OsStr::new("-c"), file.as_os_str()], address).map(Some)
}

/// NATS, with pings so rare that none falls in the bench.
pub fn nats(directory: &Path) -> Result<Option<Server>> {
    let Some(program) = installed("nats-server") else { return Ok(None) };
    let address = free_address()?;
    let file = directory.join("nats.conf");
    let settings =
        format!("listen: \"{address}\"\nping_interval: \"1h\"\nlog_file: \"/dev/null\"\n");
    std::fs::write(&file, settings)?;
    Server::peer(&program, [OsStr::new("-c"), file.as_os_str()], address).map(Some)
}

/// Bun's own publishing, which is uWebSockets'.
pub fn bun(directory: &Path) -> Result<Option<Server>> {
    let Some(program) = installed("bun") else { return Ok(None) };
    let address = free_address()?;
    let file = directory.join("publish.js");
    std::fs::write(&file, include_str!("../peers/publish.js"))?;
    let port = address.port().to_string();
    let arguments = [OsStr::new("run"), file.as_os_str(), OsStr::new(&port)];
    Server::peer(&program, arguments, address).map(Some)
}

/// What a program says of its version; "not installed" where there is none.
pub fn version(program: &str, argument: &str) -> String {
    let Some(program) = installed(program) else { return "not installed".to_owned() };
    let output = std::process::Command::new(program).arg(argument).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let text = text.unwrap_or_default();
    let is_version =
        |word: &&str| word.contains('.') && word.contains(|c: char| c.is_ascii_digit());
    let word = text.split([' ', '\n', '=', ',']).find(is_version);
    word.unwrap_or("unknown").trim_start_matches('v').to_owned()
}

/// Where a program is, on the path or where Debian puts servers.
pub fn installed(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let more = ["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from);
    std::env::split_paths(&path)
        .chain(more)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}
