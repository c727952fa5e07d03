//! Whom a server trusts to be its database.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::{Cluster, administer, refuses, variable};
use crate::support::{Desk, eventually};

/// PostgreSQL encrypts connections, with a certificate of its own, until this is dropped.
struct Encrypted {
    dir: tempfile::TempDir,
}

impl Encrypted {
    /// With a certificate for a name.
    fn new(name: &str) -> Result<Self> {
        let made = rcgen::generate_simple_self_signed([name.to_owned()])?;
        let encrypted = Self { dir: tempfile::tempdir()? };
        let (cert, key) = (encrypted.certificate(), encrypted.dir.path().join("key.pem"));
        std::fs::set_permissions(encrypted.dir.path(), Permissions::from_mode(0o755))?;
        std::fs::write(&cert, made.cert.pem())?;
        std::fs::write(&key, made.signing_key.serialize_pem())?;
        std::fs::set_permissions(&key, Permissions::from_mode(0o600))?;
        if nix::unistd::geteuid().is_root() {
            // It does not run as root, and reads no key that others could.
            ensure!(Command::new("chown").args(["postgres"]).arg(&key).status()?.success());
        }
        administer(
            "postgres",
            &[
                &format!("ALTER SYSTEM SET ssl_cert_file = '{}'", cert.display()),
                &format!("ALTER SYSTEM SET ssl_key_file = '{}'", key.display()),
                "ALTER SYSTEM SET ssl = on",
                "SELECT pg_reload_conf()",
            ],
        )?;
        is_on("on")?;
        Ok(encrypted)
    }

    fn certificate(&self) -> PathBuf {
        self.dir.path().join("cert.pem")
    }
}

/// Waits until new connections are encrypted, or not.
fn is_on(state: &str) -> Result<()> {
    eventually("what is set counts", || {
        Ok(administer("postgres", &["SELECT pg_sleep(0.05)", "SHOW ssl"])?
            .last()
            .is_some_and(|it| it == state))
    })
}

impl Drop for Encrypted {
    fn drop(&mut self) {
        let reset = ["ssl", "ssl_cert_file", "ssl_key_file"]
            .map(|name| format!("ALTER SYSTEM RESET {name}"));
        let [ssl, cert, key] = &reset;
        administer("postgres", &[ssl, cert, key, "SELECT pg_reload_conf()"])
            .and_then(|_| is_on("off"))
            .expect("connections are as they were");
    }
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn only_the_database_that_somebody_vouches_for_is_used() -> Result<()> {
    let cluster = Cluster::new()?;
    // By its name, which a certificate is for.
    let address = cluster.address().replace("127.0.0.1", "localhost");
    let server = |authority: &Path, more: &str| -> Result<Desk> {
        let desk = Desk::empty()?;
        let authority = authority.display();
        desk.set(&format!(
            "database = '{address}'\ndatabase_ca = '{authority}'\nannounce = false\n{more}\n"
        ))?;
        Ok(desk)
    };
    let nothing = || -> Result<()> {
        let made = cluster.sql(&["SELECT to_regclass('walkup.schema')"])?;
        ensure!(made.is_empty(), "something was written: {made:?}");
        Ok(())
    };
    let stranger = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let other = tempfile::NamedTempFile::new()?;
    std::fs::write(other.path(), stranger.cert.pem())?;
    refuses(&server(other.path(), "")?, "does not encrypt connections: switch `ssl` on there")?;
    {
        let encrypted = Encrypted::new("elsewhere.example")?;
        let desk = server(&encrypted.certificate(), "")?;
        refuses(&desk, "shows a certificate that does not fit")?;
        nothing()?;
    }
    let encrypted = Encrypted::new("localhost")?;
    refuses(&server(other.path(), "")?, "shows a certificate that does not fit")?;
    nothing()?;
    // Somebody whose password is another.
    let user = variable("WALKUP_TEST_POSTGRES");
    let user = user.split_once("://").and_then(|(_, it)| it.split_once('@')).context("no user")?.0;
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), "wrong\n")?;
    let desk = server(&encrypted.certificate(), "")?;
    let stranger = address.replacen(user, "stranger", 1);
    desk.set(&format!(
        "database = '{stranger}'\ndatabase_ca = '{}'\ndatabase_password_file = '{}'\n",
        encrypted.certificate().display(),
        file.path().display()
    ))?;
    refuses(&desk, "refuses to let the server in")?;
    nothing()?;
    server(&encrypted.certificate(), "")?.run()?.stop()?;
    ensure!(nothing().is_err());
    Ok(())
}
