//! What a report is about, as the desk is set when it is asked for.

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};
use shared::refusal::Refusal;
use shared::report::{Bound, Grouping, MOST_DAYS, ReportQuery};
use shared::service::ServiceId;

use crate::core::hours::{midnight, resolve};
use crate::core::time::Millis;
use crate::core::zone::Zone;

/// How long a visitor is to wait at most where no service says so.
pub const USUAL_TARGET_MINS: u32 = shared::service::TARGET_MINS;

/// A service that the desk has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Which service.
    pub id: ServiceId,
    /// In how many minutes its visitors are to be called.
    pub mins: u32,
}

/// What a report is about, as the desk is set when it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What was asked for.
    pub query: ReportQuery,
    /// How the tickets are grouped.
    pub by: Vec<Grouping>,
    /// Where the desk is.
    #[serde(with = "zone_by_name")]
    pub zone: Zone,
    /// The first moment of the period.
    pub from: Millis,
    /// The first moment after it.
    pub to: Millis,
    /// The services that the desk has, in its order.
    pub services: Vec<Target>,
    /// The reasons that it has, in its order.
    pub reasons: Vec<String>,
    /// Whether it reports of people.
    pub is_of_people: bool,
}

impl Plan {
    /// What a report of this is about.
    ///
    /// # Errors
    ///
    /// It cannot be made.
    pub fn new(
        query: ReportQuery,
        zone: Zone,
        services: Vec<Target>,
        reasons: Vec<String>,
        is_of_people: bool,
    ) -> Result<Self, Refusal> {
        let begins = |bound: Bound| match bound {
            Bound::Day(day) => day.and_time(NaiveTime::MIN),
            Bound::Minute(minute) => minute,
        };
        let after = |bound: Bound| match bound {
            Bound::Day(day) => {
                day.succ_opt().map_or(NaiveDateTime::MAX, |day| day.and_time(NaiveTime::MIN))
            }
            Bound::Minute(minute) => minute,
        };
        let (first, last) = (begins(query.from), after(query.to));
        // A day that ends before another begins does so by its date.
        if first > last || query.from.day() > query.to.day() {
            return Err(Refusal::PeriodBackwards);
        }
        if last.signed_duration_since(first) > TimeDelta::days(MOST_DAYS.cast_signed()) {
            return Err(Refusal::PeriodTooLong);
        }
        let mut by = match &query.by {
            Some(by) if by.contains(&Grouping::Person) && !is_of_people => {
                return Err(Refusal::PeopleNotReported);
            }
            Some(by) => by.clone(),
            None => {
                let may = |grouping: &Grouping| is_of_people || *grouping != Grouping::Person;
                Grouping::ALL.iter().copied().filter(may).collect()
            }
        };
        // Asked for twice it is told once.
        by.sort_unstable();
        by.dedup();
        // A day that begins with the gap of a clock put forward begins after it.
        let moment = |bound: Bound, local: NaiveDateTime| match bound {
            Bound::Day(_) => midnight(local.date(), zone),
            Bound::Minute(_) => resolve(local, zone),
        };
        let from = moment(query.from, first).unwrap_or(Millis::MIN);
        let to = moment(query.to, last).unwrap_or(Millis::MAX).max(from);
        Ok(Self { query, by, zone, from, to, services, reasons, is_of_people })
    }

    /// Whether a moment lies in the period.
    pub fn has(&self, moment: Millis) -> bool {
        (self.from..self.to).contains(&moment)
    }

    /// Whether tickets are grouped so.
    pub fn is_by(&self, grouping: Grouping) -> bool {
        self.by.contains(&grouping)
    }

    /// In how many seconds a visitor of a service is to be called.
    pub fn target_s(&self, service: Option<&str>) -> u32 {
        let found = service.and_then(|id| self.services.iter().find(|it| it.id.as_str() == id));
        found.map_or(USUAL_TARGET_MINS, |it| it.mins).saturating_mul(60)
    }

    /// Whether the service that is asked for is none that the desk has now.
    pub fn asks_for_the_past(&self) -> bool {
        let is_asked = |id: &ServiceId| !self.services.iter().any(|it| it.id == *id);
        self.query.service.as_ref().is_some_and(is_asked)
    }
}

/// A zone as its name; none: the machine's own.
mod zone_by_name {
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    use super::Zone;

    pub(super) fn serialize<S: Serializer>(zone: &Zone, to: S) -> Result<S::Ok, S::Error> {
        let name = match zone {
            Zone::Named(zone) => Some(zone.name()),
            Zone::System | Zone::Fixed(_) => None,
        };
        name.serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Zone, D::Error> {
        let name = Option::<String>::deserialize(from)?;
        let named =
            name.map(|name| name.parse().map(Zone::Named).map_err(serde::de::Error::custom));
        Ok(named.transpose()?.unwrap_or(Zone::System))
    }
}
