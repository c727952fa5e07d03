//! *I need help*: what is asked of the server, and what the button says meanwhile.

use app_kit::link::Dialect;
use shared::command::KioskCommand;
use shared::refusal::Refusal;

use super::{Effect, Model, Notice, Now, Said};

/// So long it stays said that somebody is coming.
pub const COMING_MS: i64 = 60_000;

/// How it stands with help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Help {
    /// It can be asked for.
    Ready,
    /// The server cannot be heard, so nobody can be asked.
    Away,
    /// It was asked for, and the answer is on its way.
    Asked,
    /// Staff have heard of it.
    Coming,
}

/// What is kept about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum HelpAsked {
    #[default]
    No,
    /// Its answer is on the way.
    Pending,
    /// Staff have heard of it; said until then.
    Heard { until_ms: i64 },
    /// This server is older and does not know what help is.
    Unknown,
}

impl Model {
    /// How it stands with help; none where this server cannot fetch anybody.
    pub fn help(&self, now: Now) -> Option<Help> {
        Some(match self.help {
            HelpAsked::Unknown => return None,
            _ if self.dialect == Dialect::Classic => return None,
            HelpAsked::Heard { until_ms } if now.mono_ms < until_ms => Help::Coming,
            _ if !self.is_online => Help::Away,
            HelpAsked::Pending => Help::Asked,
            HelpAsked::No | HelpAsked::Heard { .. } => Help::Ready,
        })
    }

    /// Somebody asks for help. While somebody is coming, that is only said once more.
    pub(super) fn ask_for_help(&mut self, now: Now, effects: &mut Vec<Effect>) {
        match self.help(now) {
            Some(Help::Coming) => self.notify(Notice::SomebodyComing, now),
            Some(Help::Ready) => {
                self.help = HelpAsked::Pending;
                self.said.push_back(Said::Help);
                effects.push(Effect::Send(KioskCommand::Help));
            }
            Some(Help::Away | Help::Asked) | None => {}
        }
    }

    /// Staff have heard of it.
    pub(super) fn help_heard(&mut self, now: Now) {
        self.help = HelpAsked::Heard { until_ms: now.mono_ms + COMING_MS };
        self.notify(Notice::SomebodyComing, now);
    }

    /// The server did not tell anybody.
    pub(super) fn help_refused(&mut self, refusal: Option<&Refusal>, now: Now) {
        self.help = HelpAsked::No;
        match refusal {
            // It was asked for a moment ago.
            Some(Refusal::WaitAMoment) => self.notify(Notice::OneMoment, now),
            Some(Refusal::UnknownCommand) => {
                self.help = HelpAsked::Unknown;
                self.notify(Notice::AskStaff, now);
            }
            _ => self.notify(Notice::AskStaff, now),
        }
    }
}
