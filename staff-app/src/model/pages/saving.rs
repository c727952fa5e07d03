//! How a change of a setting reaches the server.
//!
//! Changes are sent one after the other, each made of the setting as it is by then. Where somebody
//! else changed the same setting meanwhile, the settings are read again: a change that touches
//! another part of it is sent once more, and where both wrote in one place both values are shown.

use std::collections::BTreeMap;

use app_kit::field::{Edit as Typing, Field};
use serde_json::Value;
use shared::command::StaffCommand;
use shared::fault::Fault;
use shared::profile::{ProfileChange, ProfileState};
use shared::refusal::Refusal;
use shared::text::Arg;

use super::hours_text::NotHours;
use super::spots::{Spot, Trouble};
use super::{Asked, Edit, SAVED_MS};
use crate::model::{Effect, Model, TakesBack, What};
use crate::pages::PageKind;
use crate::words::{PageSay, Say};

/// The field of a setting.
#[derive(Debug)]
pub struct Typed {
    /// What is typed.
    pub field: Field,
    /// What stood in the setting when the typing began.
    pub base: String,
}

/// What stands beside a place at which a setting is edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// It was saved a moment ago.
    Saved {
        /// When that goes, on the clock that only runs forward.
        until_ms: i64,
    },
    /// Why it was not saved.
    Problem(String),
    /// Somebody else wrote something there meanwhile.
    Both {
        /// Who, where that is known.
        by: Option<String>,
        /// What stands there now.
        theirs: String,
    },
}

/// A change that somebody else's came before.
#[derive(Debug)]
pub(super) struct Overtaken {
    edit: Edit,
    /// The setting that it was made of.
    old: Value,
    /// Who was first.
    by: String,
    /// The version that was known then.
    version: u64,
}

impl Typed {
    /// A field for at most so many characters, in which `shown` stands.
    pub fn new(most_chars: usize, shown: &str) -> Self {
        let field = Field::of_chars(most_chars).with_text(shown);
        Self { field, base: shown.to_owned() }
    }

    /// Whether something was typed that is not saved.
    pub fn is_touched(&self) -> bool {
        self.field.text() != self.base
    }

    /// Takes in what stands in the setting by now; what was typed stays.
    pub fn follow(&mut self, shown: &str) {
        if !self.is_touched() && self.base != shown {
            self.field.apply(&Typing::rewritten(shown));
            shown.clone_into(&mut self.base);
        } else if self.field.text() == shown {
            shown.clone_into(&mut self.base);
        }
    }

    /// Puts back what stood there.
    pub fn put_back(&mut self) {
        self.field.apply(&Typing::rewritten(self.base.as_str()));
    }
}

impl Model {
    /// Somebody changes a setting.
    pub(super) fn change_setting(&mut self, edit: Edit) -> Vec<Effect> {
        let spot = edit.spot();
        if self.pages.profile.is_none() || !self.can_change(spot.key()) {
            return Vec::new();
        }
        // Mine goes over theirs only where somebody says so: see `keep_mine`.
        if matches!(edit, Edit::Write(..)) && self.is_contested(&spot) {
            return Vec::new();
        }
        if let Edit::Write(Spot::Retention, text) = &edit
            && self.is_shorter_retention(text)
        {
            return self.ask_retention(text);
        }
        self.pages.notes.remove(&spot);
        let is_of_spot = |waiting: &Edit| matches!(waiting, Edit::Write(of, _) if *of == spot);
        if matches!(edit, Edit::Write(..)) {
            self.pages.waiting.retain(|waiting| !is_of_spot(waiting));
        }
        self.pages.waiting.push_back(edit);
        self.save_next()
    }

    /// Sends the change that waits longest, while none is on its way.
    pub(super) fn save_next(&mut self) -> Vec<Effect> {
        while !self.is_asked(|asked| matches!(asked, Asked::Set { .. }))
            && self.pages.overtaken.is_none()
            && let Some(edit) = self.pages.waiting.pop_front()
        {
            let Some(profile) = &self.pages.profile else { break };
            let spot = edit.spot();
            let old = self.setting(spot.key()).clone();
            let new = match edit.of(&old) {
                Ok(new) => new,
                Err(trouble) => {
                    let text = self.trouble_words(&trouble);
                    self.pages.notes.insert(spot, Note::Problem(text));
                    continue;
                }
            };
            if new == old {
                self.settle_field(&edit);
                continue;
            }
            let values = BTreeMap::from([(spot.key().to_string(), new.clone())]);
            let change = ProfileChange { version: profile.version, values };
            let effects = self
                .ask_server(Asked::Set { edit, old, new }, StaffCommand::Set(Arg::Good(change)));
            if effects.is_empty() {
                let text = self.speech.say(Say::ServerCannotBeHeard);
                self.pages.notes.insert(spot, Note::Problem(text));
                continue;
            }
            return effects;
        }
        Vec::new()
    }

    /// A change was saved as this version.
    pub(super) fn setting_saved(
        &mut self,
        edit: &Edit,
        (old, new): (Value, Value),
        version: u64,
    ) -> Vec<Effect> {
        let spot = edit.spot();
        let key = spot.key();
        // What goes is called what it was called.
        let what = self.spot_label(&spot);
        let mut effects = Vec::new();
        if let Some(profile) = &mut self.pages.profile {
            let is_next = version <= profile.version + 1;
            profile.values.insert(key.to_string(), spot.told(new));
            if is_next {
                profile.version = profile.version.max(version);
            } else {
                // Somebody else changed something else before it.
                effects.extend(self.ask_server(Asked::Settings, StaffCommand::Settings));
            }
        }
        self.settle_field(edit);
        let until_ms = self.now.mono_ms + SAVED_MS;
        self.pages.notes.insert(spot.clone(), Note::Saved { until_ms });
        if let Edit::ReplaceException { .. } | Edit::AddExceptions(_) = edit {
            self.drafts.pages.exception = None;
            self.drafts.pages.preview = None;
        }
        if let Edit::AddService { .. } = edit {
            self.service_added();
        }
        if spot == Spot::ReportPeople && self.open_page() == Some(PageKind::Reports) {
            effects.extend(self.make_reports_again());
        }
        if key.is_secret() {
            // What was there before is known to nobody here.
            let text = self.speech.say(PageSay::SavedOf { what: &what });
            self.say(text, Vec::new());
        } else if let Edit::Restore(..) = edit {
            let text = self.speech.say(PageSay::TakenBack { what: &what });
            self.say(text, Vec::new());
        } else {
            let text = self.speech.say(PageSay::SavedOf { what: &what });
            self.say_with(text, TakesBack::Setting(Edit::Restore(spot, old)));
        }
        if matches!(
            key,
            shared::profile::ProfileKey::Hours | shared::profile::ProfileKey::Exceptions
        ) {
            effects.extend(self.ask_for_days());
        }
        effects.extend(self.save_next());
        effects
    }

    /// The server did not take a change.
    pub(super) fn setting_refused(
        &mut self,
        edit: Edit,
        old: Value,
        refusal: Option<&Refusal>,
        text: String,
    ) -> Vec<Effect> {
        if let (Some(Refusal::ChangedMeanwhile(by)), false) =
            (refusal, matches!(edit, Edit::Restore(..)))
        {
            let version = self.pages.profile.as_ref().map_or(0, |profile| profile.version);
            self.pages.overtaken = Some(Overtaken { edit, old, by: by.clone(), version });
            return self.ask_server(Asked::Settings, StaffCommand::Settings);
        }
        let text = match refusal {
            // Where it was typed, the setting need not be named.
            Some(Refusal::ValueUnusable { reason, .. }) => self.fault_words(reason),
            _ => text,
        };
        let is_shown = self.open_page().is_some() && !matches!(edit, Edit::Restore(..));
        if !is_shown {
            self.say(text.clone(), Vec::new());
        }
        self.pages.notes.insert(edit.spot(), Note::Problem(text));
        let mut effects = match refusal {
            Some(Refusal::SetInFile(_) | Refusal::ChangedMeanwhile(_)) => {
                self.ask_server(Asked::Settings, StaffCommand::Settings)
            }
            _ => Vec::new(),
        };
        effects.extend(self.save_next());
        effects
    }

    /// The settings as they are now.
    pub(super) fn settings_heard(&mut self, state: ProfileState) -> Vec<Effect> {
        let now = state.version;
        self.pages.profile = Some(state);
        if let Some(Overtaken { edit, old, by, version }) = self.pages.overtaken.take() {
            if now > version {
                self.meet(edit, &old, by);
            } else {
                // Nothing is newer: sending it again would be refused again.
                let text = self.speech.refusal(&Refusal::ChangedMeanwhile(by), None);
                self.pages.notes.insert(edit.spot(), Note::Problem(text));
            }
        }
        let spots: Vec<Spot> = self.drafts.pages.fields.keys().cloned().collect();
        for spot in spots {
            self.follow(spot);
        }
        self.save_next()
    }

    /// A field takes in what stands in the setting by now. Where something else is being typed in it,
    /// both are shown.
    fn follow(&mut self, spot: Spot) {
        let shown = self.spot_text(&spot);
        let (is_saving, is_contested) = (self.is_saving(&spot), self.is_contested(&spot));
        let Some(typed) = self.drafts.pages.fields.get(&spot) else { return };
        let setting = self.setting(spot.key());
        let mine = Edit::Write(spot.clone(), typed.field.text().trim().to_owned());
        let is_same = mine.of(setting).is_ok_and(|mine| mine == *setting);
        let is_met = typed.is_touched() && typed.base != shown && !is_same && !is_saving;
        if let Some(typed) = self.drafts.pages.fields.get_mut(&spot) {
            typed.follow(&shown);
            if is_met {
                typed.base.clone_from(&shown);
            }
        }
        if is_met && !is_contested {
            self.pages.notes.insert(spot, Note::Both { by: None, theirs: shown });
        } else if let (true, Some(Note::Both { theirs, .. })) =
            (is_contested, self.pages.notes.get_mut(&spot))
        {
            *theirs = shown;
        }
    }

    /// Whether two wrote in one place and nobody has said yet which of both stays.
    pub fn is_contested(&self, spot: &Spot) -> bool {
        matches!(self.pages.notes.get(spot), Some(Note::Both { .. }))
    }

    /// What was typed goes over what somebody else wrote.
    pub(super) fn keep_mine(&mut self, spot: &Spot) -> Vec<Effect> {
        let Some(typed) = self.drafts.pages.fields.get(spot) else { return Vec::new() };
        let mine = typed.field.text().trim().to_owned();
        self.pages.notes.remove(spot);
        self.change_setting(Edit::Write(spot.clone(), mine))
    }

    /// A change meets the setting that somebody else has changed.
    fn meet(&mut self, edit: Edit, old: &Value, by: String) {
        let spot = edit.spot();
        let Edit::Write(_, mine) = &edit else {
            // It names what it is about, so it can be made of any setting.
            self.pages.waiting.push_front(edit);
            return;
        };
        let (before, theirs) = (spot.text(old), self.spot_text(&spot));
        if theirs == before {
            self.pages.waiting.push_front(edit);
        } else if theirs != *mine {
            self.pages.notes.insert(spot, Note::Both { by: Some(by), theirs });
        }
    }

    /// What somebody else wrote in a place stays.
    pub(super) fn take_theirs(&mut self, spot: &Spot) -> Vec<Effect> {
        self.pages.notes.remove(spot);
        let shown = self.spot_text(spot);
        if let Some(typed) = self.drafts.pages.fields.get_mut(spot) {
            typed.base = shown;
            typed.put_back();
        }
        Vec::new()
    }

    /// The field of a change that was saved holds what stands in the setting, unless somebody
    /// typed on while the answer was on its way.
    fn settle_field(&mut self, edit: &Edit) {
        let spot = edit.spot();
        let shown = self.spot_text(&spot);
        if let Some(typed) = self.drafts.pages.fields.get_mut(&spot) {
            let is_at_rest = match edit {
                Edit::Write(_, sent) => typed.field.text().trim() == sent.trim(),
                _ => !typed.is_touched(),
            };
            typed.base = shown;
            if is_at_rest {
                typed.put_back();
            }
        }
    }

    /// Whoever leaves a page has left its fields.
    pub(super) fn save_what_was_typed(&mut self) -> Vec<Effect> {
        let touched: Vec<Edit> = self
            .drafts
            .pages
            .fields
            .iter()
            .filter(|(_, typed)| typed.is_touched())
            .filter(|(spot, _)| !self.is_contested(spot))
            .map(|(spot, typed)| Edit::Write(spot.clone(), typed.field.text().trim().to_owned()))
            .collect();
        touched.into_iter().flat_map(|edit| self.change_setting(edit)).collect()
    }

    /// The connection ended before a change was answered.
    pub(super) fn setting_unknown(&mut self, edit: &Edit) {
        let text = self.speech.say(PageSay::LostWhileSaving);
        self.pages.notes.insert(edit.spot(), Note::Problem(text));
    }

    /// The settings have this version now.
    pub(in crate::model) fn profile_changed(&mut self, version: u64) -> Vec<Effect> {
        let is_newer = self.pages.profile.as_ref().is_some_and(|known| known.version < version);
        // The answer to a change of one's own says the version too.
        let is_saving = self.is_asked(|asked| matches!(asked, Asked::Set { .. }));
        if !is_newer || is_saving || self.open_page().is_none() {
            return Vec::new();
        }
        let mut effects = self.ask_server(Asked::Settings, StaffCommand::Settings);
        if self.open_page() == Some(crate::pages::PageKind::Hours) {
            effects.extend(self.ask_for_days());
        }
        effects
    }

    /// Takes a change of a setting back.
    pub(in crate::model) fn take_back(&mut self, takes: TakesBack) -> Vec<Effect> {
        match takes {
            TakesBack::Setting(edit) => {
                self.pages.waiting.push_back(edit);
                self.save_next()
            }
            TakesBack::Person(change) => self.take_person_back(change),
        }
    }

    /// What the server says of a value: in the reader's language where it is frequent.
    fn fault_words(&self, reason: &str) -> String {
        let speech = self.speech;
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        match &reason.parse() {
            Ok(Fault::OutOfRange { least, most, .. }) => speech
                .say(PageSay::TroubleNumber { least: &least.to_string(), most: &most.to_string() }),
            Ok(Fault::NotATime(part)) => speech.say(PageSay::FaultTime { part }),
            Ok(Fault::NotATimeOrOff(part)) => speech.say(PageSay::FaultTimeOrOff { part }),
            Ok(Fault::NotAZone(part)) => speech.say(PageSay::FaultZone { part }),
            Ok(Fault::NotADay(part)) => speech.say(PageSay::FaultDay { part }),
            Ok(Fault::NotALanguage(part)) => speech.say(PageSay::FaultLanguage { part }),
            Ok(Fault::NotADomain(part)) => speech.say(PageSay::TroubleNotDomain { part }),
            Ok(Fault::NotAWebAddress(part)) => speech.say(PageSay::FaultWebAddress { part }),
            Ok(Fault::TooLong(most)) => speech.say(PageSay::TroubleTooLong { most: count(*most) }),
            Ok(Fault::TooMany(most)) => speech.say(PageSay::FaultTooMany { most: count(*most) }),
            Ok(Fault::GivenTwice(part)) => speech.say(PageSay::FaultTwice { part }),
            Ok(Fault::NotAReason(part)) => speech.say(PageSay::FaultReason { part }),
            Ok(Fault::NotAPrinter(part)) => speech.say(PageSay::FaultPrinter { part }),
            Ok(Fault::NotForAllKiosks(part)) => speech.say(PageSay::FaultPrinterFile { part }),
            Err(_) => speech.say(PageSay::ServerSays { words: reason }),
        }
    }

    /// Why something cannot be meant, in words.
    pub(super) fn trouble_words(&self, trouble: &Trouble) -> String {
        let speech = self.speech;
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        match trouble {
            Trouble::Hours(NotHours::NoTime(part)) => speech.say(PageSay::TroubleNoTime { part }),
            Trouble::Hours(NotHours::Backwards(part)) => {
                speech.say(PageSay::TroubleBackwards { part })
            }
            Trouble::Hours(NotHours::Overlap(one, other)) => {
                speech.say(PageSay::TroubleOverlap { one, other })
            }
            Trouble::Number(least, most) => speech
                .say(PageSay::TroubleNumber { least: &least.to_string(), most: &most.to_string() }),
            Trouble::TooLong(most) => speech.say(PageSay::TroubleTooLong { most: count(*most) }),
            Trouble::NotADomain(part) => speech.say(PageSay::TroubleNotDomain { part }),
            Trouble::NotAPin => speech.say(PageSay::TroubleNotPin),
            Trouble::NotAPrinter(part) => speech.say(PageSay::FaultPrinter { part }),
            Trouble::NotForAllKiosks(part) => speech.say(PageSay::FaultPrinterFile { part }),
            Trouble::NoWords => speech.say(PageSay::TroubleNoWords),
            Trouble::NoServiceWords => speech.say(PageSay::TroubleNoServiceWords),
            Trouble::Gone => speech.say(PageSay::TroubleGone),
        }
    }

    /// Whether a change of this place is on its way or waits to be.
    pub fn is_saving(&self, spot: &Spot) -> bool {
        let is_sent = self.is_requested(
            |what| matches!(what, What::Page(Asked::Set { edit, .. }) if edit.spot() == *spot),
        );
        is_sent || self.pages.waiting.iter().any(|edit| edit.spot() == *spot)
    }
}

impl super::Pages {
    /// A change waits to be sent.
    pub(super) fn push(&mut self, edit: Edit) {
        self.waiting.push_back(edit);
    }
}
