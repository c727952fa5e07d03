//! `staff`: the accounts, and how a password comes to the program.

use std::io::{self, BufRead as _, IsTerminal as _};

use anyhow::{Context as _, bail, ensure};
use clap::Subcommand;
use shared::person::Role;
use shared::refusal::Refusal;

use super::administer;
use crate::auth::PASSWORD_CHARS;
use crate::core::{AdminRequest, PasswordHash};
use crate::settings::Settings;

/// The most bytes that are read for a password.
const LONGEST_PASSWORD_LINE: u64 = 4096;

#[derive(Subcommand)]
pub(super) enum StaffCommand {
    /// Make an account
    Add {
        /// What the person signs in with
        user: String,
        /// What colleagues read
        #[arg(long, value_name = "DISPLAY NAME")]
        name: String,
        /// Let the person do what admins may: the same as --role admin
        #[arg(long, conflicts_with = "role")]
        admin: bool,
        /// What the person may do: staff, lead or admin
        #[arg(long, value_name = "ROLE", default_value_t = Role::Staff)]
        role: Role,
        /// Read the password from the first line of standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Say what a person may do
    Role {
        /// Whose account
        user: String,
        /// staff, lead or admin
        role: Role,
    },
    /// List the accounts
    List,
    /// Print a new token to sign in with
    Token {
        /// Whose account
        user: String,
    },
    /// Set a password
    Password {
        /// Whose account
        user: String,
        /// Read the password from the first line of standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Lock an account
    Disable {
        /// Whose account
        user: String,
    },
    /// Unlock an account
    Enable {
        /// Whose account
        user: String,
    },
}

pub(super) fn carry_out(command: StaffCommand, settings: &Settings) -> anyhow::Result<()> {
    administer(
        settings,
        &match command {
            StaffCommand::Add { user, name, admin, role, password_stdin } => {
                let password = read_password(password_stdin)?.map(|password| hashed(&password));
                let role = if admin { Role::Admin } else { role };
                AdminRequest::StaffAdd { user, name, role, password }
            }
            StaffCommand::Role { user, role } => AdminRequest::StaffRole { user, role },
            StaffCommand::List => AdminRequest::StaffList,
            StaffCommand::Token { user } => AdminRequest::StaffToken { user },
            StaffCommand::Password { user, password_stdin } => {
                let password = read_password(password_stdin)?.context(
                    "there is no terminal to ask for the password at; use --password-stdin",
                )?;
                AdminRequest::StaffPassword { user, password: hashed(&password) }
            }
            StaffCommand::Disable { user } => AdminRequest::StaffDisable { user },
            StaffCommand::Enable { user } => AdminRequest::StaffEnable { user },
        },
    )
}

/// The new password: from standard input, or typed twice at the terminal; none without either.
fn read_password(from_stdin: bool) -> anyhow::Result<Option<String>> {
    let password = if from_stdin {
        first_line(io::stdin().lock())?
    } else if io::stdin().is_terminal() {
        let ask = |prompt: &str| {
            rpassword::prompt_password(prompt).context("the password could not be read")
        };
        let password = ask("Password: ")?;
        check_password(&password)?;
        ensure!(ask("Again: ")? == password, "the two passwords are not the same");
        password
    } else {
        return Ok(None);
    };
    check_password(&password)?;
    Ok(Some(password))
}

/// Hashed here already: the server's clerk has no time for it, and the password itself never
/// crosses the control socket.
fn hashed(password: &str) -> PasswordHash {
    crate::auth::hash_password(password)
}

fn check_password(password: &str) -> anyhow::Result<()> {
    match crate::auth::weakness(password) {
        None => Ok(()),
        Some(Refusal::PasswordTooCommon) => {
            bail!("the password is one of those that everybody tries first")
        }
        Some(_) => bail!("the password must have at least {PASSWORD_CHARS} characters"),
    }
}

/// The first line without the bytes that nobody typed: a byte order mark before it and one line end
/// after it. The rest of the input may stay unread.
fn first_line(input: impl io::BufRead) -> anyhow::Result<String> {
    let mut line = String::new();
    let mut limited = input.take(LONGEST_PASSWORD_LINE);
    limited.read_line(&mut line).context("the password could not be read")?;
    ensure!(line.ends_with('\n') || limited.limit() > 0, "the password is too long");
    let typed = line.strip_prefix('\u{feff}').unwrap_or(&line);
    let typed =
        typed.strip_suffix('\n').map_or(typed, |line| line.strip_suffix('\r').unwrap_or(line));
    Ok(typed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_the_first_line_without_what_nobody_typed() {
        for (input, password) in [
            ("correct horse\nrest", "correct horse"),
            ("a b \r\n", "a b "),
            ("x", "x"),
            ("", ""),
            ("\u{feff}x\n", "x"),
            ("\u{feff}\u{feff}x", "\u{feff}x"),
            ("x\u{feff}\r\n", "x\u{feff}"),
            ("x\r\r\n", "x\r"),
            ("x\r", "x\r"),
            ("\nx", ""),
        ] {
            assert_eq!(first_line(input.as_bytes()).unwrap(), password, "{input:?}");
        }
        assert!(first_line("x".repeat(5000).as_bytes()).is_err());
        assert!(first_line(&b"\xff\n"[..]).is_err());
    }

    #[test]
    fn a_password_has_ten_characters_whatever_their_bytes() {
        assert!(check_password("ääääääääää").is_ok());
        let error = check_password("ääääääääa").unwrap_err();
        assert_eq!(error.to_string(), "the password must have at least 10 characters");
    }
}
