//! Which version of the written form a change needs: servers of two neighbouring versions share
//! desks, and either may have to take over from the other.

use super::{Batch, Change, Entry};

/// The version that every program reads which may share a desk with this one.
const SHARED: u32 = 6;

impl Batch {
    /// A batch in the oldest form that has all of it, so that servers of an older version can take
    /// over as long as nothing happens that they do not know.
    pub fn new(entries: Vec<Entry>) -> Self {
        let v = entries.iter().map(|entry| entry.change.form()).max().unwrap_or(SHARED);
        Self { v, entries }
    }
}

impl Change {
    /// The version of the written form that first had it, where that matters to whoever may share a
    /// desk with this program. One that got a field which older readers must not pass over counts
    /// from that field on, where it has one.
    pub fn form(&self) -> u32 {
        match self {
            // A server that keeps no open prints would not end them, nor miss the kiosk that has one.
            Self::PrintAsked { .. } => 9,
            Self::Printed { prints, .. } | Self::Unprinted { prints, .. } if !prints.is_empty() => {
                9
            }
            // That it was printed was said before where it was only asked for.
            Self::Printed { .. } => 8,
            Self::Unprinted { .. } => 7,
            Self::Created { .. }
            | Self::KeyFound { .. }
            | Self::KeyBarred { .. }
            | Self::Claimed { .. }
            | Self::Recalled { .. }
            | Self::Released { .. }
            | Self::Transferred { .. }
            | Self::Referred { .. }
            | Self::Prioritised { .. }
            | Self::Arrived { .. }
            | Self::Adopted { .. }
            | Self::Ended { .. }
            | Self::Reopened { .. }
            | Self::Noted { .. }
            | Self::Seated { .. }
            | Self::Unseated { .. }
            | Self::Closed { .. }
            | Self::Opened
            | Self::OpenedUntil { .. }
            | Self::Announced { .. }
            | Self::ProfileSet { .. }
            | Self::PersonAdded { .. }
            | Self::PasswordSet { .. }
            | Self::PersonChanged { .. }
            | Self::Serves { .. }
            | Self::HelpAsked { .. }
            | Self::Helped { .. }
            | Self::SetUpOffered { .. }
            | Self::PersonDisabled { .. }
            | Self::PersonEnabled { .. }
            | Self::SessionOpened { .. }
            | Self::SessionUsed { .. }
            | Self::SessionEnded { .. }
            | Self::EnrolmentSet { .. }
            | Self::DeviceAdded { .. }
            | Self::DeviceRevoked { .. }
            | Self::DeviceReported { .. }
            | Self::DevicesUsed { .. }
            | Self::DayEnded { .. }
            | Self::TimeNoted { .. }
            | Self::SeatsResumed { .. }
            | Self::ClockConfirmed
            | Self::Forgotten { .. }
            | Self::Scrubbed
            | Self::LinkKeySet { .. }
            | Self::Acted { .. } => SHARED,
        }
    }
}

#[cfg(test)]
mod tests {
    use shared::ids::TicketId;

    use super::*;
    use crate::core::change::{By, VERSION};
    use crate::core::paper::PrintNo;

    #[test]
    fn a_batch_is_in_the_oldest_form_that_has_all_of_it() {
        let entry = |change| Entry { by: By::Server, at: 1, change };
        let printed = |prints: &[u64]| Change::Printed {
            ticket: TicketId::new(0).unwrap(),
            kiosk: "Hall".to_owned(),
            prints: prints.iter().copied().map(PrintNo).collect(),
        };
        assert_eq!(Batch::new(Vec::new()).v, 6);
        assert_eq!(Batch::new(vec![entry(Change::Opened)]).v, 6);
        let both = |change| Batch::new(vec![entry(Change::Opened), entry(change)]);
        assert_eq!(both(printed(&[])).v, 8);
        assert_eq!(both(printed(&[1])).v, VERSION);
    }
}
