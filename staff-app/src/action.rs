//! Each thing one can do at the desk, once: its words, its key, its icon and when it can be done.
//! Buttons, the menu, the keyboard and the sheet of keys all read it here.

use app_kit::link::Dialect;
use egui::Key;
use lucide_icons::Icon;
use shared::message::DeskState;

use crate::model::{Act, Model, SheetKind};

/// Something one can do at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Take whoever is next.
    Next,
    /// Take the chosen one.
    Accept,
    /// The chosen visitor is gone.
    Left,
    /// My visitor was served.
    Complete,
    /// My visitor did not come.
    NoShow,
    /// My visitor will not be served.
    Cancel,
    /// Call my visitor again.
    Recall,
    /// My visitor goes back to the queue.
    Release,
    /// My visitor goes to another table.
    Transfer,
    /// A note on my visitor's ticket, or the chosen one's.
    Note,
    /// Take back what I just did.
    Undo,
    /// Queue a visitor on their behalf.
    Visitor,
    /// Leave my table.
    LeaveTable,
    /// Kiosks give no tickets.
    CloseDesk,
    /// Kiosks give tickets.
    OpenDesk,
    /// The notice on every screen.
    Notice,
    /// Tickets as a file.
    Export,
    /// Kiosks and displays.
    Devices,
    /// My password.
    Password,
    /// How this window looks.
    Settings,
    /// Every key.
    Keys,
    /// End my sign-in.
    SignOut,
}

impl Action {
    /// What has a key of its own, in the order of the sheet of keys.
    pub const WITH_KEYS: [Self; 14] = [
        Self::Next,
        Self::Accept,
        Self::Left,
        Self::Complete,
        Self::NoShow,
        Self::Cancel,
        Self::Recall,
        Self::Release,
        Self::Transfer,
        Self::Note,
        Self::Undo,
        Self::Visitor,
        Self::LeaveTable,
        Self::Keys,
    ];

    /// What stands in the menu, in order.
    pub const MENU: [Self; 11] = [
        Self::Visitor,
        Self::CloseDesk,
        Self::OpenDesk,
        Self::Notice,
        Self::Export,
        Self::Devices,
        Self::Password,
        Self::Settings,
        Self::Keys,
        Self::LeaveTable,
        Self::SignOut,
    ];

    /// The word on its button; `…` where something is asked first.
    pub fn text(self) -> &'static str {
        match self {
            Self::Next => "Next visitor",
            Self::Accept => "Accept",
            Self::Left => "Left",
            Self::Complete => "Complete",
            Self::NoShow => "No-show",
            Self::Cancel => "Cancel",
            Self::Recall => "Recall",
            Self::Release => "Return",
            Self::Transfer => "Transfer…",
            Self::Note => "Note…",
            Self::Undo => "Undo",
            Self::Visitor => "Queue a visitor…",
            Self::LeaveTable => "Leave my table",
            Self::CloseDesk => "Close the desk…",
            Self::OpenDesk => "Open the desk",
            Self::Notice => "Notice on all screens…",
            Self::Export => "Export tickets…",
            Self::Devices => "Devices…",
            Self::Password => "My password…",
            Self::Settings => "Look and sound…",
            Self::Keys => "Keys",
            Self::SignOut => "Sign out",
        }
    }

    /// What it does, for the tooltip.
    pub fn tip(self) -> &'static str {
        match self {
            Self::Next => "Take whoever has waited longest",
            Self::Accept => "Take this visitor now",
            Self::Left => "This visitor is gone; the ticket ends without a call",
            Self::Complete => "The visitor was served",
            Self::NoShow => "The visitor was called and did not come",
            Self::Cancel => "The ticket ends unserved",
            Self::Recall => "Call the number again on every display",
            Self::Release => "Back to the old place in the queue",
            Self::Transfer => "Hand the visitor to a colleague's table",
            Self::Note => "A note that colleagues see too",
            Self::Undo => "Take back what you just did",
            Self::Visitor => "A ticket for somebody who cannot use the kiosk",
            Self::LeaveTable => "The table becomes free; your visitors stay yours",
            Self::CloseDesk => "Kiosks give no tickets and show your words",
            Self::OpenDesk => "Kiosks give tickets again",
            Self::Notice => "A sentence on every kiosk and display",
            Self::Export => "The tickets of some days as a CSV file",
            Self::Devices => "Let kiosks and displays in, or take them out",
            Self::Password => "Change it; other sign-ins of yours end",
            Self::Settings => "Colours, text size, sound",
            Self::Keys => "Every key of this window",
            Self::SignOut => "End this sign-in",
        }
    }

    /// The key that does it while nothing is being typed.
    pub fn key(self) -> Option<Key> {
        Some(match self {
            Self::Next => Key::N,
            Self::Accept => Key::A,
            Self::Left => Key::L,
            Self::Complete => Key::C,
            Self::NoShow => Key::X,
            Self::Cancel => Key::K,
            Self::Recall => Key::R,
            Self::Release => Key::B,
            Self::Transfer => Key::T,
            Self::Note => Key::E,
            Self::Undo => Key::Z,
            Self::Visitor => Key::Q,
            Self::LeaveTable => Key::U,
            Self::Keys => Key::Questionmark,
            Self::CloseDesk
            | Self::OpenDesk
            | Self::Notice
            | Self::Export
            | Self::Devices
            | Self::Password
            | Self::Settings
            | Self::SignOut => return None,
        })
    }

    /// How the key is written.
    pub fn key_text(self) -> Option<&'static str> {
        self.key().map(|key| if key == Key::Questionmark { "?" } else { key.name() })
    }

    /// The icon on its button.
    pub fn icon(self) -> Icon {
        match self {
            Self::Next => Icon::ArrowRight,
            Self::Accept => Icon::ArrowLeft,
            Self::Left => Icon::DoorOpen,
            Self::Complete => Icon::Check,
            Self::NoShow => Icon::UserX,
            Self::Cancel => Icon::X,
            Self::Recall => Icon::Megaphone,
            Self::Release => Icon::CornerUpLeft,
            Self::Transfer => Icon::ArrowLeftRight,
            Self::Note => Icon::Pencil,
            Self::Undo => Icon::Undo2,
            Self::Visitor => Icon::UserPlus,
            Self::LeaveTable => Icon::LogOut,
            Self::CloseDesk => Icon::Lock,
            Self::OpenDesk => Icon::LockOpen,
            Self::Notice => Icon::MessageSquare,
            Self::Export => Icon::Download,
            Self::Devices => Icon::MonitorSmartphone,
            Self::Password => Icon::KeyRound,
            Self::Settings => Icon::SlidersHorizontal,
            Self::Keys => Icon::Keyboard,
            Self::SignOut => Icon::Power,
        }
    }

    /// Whether it stands in the menu of this person at this moment.
    pub fn is_offered(self, model: &Model) -> bool {
        let extended = model.dialect == Dialect::Extended;
        let is_open = model.mirror.facts.desk == DeskState::Open;
        match self {
            Self::CloseDesk => extended && is_open,
            Self::OpenDesk => extended && !is_open,
            Self::Notice | Self::Export | Self::Devices => extended && model.is_admin(),
            Self::Visitor
            | Self::Password
            | Self::NoShow
            | Self::Recall
            | Self::Release
            | Self::Transfer
            | Self::Note
            | Self::Left
            | Self::Undo => extended,
            Self::Next
            | Self::Accept
            | Self::Complete
            | Self::Cancel
            | Self::LeaveTable
            | Self::Settings
            | Self::Keys
            | Self::SignOut => true,
        }
    }

    /// What it asks of the model now; none: there is nothing to do it to.
    pub fn act(self, model: &Model, today: chrono::NaiveDate) -> Option<Act> {
        if !self.is_offered(model) {
            return None;
        }
        let mine = model.current().map(|held| held.ticket.id);
        let chosen = model.chosen;
        Some(match self {
            Self::Next => Act::Next,
            Self::Accept => Act::Accept(chosen?),
            Self::Left => Act::Left(chosen?),
            Self::Complete => Act::Complete(mine?),
            Self::NoShow => Act::NoShow(mine?),
            Self::Cancel => Act::Cancel(mine?),
            Self::Recall => Act::Recall(mine?),
            Self::Release => Act::Release(mine?),
            Self::Transfer => Act::Open(SheetKind::Transfer(mine?)),
            Self::Note => Act::Open(SheetKind::Note(chosen.or(mine)?)),
            Self::Undo => Act::UndoLatest,
            Self::Visitor => Act::Open(SheetKind::Visitor),
            Self::LeaveTable => Act::LeaveTable,
            Self::CloseDesk => Act::Open(SheetKind::Close),
            Self::OpenDesk => Act::OpenDesk,
            Self::Notice => Act::Open(SheetKind::Notice),
            Self::Export => Act::Open(SheetKind::Export(today)),
            Self::Devices => Act::Open(SheetKind::Devices),
            Self::Password => Act::Open(SheetKind::Password),
            Self::Settings => Act::Open(SheetKind::Settings),
            Self::Keys => Act::Open(SheetKind::Keys),
            Self::SignOut => Act::SignOut,
        })
    }

    /// Whether it needs the server, so that it cannot be done while that cannot be heard.
    pub fn needs_server(self) -> bool {
        !matches!(self, Self::Settings | Self::Keys | Self::SignOut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_key_does_two_things() {
        let keys: BTreeSet<_> =
            Action::WITH_KEYS.iter().filter_map(|action| action.key_text()).collect();
        assert_eq!(keys.len(), Action::WITH_KEYS.len());
    }
}
