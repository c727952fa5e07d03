//! The figures that a manager keeps: a period, the figures that matter first, then one plot an idea,
//! each of which can be read as a table.

mod figures;
mod heat;
mod plots;
mod tables;

use app_kit::theme::{Theme, Weight};
use app_kit::widgets::{self, Button};
use egui::{Sense, Ui, Vec2};
use lucide_icons::Icon;
use shared::report::{Figures, Group, Grouping, Report};

use self::figures::{Amount, Column, FIRST, SECOND, percent_words};
use self::plots::{Bars, Item};
use super::super::parts;
use super::live_button_ui;
use super::setting::{lock_ui, note_ui, status_ui};
use crate::model::pages::{
    ENOUGH, Edit, FileWish, HeatKind, Making, Period, Plot, ReportsDraft, Spot, Wanted, largest,
};
use crate::model::{Action, Ask, Model, PageDrafts};
use crate::words::{PageSay, ReportSay};

/// Where a page is wider than this, it is not read line by line any more, in points.
const MOST: f32 = 1100.0;

/// The most bars that stand beside each other with a name each.
const MOST_UPRIGHT: usize = 400;

/// The most bars that lie under each other; the others are in the table.
const MOST_LYING: usize = 20;

/// The period before one of this kind, in a sentence.
fn before_words(period: Period) -> ReportSay<'static> {
    match period {
        Period::Today => ReportSay::BeforeToday,
        Period::Yesterday => ReportSay::BeforeYesterday,
        Period::Week => ReportSay::BeforeWeek,
        Period::Month => ReportSay::BeforeMonth,
        Period::Own => ReportSay::BeforeOwn,
    }
}

fn period_words(period: Period) -> ReportSay<'static> {
    match period {
        Period::Today => ReportSay::Today,
        Period::Yesterday => ReportSay::Yesterday,
        Period::Week => ReportSay::Week,
        Period::Month => ReportSay::Month,
        Period::Own => ReportSay::Own,
    }
}

pub(super) fn page_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut PageDrafts,
    actions: &mut Vec<Action>,
) {
    ui.set_max_width(ui.available_width().min(MOST));
    let draft = drafts.reports(model.desk_today());
    wishes_ui(ui, model, draft, actions);
    let reports = &model.pages.reports;
    if let Some(problem) = model.report_problem() {
        parts::problem_ui(ui, problem);
    }
    let Some(wanted) = &reports.wanted else { return };
    match &reports.main {
        Making::Made(report) => report_ui(ui, model, wanted, report, draft, actions),
        Making::Stopped => drop(parts::quiet_ui(ui, &model.speech.say(ReportSay::Stopped))),
        Making::Asked | Making::Running(..) => {
            let percent = reports.main.percent().unwrap_or(0);
            making_ui(ui, model, percent, actions);
        }
        Making::None | Making::Failed(_) => {}
    }
}

/// Which period, of which service.
fn wishes_ui(ui: &mut Ui, model: &Model, draft: &mut ReportsDraft, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    let wanted = model.pages.reports.wanted.as_ref();
    ui.horizontal_wrapped(|ui| {
        for period in Period::ALL {
            let text = model.speech.say(period_words(period));
            let is_chosen = if draft.is_own {
                period == Period::Own
            } else {
                wanted.is_some_and(|wanted| wanted.period == period)
            };
            let button = Button::new(&text).chosen(is_chosen);
            if period == Period::Own {
                if ui.add(button).clicked() {
                    draft.is_own = true;
                }
            } else if live_button_ui(ui, model, button) {
                draft.is_own = false;
                actions.push(Action::Page(Ask::Period(period)));
            }
        }
    });
    if draft.is_own {
        own_ui(ui, model, draft, actions);
    }
    let offers = &model.mirror.facts.services.0;
    let chosen = wanted.and_then(|wanted| wanted.service.as_ref());
    if offers.len() > 1 || chosen.is_some() {
        ui.horizontal_wrapped(|ui| {
            let text = model.speech.say(ReportSay::AllServices);
            let all = Button::new(&text).quiet().chosen(chosen.is_none());
            if live_button_ui(ui, model, all) && chosen.is_some() {
                actions.push(Action::Page(Ask::ReportService(None)));
            }
            for offer in offers {
                let service = &offer.service;
                let is_chosen = chosen == Some(&service.id);
                let button = Button::new(model.service_words(service)).quiet().chosen(is_chosen);
                if live_button_ui(ui, model, button) && !is_chosen {
                    actions.push(Action::Page(Ask::ReportService(Some(service.id.clone()))));
                }
            }
        });
    }
    ui.add_space(theme.space(2.0));
}

/// Days of one's own.
fn own_ui(ui: &mut Ui, model: &Model, draft: &mut ReportsDraft, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    let gap = ui.spacing().item_spacing.x;
    let width = (ui.available_width() / 2.0 - gap).min(theme.base * 14.0);
    let days = (&mut draft.from, &mut draft.to);
    let is_entered = parts::two_days_ui(ui, model, days, width);
    let text = model.speech.say(ReportSay::Show);
    if live_button_ui(ui, model, Button::new(&text)) || is_entered && model.is_live() {
        actions.push(Action::Page(Ask::Period(Period::Own)));
    }
}

/// How much of the report is made, and the way out.
fn making_ui(ui: &mut Ui, model: &Model, percent: u8, actions: &mut Vec<Action>) {
    let theme = Theme::of(ui.ctx());
    let text = model.speech.say(ReportSay::Making { percent: percent.into() });
    parts::text_ui(ui, &text, 0, Weight::Regular);
    let size = Vec2::new(ui.available_width().min(theme.base * 24.0), theme.space(2.0));
    let (bar, _) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().rect_filled(bar, theme.corners(), theme.palette.raised);
    let width = bar.width() * f32::from(percent) / 100.0;
    let done = if parts::is_mirrored(ui) {
        bar.with_min_x(bar.right() - width)
    } else {
        bar.with_max_x(bar.left() + width)
    };
    ui.painter().rect_filled(done, theme.corners(), theme.palette.accent);
    ui.add_space(theme.space(1.0));
    let text = model.speech.say(ReportSay::Stop);
    if ui.add(Button::new(&text).icon(Icon::X)).clicked() {
        actions.push(Action::Page(Ask::StopReport));
    }
}

fn report_ui(
    ui: &mut Ui,
    model: &Model,
    wanted: &Wanted,
    report: &Report,
    draft: &mut ReportsDraft,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let before = model.pages.reports.before.report();
    parts::text_ui(ui, &covered_words(model, report), 1, Weight::Strong);
    if let Some(before) = before {
        let period = covered_words(model, before);
        parts::quiet_ui(ui, &model.speech.say(ReportSay::Beside { period: &period }));
    }
    let at = app_kit::text::times::local(report.at);
    let (day, time) = (model.speech.date(at.date()), model.speech.time(at));
    parts::quiet_ui(ui, &model.speech.say(ReportSay::ReadAt { day: &day, time: &time }));
    ui.horizontal_wrapped(|ui| {
        let text = model.page_words(PageSay::LookAgain);
        if live_button_ui(ui, model, Button::new(&text).icon(Icon::RefreshCw)) {
            actions.push(Action::Page(Ask::ReportAgain));
        }
        for (say, icon, ask) in [
            (ReportSay::SaveCsv, Icon::Download, Ask::SaveFile(FileWish::ReportCsv)),
            (ReportSay::SaveXlsx, Icon::Download, Ask::SaveFile(FileWish::ReportXlsx)),
            (ReportSay::Print, Icon::Printer, Ask::PrintReport),
        ] {
            let text = model.speech.say(say);
            if ui.add(Button::new(&text).icon(icon)).clicked() {
                actions.push(Action::Page(ask));
            }
        }
    });
    ui.add_space(theme.space(3.0));
    let total = &report.total;
    if total.arrived == 0 {
        let text = model.speech.say(ReportSay::NobodyCame);
        parts::nothing_ui(ui, &text, "");
        return;
    }
    if total.arrived < ENOUGH {
        let count = total.arrived;
        parts::text_ui(ui, &model.speech.say(ReportSay::Few { count }), 0, Weight::Strong);
        ui.add_space(theme.space(2.0));
    }
    figures::first_ui(ui, model, wanted, total, before.map(|before| &before.total));
    arrivals_ui(ui, model, report, draft);
    waits_ui(ui, model, report, draft);
    week_ui(ui, model, report, draft);
    for grouping in [
        Grouping::Day,
        Grouping::Weekday,
        Grouping::Service,
        Grouping::Reason,
        Grouping::Table,
        Grouping::Person,
    ] {
        groups_ui(ui, model, report, grouping, draft);
    }
    promise_ui(ui, model, total);
    staffing_ui(ui, model, report, draft);
    people_ui(ui, model, actions);
}

/// Whether reports tell people apart: an admin's to say.
fn people_ui(ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
    if model.pages.profile.is_none() {
        return;
    }
    let theme = Theme::of(ui.ctx());
    let spot = Spot::ReportPeople;
    let was_on = model.setting(spot.key()).as_bool().unwrap_or(false);
    let can_change = model.can_change(spot.key()) && model.is_live();
    ui.add_space(theme.space(6.0));
    ui.horizontal_wrapped(|ui| {
        let mut is_on = was_on;
        let text = model.spot_label(&spot);
        ui.add_enabled_ui(can_change, |ui| parts::toggle_ui(ui, &text, &mut is_on));
        status_ui(ui, model, &spot);
        if is_on != was_on {
            let edit = Edit::Switch(spot.clone(), is_on);
            actions.push(Action::Page(Ask::Change(edit)));
        }
    });
    if !was_on {
        parts::quiet_ui(ui, &model.speech.say(ReportSay::PeopleOff));
        if model.can_change(spot.key()) {
            parts::quiet_ui(ui, &model.speech.say(ReportSay::PeopleWhy));
        }
    }
    note_ui(ui, model, &spot, actions);
    lock_ui(ui, model, &spot);
}

/// From when to when a report goes.
fn covered_words(model: &Model, report: &Report) -> String {
    use shared::report::Bound;
    let day = |bound: Bound| model.speech.date(bound.day());
    let to = match report.to {
        Bound::Day(_) => day(report.to),
        Bound::Minute(minute) => format!("{} {}", day(report.to), model.speech.time(minute)),
    };
    let from = day(report.from);
    if from == to {
        return from;
    }
    model.speech.say(ReportSay::FromTo { from: &from, to: &to })
}

/// The title of a plot, and the plot or its table under it.
fn plot_ui(
    ui: &mut Ui,
    model: &Model,
    plot: Plot,
    title: &str,
    draft: &mut ReportsDraft,
    picture: impl FnOnce(&mut Ui, &mut ReportsDraft),
    table: impl FnOnce(&mut Ui),
) {
    let theme = Theme::of(ui.ctx());
    ui.add_space(theme.space(6.0));
    parts::title_ui(ui, title, 1);
    let is_table = draft.tables.contains(&plot);
    if is_table {
        table(ui);
    } else {
        picture(ui, draft);
    }
    let say = if is_table { ReportSay::ShowPicture } else { ReportSay::ShowTable };
    let named =
        if is_table { ReportSay::PictureOf { title } } else { ReportSay::TableOf { title } };
    let text = model.speech.say(say);
    let icon = if is_table { Icon::ChartColumn } else { Icon::Table2 };
    let button = Button::new(&text).quiet().icon(icon).named(model.speech.say(named));
    if ui.add(button).clicked() && !draft.tables.remove(&plot) {
        draft.tables.insert(plot);
    }
}

fn groups(report: &Report, grouping: Grouping) -> &[Group] {
    report.groups.get(&grouping).map_or(&[], Vec::as_slice)
}

/// The hours in which somebody came, with those between them.
fn hours_of(report: &Report) -> &[Group] {
    let all = groups(report, Grouping::Hour);
    let is_something = |group: &Group| group.figures.arrived > 0;
    let Some(first) = all.iter().position(is_something) else { return &[] };
    let last = all.iter().rposition(is_something).unwrap_or(first);
    &all[first..=last]
}

/// A table of groups.
fn figures_table_ui(ui: &mut Ui, model: &Model, plot: Plot, grouping: Grouping, of: &[Group]) {
    let columns: Vec<&Column> = FIRST.iter().chain(&SECOND).collect();
    let titles: Vec<String> = columns.iter().map(|(say, _)| model.speech.say(*say)).collect();
    let lines: Vec<(String, Vec<String>)> = of
        .iter()
        .map(|group| {
            let values = columns.iter().map(|(_, figure)| figure(&group.figures).words(model));
            (model.group_name(grouping, group), values.collect())
        })
        .collect();
    tables::table_ui(ui, plot, &titles, &lines);
}

/// Bars of one figure of groups. `count`: on how many tickets the figure stands.
fn items(
    model: &Model,
    grouping: Grouping,
    of: &[Group],
    figure: impl Fn(&Figures) -> (Amount, u64),
) -> Vec<Item> {
    let item = |group: &Group| {
        let (amount, count) = figure(&group.figures);
        let name = model.group_name(grouping, group);
        let value = match amount {
            Amount::Count(count) | Amount::Seconds(count) => count as f64,
            Amount::Share(share) => share,
            Amount::Nothing => 0.0,
        };
        let words = match amount {
            Amount::Nothing => String::new(),
            amount => amount.words(model),
        };
        let hover = match amount {
            Amount::Count(count) => model.speech.say(ReportSay::Came { count }),
            _ => {
                let value = amount.words(model);
                model.speech.say(ReportSay::OnTickets { value: &value, count })
            }
        };
        let short = short_name(model, grouping, group);
        Item {
            short: short.unwrap_or_else(|| name.clone()),
            hover: format!("{name}: {hover}"),
            name,
            value,
            words,
            is_few: count < ENOUGH,
        }
    };
    of.iter().map(item).collect()
}

/// What stands below a bar, where that is less than the whole name.
fn short_name(model: &Model, grouping: Grouping, group: &Group) -> Option<String> {
    match grouping {
        Grouping::Hour => Some(group.key.clone()),
        Grouping::Day => group.key.parse().ok().map(|day| model.speech.date_short(day)),
        _ => None,
    }
}

/// Which group's figure is clearly the largest.
fn claimed(of: &[Group], figure: impl Fn(&Figures) -> (Amount, u64)) -> Option<usize> {
    largest(of.iter().map(|group| match figure(&group.figures) {
        (Amount::Count(count) | Amount::Seconds(count), on) => (count as f64, on),
        (Amount::Share(share), on) => (share, on),
        (Amount::Nothing, on) => (0.0, on),
    }))
}

fn hour_of(model: &Model, group: &Group) -> String {
    model.hours_words(group.key.parse().unwrap_or(0))
}

fn arrived(of: &Figures) -> (Amount, u64) {
    (Amount::Count(of.arrived), of.arrived)
}

fn wait(of: &Figures) -> (Amount, u64) {
    (Amount::seconds(of.wait_median_s), of.called)
}

fn service(of: &Figures) -> (Amount, u64) {
    (Amount::seconds(of.service_median_s), of.service_of)
}

fn arrivals_ui(ui: &mut Ui, model: &Model, report: &Report, draft: &mut ReportsDraft) {
    let of = hours_of(report);
    let strong = claimed(of, arrived);
    let title = match strong {
        Some(at) => model.speech.say(ReportSay::ArrivalsClaim { hours: &hour_of(model, &of[at]) }),
        None => model.speech.say(ReportSay::ArrivalsTitle),
    };
    // A count is what it is, however small.
    let mut items = items(model, Grouping::Hour, of, arrived);
    items.iter_mut().for_each(|item| item.is_few = false);
    let bars = Bars { title: &title, items: &items, strong, line: None };
    plot_ui(
        ui,
        model,
        Plot::Arrivals,
        &title,
        draft,
        |ui, _| plots::upright_ui(ui, Plot::Arrivals, &bars),
        |ui| figures_table_ui(ui, model, Plot::Arrivals, Grouping::Hour, of),
    );
}

fn waits_ui(ui: &mut Ui, model: &Model, report: &Report, draft: &mut ReportsDraft) {
    let of = hours_of(report);
    if report.total.called == 0 {
        return;
    }
    let strong = claimed(of, wait);
    let title = match strong {
        Some(at) => model.speech.say(ReportSay::WaitsClaim { hours: &hour_of(model, &of[at]) }),
        None => model.speech.say(ReportSay::WaitsTitle),
    };
    let items = items(model, Grouping::Hour, of, wait);
    let bars = Bars { title: &title, items: &items, strong, line: None };
    plot_ui(
        ui,
        model,
        Plot::Waits,
        &title,
        draft,
        |ui, _| {
            plots::upright_ui(ui, Plot::Waits, &bars);
            few_ui(ui, model, &items);
        },
        |ui| figures_table_ui(ui, model, Plot::Waits, Grouping::Hour, of),
    );
}

/// Says what a hollow bar means, where there is one.
fn few_ui(ui: &mut Ui, model: &Model, items: &[Item]) {
    if items.iter().any(|item| item.is_few && item.value > 0.0) {
        parts::quiet_ui(ui, &model.speech.say(ReportSay::FewHollow));
    }
}

fn week_ui(ui: &mut Ui, model: &Model, report: &Report, draft: &mut ReportsDraft) {
    let kind = draft.heat;
    let title = heat::title(model, report, kind);
    let titles =
        [ReportSay::Arrived, ReportSay::Called, ReportSay::WaitMedian, ReportSay::HeatTables];
    plot_ui(
        ui,
        model,
        Plot::Week,
        &title,
        draft,
        |ui, draft| {
            ui.horizontal_wrapped(|ui| {
                for kind in HeatKind::ALL {
                    let text = model.speech.say(match kind {
                        HeatKind::Waits => ReportSay::HeatWaits,
                        HeatKind::Arrivals => ReportSay::HeatArrivals,
                        HeatKind::Tables => ReportSay::HeatTables,
                    });
                    let button = Button::new(&text).quiet().chosen(kind == draft.heat);
                    if ui.add(button).clicked() {
                        draft.heat = kind;
                    }
                }
            });
            heat::week_ui(ui, model, report, kind, &title);
        },
        |ui| {
            let titles = titles.map(|say| model.speech.say(say));
            let lines = heat::lines(model, report);
            let lines: Vec<(String, Vec<String>)> =
                lines.into_iter().map(|(name, values)| (name, values.into())).collect();
            tables::table_ui(ui, Plot::Week, &titles, &lines);
        },
    );
}

/// One group beside the other, where there is more than one.
fn groups_ui(
    ui: &mut Ui,
    model: &Model,
    report: &Report,
    grouping: Grouping,
    draft: &mut ReportsDraft,
) {
    let of = groups(report, grouping);
    let filled = of.iter().filter(|group| group.figures.arrived > 0).count();
    if filled < 2 {
        return;
    }
    let name = |at: usize| model.group_name(grouping, &of[at]);
    // Nothing is claimed of what is not drawn, nor of what nobody has named.
    let is_shown = |at: &usize| *at < MOST_LYING && of[*at].key != shared::report::NONE;
    let of_waits = claimed(of, wait).filter(is_shown);
    let (title, strong) = match grouping {
        Grouping::Day => (model.speech.say(ReportSay::ByDay), None),
        Grouping::Table | Grouping::Person => {
            let strong = claimed(of, service).filter(is_shown);
            let title =
                strong.map(|at| model.speech.say(ReportSay::TakesLongest { name: &name(at) }));
            let plain = match grouping {
                Grouping::Table => ReportSay::ByTable,
                _ => ReportSay::ByPerson,
            };
            (title.unwrap_or_else(|| model.speech.say(plain)), strong)
        }
        _ => {
            let plain = match grouping {
                Grouping::Weekday => ReportSay::ByWeekday,
                Grouping::Service => ReportSay::ByService,
                _ => ReportSay::ByReason,
            };
            let title =
                of_waits.map(|at| model.speech.say(ReportSay::WaitsLongest { name: &name(at) }));
            (title.unwrap_or_else(|| model.speech.say(plain)), of_waits)
        }
    };
    let items = match grouping {
        Grouping::Table | Grouping::Person => items(model, grouping, of, service),
        _ => items(model, grouping, of, wait),
    };
    let bars = |items| Bars { title: &title, items, strong, line: None };
    plot_ui(
        ui,
        model,
        Plot::By(grouping),
        &title,
        draft,
        |ui, _| {
            let what = match grouping {
                Grouping::Table | Grouping::Person => ReportSay::ServiceMedian,
                _ => ReportSay::WaitMedian,
            };
            parts::quiet_ui(ui, &model.speech.say(what));
            if grouping == Grouping::Day {
                let last = &items[items.len().saturating_sub(MOST_UPRIGHT)..];
                plots::upright_ui(ui, Plot::By(grouping), &bars(last));
            } else {
                let first = &items[..items.len().min(MOST_LYING)];
                plots::lying_ui(ui, Plot::By(grouping), &bars(first));
            }
            few_ui(ui, model, &items);
        },
        |ui| figures_table_ui(ui, model, Plot::By(grouping), grouping, of),
    );
}

/// Whether the visitors were called when they had been told.
fn promise_ui(ui: &mut Ui, model: &Model, total: &Figures) {
    let theme = Theme::of(ui.ctx());
    ui.add_space(theme.space(6.0));
    parts::title_ui(ui, &model.speech.say(ReportSay::PromiseTitle), 1);
    let text = match total.promise_kept {
        Some(share) => {
            let (percent, count) = (percent_words(model, share), total.promise_of);
            model.speech.say(ReportSay::PromiseKept { percent: &percent, count })
        }
        None => model.speech.say(ReportSay::PromiseNothing),
    };
    parts::text_ui(ui, &text, 0, Weight::Regular);
}

/// How many tables would have been enough.
fn staffing_ui(ui: &mut Ui, model: &Model, report: &Report, draft: &mut ReportsDraft) {
    if report.tables.is_empty() {
        return;
    }
    let title = model.speech.say(ReportSay::StaffingTitle);
    let enough = report.tables_enough();
    let items: Vec<Item> = report
        .tables
        .iter()
        .map(|with| {
            let name = model.speech.say(ReportSay::StaffingWith { count: with.n.into() });
            let words = percent_words(model, with.in_time);
            let hover = format!("{name}: {words}");
            let short = with.n.to_string();
            Item { name, short, value: with.in_time, words, hover, is_few: false }
        })
        .collect();
    let strong = report.tables.iter().position(|with| Some(with.n) == enough);
    let line = Some(shared::report::ENOUGH_IN_TIME);
    let bars = Bars { title: &title, items: &items, strong, line };
    plot_ui(
        ui,
        model,
        Plot::Tables,
        &title,
        draft,
        |ui, _| {
            let text = match strong.map(|at| &report.tables[at]) {
                Some(with) => {
                    let percent = percent_words(model, with.in_time);
                    let count = with.n.into();
                    model.speech.say(ReportSay::StaffingEnough { count, percent: &percent })
                }
                None => model.speech.say(ReportSay::StaffingNever),
            };
            parts::text_ui(ui, &text, 0, Weight::Regular);
            plots::upright_ui(ui, Plot::Tables, &bars);
            parts::quiet_ui(ui, &model.speech.say(ReportSay::StaffingEstimate));
        },
        |ui| {
            let titles = [model.speech.say(ReportSay::InTime)];
            let lines: Vec<(String, Vec<String>)> =
                items.iter().map(|item| (item.name.clone(), vec![item.words.clone()])).collect();
            tables::table_ui(ui, Plot::Tables, &titles, &lines);
        },
    );
    widgets::parting_line_ui(ui);
}
