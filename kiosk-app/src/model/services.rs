//! The services of the desk: which can be chosen, what the chosen one asks, and what is said when
//! it gives no ticket.

use std::sync::LazyLock;

use app_kit::text::Speech;
use shared::message::{Reason, Waiting};
use shared::refusal::Refusal;
use shared::service::{Identity, Offer, Service, ServiceId, Takes};

use super::{Effect, Model, Notice, Now, Problem, Step, Visit};

/// So many services stand on *Welcome* itself; more have a page of their own behind it.
pub const ON_WELCOME: usize = 6;

/// So long the buttons rest after a server said that this kiosk asks too often.
const REST_MS: i64 = 2_000;

/// Why a service gives no ticket now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceProblem {
    /// So many came today as may.
    NoMoreToday,
    /// So many wait as may.
    FullNow,
    /// An admin has stopped it.
    Stopped,
    /// It is not there any more.
    Gone,
    /// This kiosk asks too often.
    TooOften,
}

impl ServiceProblem {
    /// What a refusal says of the service, if it is about that.
    pub(super) fn of(refusal: &Refusal) -> Option<Self> {
        Some(match refusal {
            Refusal::NoMoreToday => Self::NoMoreToday,
            Refusal::FullNow => Self::FullNow,
            Refusal::ServiceStopped => Self::Stopped,
            Refusal::NoSuchService => Self::Gone,
            Refusal::WaitAMoment => Self::TooOften,
            _ => return None,
        })
    }

    /// The refusal that says it, in the words of all windows.
    pub fn refusal(self) -> Refusal {
        match self {
            Self::NoMoreToday => Refusal::NoMoreToday,
            Self::FullNow => Refusal::FullNow,
            Self::Stopped => Refusal::ServiceStopped,
            Self::Gone => Refusal::NoSuchService,
            Self::TooOften => Refusal::WaitAMoment,
        }
    }

    /// Why a service that takes this gives no ticket; none where it does.
    pub fn of_offer(offer: &Offer) -> Option<Self> {
        match offer.takes {
            Some(Takes::Full) => Some(Self::FullNow),
            Some(Takes::Today) => Some(Self::NoMoreToday),
            Some(Takes::Yes) | None => None,
        }
    }
}

impl Model {
    /// Whether the desk has services at all. Without any it has one queue without a name.
    pub fn has_services(&self) -> bool {
        !self.mirror.facts.services.0.is_empty()
    }

    /// The services that can be chosen, in the desk's order; some of them may be full.
    pub fn offers(&self) -> Vec<&Offer> {
        self.mirror.facts.services.0.iter().filter(|offer| offer.service.open).collect()
    }

    /// Whether the services stand on *Welcome* itself.
    pub fn offers_on_welcome(&self) -> bool {
        (1..=ON_WELCOME).contains(&self.offers().len())
    }

    /// Whether the desk has services, and none of them is open.
    pub fn has_only_stopped_services(&self) -> bool {
        self.has_services() && self.offers().is_empty()
    }

    /// How many wait for a service and how long, where the server tells it of each.
    pub fn lane(&self, service: &ServiceId) -> Option<Waiting> {
        self.mirror.facts.lanes.get(service).copied().filter(|_| self.knows_queue())
    }

    /// What a service is called in a language; empty where nobody gave it words.
    pub fn service_words(&self, speech: Speech, service: &ServiceId) -> Option<&str> {
        let mut all = self.mirror.facts.services.0.iter();
        let offer = all.find(|offer| offer.service.id == *service)?;
        speech.pick(&offer.service.text)
    }

    /// What the visitor's service asks; without one, what the desk's one queue asks.
    pub fn identity(&self) -> &Identity {
        static USUAL: LazyLock<Identity> = LazyLock::new(Identity::default);
        self.visit.service.as_ref().map_or(&USUAL, |service| &service.identity)
    }

    /// The reasons to choose from: those that the visitor's service asks for.
    pub fn reasons(&self) -> Vec<&Reason> {
        let service = self.visit.service.as_ref();
        let is_asked = |reason: &&Reason| service.is_none_or(|it| it.asks_for(&reason.id));
        self.mirror.reasons.0.iter().filter(is_asked).collect()
    }

    /// Whether the buttons that give a ticket rest, since this kiosk asked too often.
    pub fn is_resting(&self, now: Now) -> bool {
        now.mono_ms < self.rests_until_ms
    }

    /// Begins: with the questions, or with the services where they have a page of their own.
    pub(super) fn begin(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if !self.has_services() {
            self.go_on(now, effects);
        } else if !self.offers_on_welcome() {
            self.visit.step = Step::Services;
        }
    }

    /// The visitor chose a service: its questions follow, or the ticket where it asks nothing.
    pub(super) fn serve(&mut self, id: &ServiceId, now: Now, effects: &mut Vec<Effect>) {
        let offers = self.offers();
        let Some(offer) = offers.into_iter().find(|offer| offer.service.id == *id) else { return };
        if let Some(problem) = ServiceProblem::of_offer(offer) {
            self.notify(Notice::Service(problem), now);
            return;
        }
        let service = offer.service.clone();
        self.choose_service(service, now, effects);
    }

    fn choose_service(&mut self, service: Service, now: Now, effects: &mut Vec<Effect>) {
        self.notice = None;
        self.visit.service = Some(service);
        self.visit.is_skipped = false;
        self.go_on(now, effects);
    }

    /// The server gives no ticket for this service now. What was typed stays.
    pub(super) fn service_refused(
        &mut self,
        problem: ServiceProblem,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        if problem == ServiceProblem::TooOften {
            self.rests_until_ms = now.mono_ms + REST_MS;
        }
        self.settle(effects);
        self.touch(now);
        self.say_problem(Problem::Service(problem), Notice::Service(problem), now);
    }

    /// Says what stands in the way at the question, or at the services where nothing was asked.
    pub(super) fn say_problem(&mut self, problem: Problem, notice: Notice, now: Now) {
        match self.visit.step {
            Step::Welcome => {
                self.visit = Visit::new();
                self.notify(notice, now);
            }
            Step::Services => {
                self.visit.service = None;
                self.notify(notice, now);
            }
            _ => self.visit.problem = Some(problem),
        }
    }
}
