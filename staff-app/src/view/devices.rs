//! The sheet on which an admin lets kiosks and displays in, and takes them out.

use app_kit::theme::{Theme, Weight};
use app_kit::widgets::{self, Button};
use app_kit::words;
use egui::{Align, Key, Layout, ScrollArea, Ui};
use lucide_icons::Icon;
use shared::device::{Device, DeviceKind};

use super::Glance;
use super::sheets::{confirm_ui, title_ui};
use super::sign_in::{field_ui, problem_ui};
use crate::model::{Act, Asked, DevicesDraft, Model};

pub(super) fn devices_ui(
    ui: &mut Ui,
    model: &Model,
    draft: &mut DevicesDraft,
    glance: &mut Glance,
    acts: &mut Vec<Act>,
) {
    let theme = Theme::of(ui.ctx());
    if let Some(name) = draft.revoking.clone() {
        title_ui(ui, &format!("Revoke {name}?"));
        let words = "Its connection ends at once. To come back it must show a new code.";
        ui.label(theme.quiet(words));
        let is_pending = model.is_asked(|asked| *asked == Asked::Revoke);
        ui.add_space(theme.space(4.0));
        ui.horizontal(|ui| {
            let keep = ui.add(Button::new("Keep it"));
            glance.focus_first_on(&keep);
            if keep.clicked() {
                acts.push(Act::DoubtDevice(None));
            }
            let revoke = Button::new("Revoke").primary().pending(is_pending);
            if ui.add_enabled(model.is_live(), revoke).clicked() {
                acts.push(Act::RevokeDevice);
            }
        });
        return;
    }
    title_ui(ui, "Devices");
    ui.label(theme.quiet("A kiosk or display that is not let in yet shows a code."));
    let code = field_ui(ui, "Code", &mut draft.code, "ABC 234", false);
    glance.focus_first_on(&code);
    let name = field_ui(ui, "Name", &mut draft.name, "Hall, left", false);
    let entered =
        (code.lost_focus() || name.lost_focus()) && ui.input(|input| input.key_pressed(Key::Enter));
    ui.add_space(theme.space(1.0));
    if let Some(problem) = &draft.problem {
        problem_ui(ui, problem);
    } else if let Some(done) = &draft.done {
        let response = ui.label(theme.text(done.as_str(), 0, Weight::Strong));
        response.ctx.accesskit_node_builder(response.id, |node| {
            node.set_live(egui::accesskit::Live::Polite);
        });
    }
    let is_pending = model.is_asked(|asked| *asked == Asked::Approve);
    if confirm_ui(ui, model, ("Approve", "Close"), is_pending, acts) || entered && model.is_live() {
        acts.push(Act::Submit);
    }
    ui.add_space(theme.space(4.0));
    widgets::parting_line_ui(ui);
    ui.add_space(theme.space(2.0));
    match draft.list.as_deref() {
        None => drop(ui.label(theme.quiet("Asking the server which there are…"))),
        Some([]) => drop(ui.label(theme.quiet("No kiosk or display was let in yet."))),
        Some(list) => {
            ScrollArea::vertical().max_height(theme.space(60.0)).show(ui, |ui| {
                for device in list {
                    row_ui(ui, model, device, acts);
                }
            });
        }
    }
}

fn row_ui(ui: &mut Ui, model: &Model, device: &Device, acts: &mut Vec<Act>) {
    let theme = Theme::of(ui.ctx());
    let kind = match device.kind {
        DeviceKind::Kiosk => "Kiosk",
        DeviceKind::Display => "Display",
    };
    let used = match device.used {
        _ if device.connected => "connected".to_owned(),
        Some(used) => format!("last here {}", words::ago(model.now().ms - used)),
        None => "never here yet".to_owned(),
    };
    // As high as its two lines, so that the button stands half way down.
    let line = |weight| ui.fonts_mut(|fonts| fonts.row_height(&theme.font(0, weight)));
    let height = (line(Weight::Strong) + line(Weight::Regular)).max(theme.row);
    let size = egui::vec2(ui.available_width(), height);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        let name = format!("Revoke {}", device.name);
        let revoke = Button::new("Revoke…").quiet().icon(Icon::Unplug).named(name);
        if ui.add_enabled(model.is_live(), revoke).clicked() {
            acts.push(Act::DoubtDevice(Some(device.name.clone())));
        }
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            widgets::written_ui(ui, &device.name, |text| theme.text(text, 0, Weight::Strong));
            ui.label(theme.quiet(format!("{kind}, {used}")));
        });
    });
    ui.add_space(theme.space(2.0));
}
