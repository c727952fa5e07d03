//! What a server leaves in its data directory for a window on the same computer: whoever may read
//! that has the desk in their hands anyway, so such a window need not ask for it.

use serde::{Deserialize, Serialize};

/// The name of the file, beside the database.
pub const FILE: &str = "this-computer.json";

/// What stands in it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThisComputer {
    /// The port on which the server was started last.
    pub port: u16,
    /// The SHA-256 of the certificate that it shows, if it encrypts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// The code by which the first account is made, if there was none when it was started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

crate::ticket::as_json!(ThisComputer);

// The code lets whoever reads it make the first account.
impl std::fmt::Debug for ThisComputer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ThisComputer")
            .field("port", &self.port)
            .field("certificate", &self.certificate)
            .finish_non_exhaustive()
    }
}
