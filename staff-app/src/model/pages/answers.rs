//! What the server says to the pages.

use shared::message::{Sentence, StaffSuccess};
use shared::refusal::Refusal;

use super::saving::Note;
use super::{Asked, Spot};
use crate::model::{Effect, Model};
use crate::words::PageSay;

impl Model {
    /// The server has done what a page asked for.
    pub(in crate::model) fn page_succeeded(
        &mut self,
        asked: Asked,
        success: StaffSuccess,
    ) -> Vec<Effect> {
        match (asked, success) {
            (Asked::Settings, StaffSuccess::Settings(state)) => return self.settings_heard(state),
            (Asked::Set { edit, old, new }, StaffSuccess::Set(version)) => {
                return self.setting_saved(&edit, (old, new), version);
            }
            (Asked::People, StaffSuccess::People(list)) => self.people_heard(list),
            (Asked::Person(asked), StaffSuccess::Person(made)) => {
                return self.person_changed(asked, made);
            }
            (Asked::Devices, StaffSuccess::Devices(list)) => self.pages.devices = Some(list),
            (Asked::Approve, StaffSuccess::Approve(name)) => return self.device_approved(&name),
            (Asked::Revoke, StaffSuccess::Revoke(name)) => return self.device_revoked(&name),
            (Asked::Enrol(enrolment), StaffSuccess::Enrol(token)) => {
                return self.many_may_enrol(&enrolment, token);
            }
            (Asked::Days, StaffSuccess::Hours(days)) => self.pages.days = Some(days),
            (Asked::Retention(days), StaffSuccess::Retention(count)) => {
                self.retention_counted(days, count);
            }
            (Asked::Visitor(_), StaffSuccess::Visitor(_)) => self.visitor_heard(),
            (Asked::Erase(_), StaffSuccess::Erase(words)) => self.visitor_erased(words),
            (Asked::Log, StaffSuccess::Audit(_)) => self.pages.log.is_whole = true,
            (Asked::Report { round, which }, StaffSuccess::Report(key)) => {
                return self.report_begun(round, which, key);
            }
            (Asked::StopReport(_), StaffSuccess::Report(_)) => return self.report_answered(),
            (Asked::Health, StaffSuccess::Health(health)) => self.pages.health = Some(health),
            (Asked::Backup, StaffSuccess::Backup(name)) => {
                self.pages.problem = None;
                self.pages.done = Some(self.speech.say(PageSay::BackedUp { name: &name }));
                return self.load_page();
            }
            (Asked::SetUp, StaffSuccess::SetUp(token)) => return self.desk_is_set_up(&token),
            (Asked::OwnPassword, StaffSuccess::Password) => self.own_password_chosen(),
            // It is not the answer that belongs to it.
            _ => {}
        }
        Vec::new()
    }

    /// The server has not done what a page asked for.
    pub(in crate::model) fn page_refused(
        &mut self,
        asked: Asked,
        answer: &Sentence,
        text: String,
    ) -> Vec<Effect> {
        let refusal = answer.refusal();
        match asked {
            Asked::Set { edit, old, .. } => {
                return self.setting_refused(edit, old, refusal.as_ref(), text);
            }
            Asked::SetUp => self.set_up_refused(refusal.as_ref(), text),
            Asked::OwnPassword => {
                let is_old_wrong = refusal == Some(Refusal::OldPasswordWrong);
                self.own_password_refused(is_old_wrong, text);
            }
            Asked::Person(_) => self.person_refused(text),
            Asked::Retention(_) => {
                self.pages.privacy.retention = None;
                self.pages.notes.insert(Spot::Retention, Note::Problem(text));
            }
            Asked::Visitor(_) | Asked::Erase(_) => {
                self.pages.privacy.is_asking_erase = false;
                self.pages.privacy.problem = Some(text);
            }
            Asked::Log => {
                self.pages.log.is_whole = true;
                self.pages.log.problem = Some(text);
            }
            Asked::Report { round, which } => {
                return self.report_refused(round, which, refusal.as_ref(), text);
            }
            // It has ended by itself.
            Asked::StopReport(_) => return self.report_answered(),
            Asked::Approve => self.drafts.pages.devices.problem = Some(text),
            Asked::Revoke => {
                self.drafts.pages.devices.revoking = None;
                self.drafts.pages.devices.problem = Some(text);
            }
            Asked::Enrol(_) => self.many_problem(text),
            Asked::People => self.pages.people.problem = Some(text),
            Asked::Settings | Asked::Devices | Asked::Days | Asked::Health | Asked::Backup => {
                // An older server: the page says so and stays empty.
                self.pages.overtaken = None;
                self.pages.problem = Some(text);
                self.pages.done = None;
                if refusal == Some(Refusal::BackupFailed) {
                    return self.load_page();
                }
            }
        }
        Vec::new()
    }

    /// The connection ended before a page was answered.
    pub(in crate::model) fn page_unanswered(&mut self, asked: Asked) {
        let lost = self.speech.say(PageSay::LostWhileSaving);
        match asked {
            Asked::Set { edit, .. } => self.setting_unknown(&edit),
            Asked::Person(_) => self.pages.people.problem = Some(lost),
            Asked::SetUp => {
                self.pages.set_up_problem = Some((super::SetUpField::Code, lost));
            }
            Asked::OwnPassword => self.pages.password_problem = Some(lost),
            Asked::Erase(_) => {
                self.pages.privacy.is_asking_erase = false;
                self.pages.privacy.problem = Some(lost);
            }
            Asked::Approve | Asked::Revoke => self.drafts.pages.devices.problem = Some(lost),
            Asked::Enrol(_) => self.many_problem(lost),
            Asked::Backup => self.pages.problem = Some(lost),
            Asked::Retention(_) => self.pages.privacy.retention = None,
            Asked::Log => self.pages.log = super::LogPart::default(),
            Asked::Report { .. } | Asked::StopReport(_) => {}
            Asked::Visitor(_) => self.pages.privacy.lines.clear(),
            Asked::Settings | Asked::People | Asked::Devices | Asked::Days | Asked::Health => {
                self.pages.overtaken = None;
            }
        }
    }

    /// A line of an answer that has many.
    pub(in crate::model) fn page_row(&mut self, asked: &Asked, line: String) {
        match asked {
            Asked::Log => self.pages.log.take(line, self.speech),
            Asked::Visitor(_) => self.pages.privacy.lines.push(line),
            _ => {}
        }
    }
}
