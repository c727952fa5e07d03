//! The people who work at a desk, as whoever runs it sees and changes them.

use serde::{Deserialize, Serialize};

use crate::service::ServiceId;
use crate::text::{Secret, words};

words! {
    /// What somebody may do; each may what those before it may.
    pub enum Role {
        /// Serve visitors.
        Staff = "staff",
        /// Besides: announce, and read settings, hours and reports.
        Lead = "lead",
        /// Everything.
        Admin = "admin",
    }
}

/// An account as `people` lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// What the person signs in with.
    pub user: String,
    /// What colleagues and visitors read.
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// Whether the account may be used.
    pub enabled: bool,
    /// The services that the person can do; none: all of them.
    #[serde(default)]
    pub services: Option<Vec<ServiceId>>,
    /// When the person was signed in last, in milliseconds since 1970; none: never.
    #[serde(default)]
    pub last: Option<i64>,
    /// Whether the password is one that is only good to choose another.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub one_time: bool,
}

/// What `person` takes: an account to add, or what is to change about one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonChange {
    /// Whose account; one that there is not is made.
    pub user: String,
    /// The display name; a new account needs one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the person may do; a new account: [`Role::Staff`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Whether the account may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// The services that the person can do, null being all of them.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub services: Option<Option<Vec<ServiceId>>>,
    /// Whether the password is replaced by a new one that is good once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reset: bool,
}

/// What is given, though it be null.
fn given<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// What `person` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonMade {
    /// Whose account.
    pub user: String,
    /// The password that was made, if one was: told here and never again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
}

/// What `setup` takes: the first account of a desk, and what the desk begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstSetup {
    /// The code that the server's machine shows.
    pub code: String,
    /// Whose desk this is; may be empty.
    #[serde(default)]
    pub organisation: String,
    /// How many tables there are; none: as it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tables: Option<u32>,
    /// What the first admin signs in with.
    pub user: String,
    /// What others read.
    pub name: String,
    /// The first admin's password.
    pub password: Secret,
}

crate::ticket::as_json!(PersonChange, PersonMade, FirstSetup);
