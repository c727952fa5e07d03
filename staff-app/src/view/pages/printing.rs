//! Tickets on paper: where the printer of kiosks is, its paper, and when they print.

use app_kit::theme::Weight;
use app_kit::widgets::Button;
use egui::Ui;
use shared::device::DeviceKind;
use shared::print::{PrintWhen, WIDTHS};
use shared::profile::ProfileKey;

use super::super::{ViewState, parts};
use super::setting::{SettingLook, lock_ui, note_ui, setting_ui, status_ui};
use crate::model::pages::{Edit, Spot};
use crate::model::{Action, Ask, Model, PageDrafts};
use crate::words::PageSay;

pub(super) fn page_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut PageDrafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    lock_ui(ui, model, &Spot::Printer);
    setting_ui(ui, model, drafts, &Spot::Printer, SettingLook::PLAIN, state, actions);
    for say in [
        PageSay::PrinterNetworkHint,
        PageSay::PrinterUsbHint,
        PageSay::PrinterWindowsHint,
        PageSay::PrinterNoneHint,
    ] {
        parts::quiet_ui(ui, &model.page_words(say));
    }
    super::part_ui(ui, &model.page_words(PageSay::PaperHeading));
    let [wide, narrow] = WIDTHS.map(|dots| dots.to_string());
    let widths = [(wide, PageSay::PaperWide), (narrow, PageSay::PaperNarrow)];
    choice_ui(ui, model, &Spot::PaperWidth, &widths, actions);
    super::part_ui(ui, &model.page_words(PageSay::PrintWhenHeading));
    let whens = [
        (PrintWhen::Always, PageSay::PrintAlways),
        (PrintWhen::Ask, PageSay::PrintAsk),
        (PrintWhen::Never, PageSay::PrintNever),
    ];
    let whens = whens.map(|(when, say)| (when.to_string(), say));
    choice_ui(ui, model, &Spot::PrintWhen, &whens, actions);
    super::part_ui(ui, &model.page_words(PageSay::PrintersHeading));
    printers_ui(ui, model);
    own_ui(ui, model);
}

/// One of several, each by the text that is written for it.
fn choice_ui(
    ui: &mut Ui,
    model: &Model,
    spot: &Spot,
    choices: &[(String, PageSay<'static>)],
    actions: &mut Vec<Action>,
) {
    let now = model.spot_text(spot);
    ui.horizontal_wrapped(|ui| {
        for (value, say) in choices {
            let text = model.page_words(*say);
            let button = Button::new(&text).chosen(now == *value);
            if ui.add_enabled(model.can_change(spot.key()), button).clicked() && now != *value {
                let edit = Edit::Write(spot.clone(), value.clone());
                actions.push(Action::Page(Ask::Change(edit)));
            }
        }
        status_ui(ui, model, spot);
    });
    note_ui(ui, model, spot, actions);
}

/// How it stands with the printers of kiosks, by what those said last.
pub(super) fn printers_ui(ui: &mut Ui, model: &Model) {
    let printers = &model.mirror.printers.0;
    if printers.is_empty() {
        parts::quiet_ui(ui, &model.page_words(PageSay::PrintersNone));
    }
    for printer in printers {
        let words = super::devices::paper_words(Some(printer.paper)).unwrap_or(PageSay::PaperOk);
        let line = format!("{} · {}", printer.kiosk, model.page_words(words));
        if printer.paper.can_print() {
            parts::text_ui(ui, &line, 0, Weight::Regular);
        } else {
            parts::problem_ui(ui, &line);
        }
    }
}

/// The kiosks whose own file says something else.
fn own_ui(ui: &mut Ui, model: &Model) {
    let key = ProfileKey::Print.to_string();
    let devices = model.pages.devices.iter().flatten();
    let own = devices.filter(|device| {
        let report = device.report.as_ref();
        device.kind == DeviceKind::Kiosk && report.is_some_and(|report| report.own.contains(&key))
    });
    let names: Vec<&str> = own.map(|device| device.name.as_str()).collect();
    let text = match &*names.join(", ") {
        "" => model.page_words(PageSay::PrintOwnWhy),
        names => model.page_words(PageSay::PrintOwn { names }),
    };
    parts::quiet_ui(ui, &text);
}
