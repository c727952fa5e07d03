//! What staff should look after.

use serde::{Deserialize, Serialize};

use crate::device::Paper;
use crate::ids::TicketId;
use crate::service::ServiceId;

/// What staff should look after now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Warnings(pub Vec<StandingWarning>);

/// Something that staff should look after, since a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingWarning {
    /// What it is.
    #[serde(flatten)]
    pub trouble: Trouble,
    /// Since when, in milliseconds since 1970.
    pub since: i64,
}

/// What staff should look after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "args", rename_all = "snake_case")]
pub enum Trouble {
    /// Somebody at a kiosk asks for help.
    Help {
        /// What the kiosk is called.
        kiosk: String,
    },
    /// Visitors wait for a service that nobody takes. Leads and admins hear of it.
    Untaken {
        /// Which service.
        service: ServiceId,
        /// How many wait for it.
        count: u64,
    },
    /// A kiosk cannot print.
    Printer {
        /// What the kiosk is called.
        kiosk: String,
        /// Why.
        paper: Paper,
    },
    /// The disk of a kiosk does not take what it is to keep.
    Disk {
        /// What the kiosk is called.
        kiosk: String,
    },
    /// A ticket may not be printed, and no kiosk has said since that it is.
    Unprinted {
        /// Which ticket.
        id: TicketId,
        /// What people read of it.
        number: String,
        /// What the kiosk is called that should have printed it.
        kiosk: String,
    },
}

impl<'de> Deserialize<'de> for Warnings {
    /// Kinds that a newer server knows are left out.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = Vec::<serde_json::Value>::deserialize(deserializer)?;
        Ok(Self(given.into_iter().filter_map(|it| serde_json::from_value(it).ok()).collect()))
    }
}
