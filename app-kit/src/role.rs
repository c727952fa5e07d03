//! What each kind of window says and hears, so that one link serves all three.

use std::fmt::Display;
use std::str::FromStr;

use shared::command::{DisplayCommand, KioskCommand, StaffCommand};
use shared::device::DeviceReport;
use shared::message::{Common, DisplayMessage, KioskMessage, StaffMessage};
use shared::text::Secret;

/// A path of the protocol.
pub trait Role: 'static {
    /// What the path is.
    const PATH: &'static str;
    /// What this role says.
    type Command: Display + Send + 'static;
    /// What it hears.
    type Message: FromStr + Send + 'static;

    /// How a connection takes up a sign-in, where the role knows one.
    fn resume(token: &Secret) -> Option<Self::Command>;

    /// How a device says what it is, where the role is one.
    fn report(report: &DeviceReport) -> Option<Self::Command>;

    /// What a message means to the link itself.
    fn meaning(message: &Self::Message) -> Meaning;
}

/// What a message means to the link itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// The server's clock, in milliseconds since 1970: kept, and no reason to repaint.
    Tick(i64),
    /// The state follows.
    Reset,
    /// That was the state.
    Ready,
    /// Said just before the message that it belongs to: no reason to repaint by itself.
    Ahead,
    /// Something for the window.
    Other,
}

/// The staff window.
#[derive(Debug, Clone, Copy)]
pub enum Staff {}

/// The kiosk.
#[derive(Debug, Clone, Copy)]
pub enum Kiosk {}

/// The board.
#[derive(Debug, Clone, Copy)]
pub enum Board {}

impl Role for Staff {
    const PATH: &'static str = "/staff";
    type Command = StaffCommand;
    type Message = StaffMessage;

    fn resume(token: &Secret) -> Option<StaffCommand> {
        Some(StaffCommand::Resume(token.clone()))
    }

    fn report(_report: &DeviceReport) -> Option<StaffCommand> {
        None
    }

    fn meaning(message: &StaffMessage) -> Meaning {
        match message {
            StaffMessage::Common(Common::Tick(ms)) => Meaning::Tick(*ms),
            StaffMessage::Reset => Meaning::Reset,
            StaffMessage::Ready => Meaning::Ready,
            _ => Meaning::Other,
        }
    }
}

impl Role for Kiosk {
    const PATH: &'static str = "/kiosk";
    type Command = KioskCommand;
    type Message = KioskMessage;

    fn resume(_token: &Secret) -> Option<KioskCommand> {
        None
    }

    fn report(report: &DeviceReport) -> Option<KioskCommand> {
        Some(KioskCommand::Device(report.clone().into()))
    }

    fn meaning(message: &KioskMessage) -> Meaning {
        match message {
            KioskMessage::Common(Common::Tick(ms)) => Meaning::Tick(*ms),
            _ => Meaning::Other,
        }
    }
}

impl Role for Board {
    const PATH: &'static str = "/display";
    type Command = DisplayCommand;
    type Message = DisplayMessage;

    fn resume(_token: &Secret) -> Option<DisplayCommand> {
        None
    }

    fn report(report: &DeviceReport) -> Option<DisplayCommand> {
        Some(DisplayCommand::Device(report.clone().into()))
    }

    fn meaning(message: &DisplayMessage) -> Meaning {
        match message {
            DisplayMessage::Common(Common::Tick(ms)) => Meaning::Tick(*ms),
            DisplayMessage::Reset => Meaning::Reset,
            DisplayMessage::Ready => Meaning::Ready,
            // A frame of its own would hold up the frame that shows the call.
            DisplayMessage::About { .. } => Meaning::Ahead,
            _ => Meaning::Other,
        }
    }
}
