//! The servers of this computer whose data directory this window may read.

use std::path::{Path, PathBuf};

use shared::this_computer::{FILE, ThisComputer};
use tracing::info;

/// No such file is longer.
const MOST_BYTES: u64 = 4096;

/// Looks where a server has its data: in the folder that the variable names, in that of this user,
/// and in that of a service.
pub fn servers() -> Vec<ThisComputer> {
    let named = std::env::var_os("WALKUP_DATA_DIR").map(PathBuf::from);
    let own = directories::ProjectDirs::from("", "", "walkup");
    let own = own.map(|folders| folders.data_dir().to_owned());
    let service = if cfg!(windows) {
        std::env::var_os("ProgramData").map(|folder| Path::new(&folder).join("Walkup"))
    } else {
        Some(PathBuf::from("/var/lib/walkup"))
    };
    servers_in([named, own, service].into_iter().flatten())
}

/// Those of these folders; one that may not be read is left out.
fn servers_in(folders: impl Iterator<Item = PathBuf>) -> Vec<ThisComputer> {
    let mut found: Vec<ThisComputer> = Vec::new();
    for folder in folders {
        let Some(server) = read(&folder.join(FILE)) else { continue };
        if !found.contains(&server) {
            info!("a server of this computer has its data in {}", folder.display());
            found.push(server);
        }
    }
    found
}

fn read(file: &Path) -> Option<ThisComputer> {
    let is_short = std::fs::metadata(file).ok()?.len() <= MOST_BYTES;
    let text = is_short.then(|| std::fs::read_to_string(file).ok()).flatten()?;
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_read_is_found_once_and_the_rest_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        for (name, text) in [
            ("one", r#"{"port":7420,"certificate":"AA","code":"ABCD"}"#),
            ("same", r#"{"port":7420,"certificate":"AA","code":"ABCD"}"#),
            ("broken", "{"),
            ("long", &format!(r#"{{"port":1,"code":"{}"}}"#, "x".repeat(5000))),
        ] {
            std::fs::create_dir(place(name)).unwrap();
            std::fs::write(place(name).join(FILE), text).unwrap();
        }
        let folders = ["one", "same", "broken", "long", "nowhere"].map(place);
        let found = servers_in(folders.into_iter());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].port, found[0].code.as_deref()), (7420, Some("ABCD")));
        assert!(!format!("{found:?}").contains("ABCD"));
    }
}
