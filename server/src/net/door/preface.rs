//! What a door says before the bytes of its client: one line of JSON, and one word for an answer.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use shared::desk::DeskName;

use crate::net::proxy::Source;

/// The most bytes of a line.
pub const LONGEST: usize = 1024;

/// What a connection between servers is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preface {
    /// The id of the server that is meant. Only servers know it, since it stands in the database
    /// alone: so nobody else on this machine gets in where connections are plain.
    pub to: String,
    /// Which desk.
    pub desk: DeskName,
    /// What for.
    pub purpose: Purpose,
}

/// What follows a preface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The request of a client, and all that it says after it.
    Client {
        /// Its address, by which limits count it.
        address: IpAddr,
        /// Whether it is on the door's own machine.
        is_trusted: bool,
    },
    /// A request of a visitor's telephone.
    Page {
        /// Its address.
        address: IpAddr,
        /// Whether it is on the door's own machine.
        is_trusted: bool,
        /// Whether its own connection is encrypted.
        is_encrypted: bool,
    },
    /// An administrator's command, a line of JSON, and its answer.
    Command,
}

/// What is answered to a preface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The desk is led here: go on.
    Mine,
    /// It is not, or somebody else was meant.
    NotMine,
}

impl Purpose {
    /// That of a client.
    pub fn client(source: Source) -> Self {
        Self::Client { address: source.address, is_trusted: source.is_trusted }
    }
}

impl Preface {
    /// As it is sent, with the end of its line.
    pub fn line(&self) -> String {
        // Texts, numbers and addresses are always JSON.
        let json = serde_json::to_string(self).unwrap_or_default();
        format!("{json}\n")
    }
}

impl FromStr for Preface {
    type Err = serde_json::Error;

    fn from_str(line: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(line)
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mine => "walkup mine\n",
            Self::NotMine => "walkup not mine\n",
        })
    }
}

impl FromStr for Answer {
    type Err = ();

    fn from_str(line: &str) -> Result<Self, ()> {
        [Self::Mine, Self::NotMine].into_iter().find(|it| it.to_string() == line).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_understood() {
        let address: IpAddr = "2001:db8::7".parse().unwrap();
        for purpose in [Purpose::Client { address, is_trusted: false }, Purpose::Command] {
            let preface = Preface { to: "x".repeat(64), desk: DeskName::main(), purpose };
            let line = preface.line();
            assert!(line.ends_with('\n') && line.len() < LONGEST, "{line}");
            assert_eq!(line.parse::<Preface>().unwrap(), preface);
        }
        for answer in [Answer::Mine, Answer::NotMine] {
            assert_eq!(answer.to_string().parse(), Ok(answer));
        }
        for other in ["", "walkup mine", "HTTP/1.1 400 Bad Request\r\n"] {
            assert_eq!(other.parse::<Answer>(), Err(()), "{other:?}");
        }
        for other in
            ["", "{}", "GET / HTTP/1.1", r#"{"to":"x","desk":"kiosk","purpose":"command"}"#]
        {
            assert!(other.parse::<Preface>().is_err(), "{other:?}");
        }
    }
}
