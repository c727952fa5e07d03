//! What a report is to be about.

use std::collections::BTreeMap;

use shared::refusal::Refusal;
use shared::report::{Bound, Grouping, ReportQuery};

use super::Core;
use crate::report::Plan;
use crate::report::plan::Target;

/// What groups are called, by what they are grouped by and their key.
pub type GroupNames = Vec<(Grouping, String, String)>;

impl Core {
    /// What a report of this is about, as the desk is set now.
    pub(super) fn plan_report(&self, query: ReportQuery) -> Result<Plan, Refusal> {
        let profile = self.profile();
        let services = self.services().0.iter();
        let targets = services.map(|it| Target { id: it.id.clone(), mins: it.target_mins });
        let reasons = profile.reasons.0.iter().map(|reason| reason.id.clone());
        let (targets, reasons) = (targets.collect(), reasons.collect());
        Plan::new(query, self.zone(), targets, reasons, profile.report_people)
    }

    /// A plan, and what the groups of its report are called, each as a line of JSON.
    pub(super) fn report_lines(&self, plan: &Plan) -> Vec<String> {
        let profile = self.profile();
        let named = |texts: &BTreeMap<String, String>| {
            texts.get("en").or_else(|| texts.values().next()).cloned().unwrap_or_default()
        };
        let services = self.services().0.iter();
        let services = services.map(|it| (Grouping::Service, it.id.to_string(), named(&it.text)));
        let reasons = profile.reasons.0.iter();
        let reasons = reasons.map(|it| (Grouping::Reason, it.id.clone(), named(&it.text)));
        let tables = profile.table_names.iter();
        let tables = tables.map(|(at, name)| (Grouping::Table, at.to_string(), name.clone()));
        let names: GroupNames = services.chain(reasons).chain(tables).collect();
        // What is written here always can be.
        let line = |text: serde_json::Result<String>| text.unwrap_or_default();
        vec![line(serde_json::to_string(plan)), line(serde_json::to_string(&names))]
    }
}

/// Why a report cannot be asked for so: its days, or all of it.
pub(super) fn unreadable(text: &str) -> Refusal {
    let asked: Option<serde_json::Value> = serde_json::from_str(text).ok();
    let has_no_bound = |name: &str| {
        let value = asked.as_ref().and_then(|asked| asked.get(name));
        value.is_some_and(|it| it.as_str().is_none_or(|text| text.parse::<Bound>().is_err()))
    };
    match has_no_bound("from") || has_no_bound("to") {
        true => Refusal::DatesUnreadable,
        false => Refusal::Unreadable,
    }
}
