//! What everybody hears of the desk as a whole, each time that it has changed: how many wait, the
//! services, whether the desk is open and how one joins. Said twice it would only wake screens.

use shared::message::{Common, StaffMessage, Warnings};
use shared::print::Printers;
use shared::service::{Offers, Takes};

use super::Hub;
use super::render::{self, Audience, Dialects, Message};
use crate::core::{Core, Now};

/// What was told last. Nothing is told again that stands here already.
#[derive(Debug)]
pub(super) struct Told {
    waiting: String,
    /// The version of the profile with which the services were told last, and what each took then;
    /// none: nothing was.
    services: Option<(u64, Vec<Takes>)>,
    /// Of how many wait for each service.
    lanes: Vec<String>,
    /// Of what staff should look after: to leads, to the others; none: nothing is known of it.
    warnings: [Option<String>; 2],
    /// Of printers; none: nothing is known of it.
    printers: Option<String>,
    /// Whether that of these two was told in this batch, and whether there may be more of it.
    has_warned: bool,
    owes_warnings: bool,
    /// Of the services: to kiosks and staff, to displays.
    offers: [Option<String>; 2],
    /// Whether anything was ever said of services, of printers or of what staff should look after.
    has_services: bool,
    /// Of when the desk is open: to kiosks, to the others, to all.
    opening: [String; 3],
    /// Of how visitors join by telephone; none: nothing is known of it.
    joining: Option<String>,
}

impl Default for Told {
    /// Who comes to a desk where nothing is the matter is told nothing of it.
    fn default() -> Self {
        Self {
            waiting: String::new(),
            services: None,
            lanes: Vec::new(),
            warnings: [(); 2].map(|()| Some(nothing_to_look_after())),
            printers: Some(no_printers()),
            has_warned: false,
            owes_warnings: false,
            offers: [(); 2].map(|()| Some(no_services())),
            has_services: false,
            opening: Default::default(),
            joining: Some(nobody_joins()),
        }
    }
}

impl Told {
    /// A batch was not saved, and what it would have told was dropped: all is told again.
    pub(super) fn forget(&mut self) {
        self.waiting.clear();
        (self.has_warned, self.owes_warnings) = (false, false);
        self.services = None;
        self.lanes.clear();
        if self.has_services {
            self.warnings = Default::default();
            self.printers = None;
            self.offers = Default::default();
        }
        self.opening = Default::default();
        // A desk that never had such a code says nothing of it.
        self.joining = self.joining.take().filter(|text| *text == nobody_joins());
    }
}

impl Hub {
    /// How many wait and how it stands with the services, where that has changed.
    pub fn tell_queue(&mut self, core: &Core, now: Now) {
        self.tell_waiting(core, now);
        self.tell_services(core, now);
    }

    /// How many wait, where that has changed.
    fn tell_waiting(&mut self, core: &Core, now: Now) {
        let waiting = render::waiting(core, now);
        self.health.set_waiting(waiting.count);
        let text = Common::Waiting(waiting).to_string();
        if text != self.told.waiting {
            self.told.waiting.clone_from(&text);
            self.tell(core, &Message { audience: Audience::Everybody, text }, None);
        }
    }

    /// How it stands with the services and what staff should look after, where that has changed.
    fn tell_services(&mut self, core: &Core, now: Now) {
        let is_plain =
            core.services().0.is_empty() && core.help().is_empty() && core.has_no_paper();
        if is_plain && !self.told.has_services {
            // A desk that never had services says nothing of them.
            return;
        }
        self.told.has_services = true;
        let offered = core.offered(now);
        if self.told.services.as_ref() != Some(&offered) {
            self.told.services = Some(offered);
            let audiences = [Audience::StaffAndKiosks, Audience::Displays(Dialects::V2)];
            for (place, audience) in audiences.into_iter().enumerate() {
                let text = Common::Services(render::services(core, place == 1, now)).to_string();
                if self.told.offers[place].as_ref() != Some(&text) {
                    self.told.offers[place] = Some(text.clone());
                    self.tell(core, &Message { audience, text }, None);
                }
            }
        }
        let lanes: Vec<String> = render::lanes(core, now).iter().map(ToString::to_string).collect();
        let last = std::mem::replace(&mut self.told.lanes, lanes.clone());
        for text in lanes.into_iter().filter(|text| !last.contains(text)) {
            self.tell(core, &Message { audience: Audience::Everybody, text }, None);
        }
        // Each has all that there is to look after: a hundred in one batch would fill every outbox.
        if self.told.has_warned {
            self.told.owes_warnings = true;
        } else {
            self.told.has_warned = self.tell_warnings(core);
        }
    }

    /// What changed in this batch after staff were told what to look after, before the batch ends.
    pub fn tell_rest(&mut self, core: &Core) {
        self.told.has_warned = false;
        if std::mem::take(&mut self.told.owes_warnings) {
            self.tell_warnings(core);
        }
    }

    /// What staff should look after, and the printers that there are; whether that has changed.
    fn tell_warnings(&mut self, core: &Core) -> bool {
        let mut has_changed = false;
        let audiences = [(true, Audience::Leads), (false, Audience::OtherStaff)];
        for (place, (is_lead, audience)) in audiences.into_iter().enumerate() {
            let text = StaffMessage::Warnings(render::warnings(core, is_lead)).to_string();
            if self.told.warnings[place].as_ref() != Some(&text) {
                self.told.warnings[place] = Some(text.clone());
                self.tell(core, &Message { audience, text }, None);
                has_changed = true;
            }
        }
        let text = StaffMessage::Printers(core.printers()).to_string();
        if self.told.printers.as_ref() != Some(&text) {
            self.told.printers = Some(text.clone());
            let audience = Audience::SignedIn(Dialects::V2);
            self.tell(core, &Message { audience, text }, None);
            has_changed = true;
        }
        has_changed
    }

    /// Whether the desk is open, where that has changed.
    pub fn tell_opening(&mut self, core: &Core, now: Now) {
        let hears = [Audience::Kiosks, Audience::StaffAndDisplays, Audience::Everybody];
        let standing = core.opening(now);
        let texts = [
            Common::Desk(render::desk_state(core, standing, true, now)),
            Common::Desk(render::desk_state(core, standing, false, now)),
            Common::Hours(core.hours(standing, now)),
        ];
        for (place, (audience, text)) in hears.into_iter().zip(texts).enumerate() {
            let text = text.to_string();
            if text != self.told.opening[place] {
                self.told.opening[place].clone_from(&text);
                self.tell(core, &Message { audience, text }, None);
            }
        }
    }

    /// How visitors join by telephone, where that has changed.
    pub fn tell_joining(&mut self, core: &Core, now: Now) {
        if let Some(pages) = &mut self.pages {
            pages.look(core, now);
        }
        let text = Common::Join(core.joining(now)).to_string();
        if self.told.joining.as_ref() != Some(&text) {
            self.told.joining = Some(text.clone());
            self.tell(core, &Message { audience: Audience::KiosksAndDisplays, text }, None);
        }
    }
}

/// What is said where there is nothing to look after.
fn nothing_to_look_after() -> String {
    StaffMessage::Warnings(Warnings::default()).to_string()
}

/// What is said where no kiosk has a printer.
fn no_printers() -> String {
    StaffMessage::Printers(Printers::default()).to_string()
}

/// What is said where a desk has no services.
fn no_services() -> String {
    Common::Services(Offers::default()).to_string()
}

/// What is said where nobody may join by telephone.
fn nobody_joins() -> String {
    Common::Join(None).to_string()
}
