//! Which user a command acts as.

use std::path::Path;

/// Root takes on the data directory's owner, so that no file in it becomes root's and the server
/// cannot open its own store any more.
#[cfg(unix)]
pub(super) fn become_owner(data_dir: &Path) -> anyhow::Result<()> {
    use std::io;
    use std::os::unix::fs::MetadataExt as _;

    use anyhow::Context as _;
    use nix::unistd::{Gid, Uid, geteuid, setgid, setuid};

    if !geteuid().is_root() {
        return Ok(());
    }
    let owner = match std::fs::metadata(data_dir) {
        Ok(owner) => owner,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read {}", data_dir.display()));
        }
    };
    if owner.uid() == 0 {
        return Ok(());
    }
    let (uid, gid) = (Uid::from_raw(owner.uid()), Gid::from_raw(owner.gid()));
    let take_on = || {
        #[cfg(not(target_vendor = "apple"))]
        nix::unistd::setgroups(&[gid])?;
        setgid(gid)?;
        setuid(uid)
    };
    take_on().with_context(|| format!("cannot become the owner of {}", data_dir.display()))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail on Unix")]
pub(super) fn become_owner(_data_dir: &Path) -> anyhow::Result<()> {
    Ok(())
}
