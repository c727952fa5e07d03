//! What lies over the desk: forms, the keys, how the window looks.

use app_kit::theme::{Look, Theme, Weight};
use app_kit::widgets::{self, Button};
use app_kit::words;
use egui::{Align, Frame, Id, Key, Layout, Modal, Slider, TextEdit, Ui};
use lucide_icons::Icon;
use shared::ids::TicketId;

use super::Glance;
use super::devices::devices_ui;
use super::sign_in::{field_ui, problem_ui};
use crate::action::Action;
use crate::model::{
    Act, Asked, Drafts, ExportDraft, ExportStage, Model, PasswordDraft, Screen, Sheet, VisitorDraft,
};
use crate::settings::TEXT_PERCENT;

/// Leads away from a form, with nothing done.
const NOT_NOW: &str = "Not now";

pub(super) fn show_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut Drafts,
    glance: &mut Glance,
    acts: &mut Vec<Act>,
) {
    let Some(sheet) = &mut drafts.sheet else { return };
    // A form belongs to the desk; it waits there for a new sign-in of the same person.
    if !matches!(model.screen(), Screen::Desk | Screen::Picker) {
        return;
    }
    let theme = Theme::of(ui.ctx());
    let frame = Frame::new()
        .fill(theme.palette.surface)
        .stroke(theme.line())
        .corner_radius(theme.corners())
        .inner_margin(theme.margin(6.0));
    let most = ui.ctx().content_rect().height() - theme.space(24.0);
    let modal = Modal::new(Id::unique("sheet")).frame(frame).backdrop_color(theme.palette.veil);
    let response = modal.show(ui.ctx(), |ui| {
        let wanted = theme.space(if matches!(sheet, Sheet::Keys) { 190.0 } else { 108.0 });
        ui.set_width(wanted.min(ui.ctx().content_rect().width() - theme.space(16.0)));
        egui::ScrollArea::vertical().max_height(most).min_scrolled_height(most).show(ui, |ui| {
            match sheet {
                Sheet::Keys => keys_ui(ui, model, glance, acts),
                Sheet::Visitor(draft) => visitor_ui(ui, model, draft, glance, acts),
                Sheet::Transfer(ticket) => transfer_ui(ui, model, *ticket, glance, acts),
                Sheet::Free(table) => {
                    let name = words::table(*table, &model.mirror.facts.names).into_owned();
                    let who = model.mirror.at.get(table).map_or("Nobody", String::as_str);
                    title_ui(ui, &format!("Free {name}?"));
                    ui.label(theme.quiet(format!(
                    "{who} sits there. Open tickets stay with {who} until somebody returns them \
                     to the queue."
                )));
                    if confirm_ui(ui, model, (&format!("Free {name}"), NOT_NOW), false, acts) {
                        acts.push(Act::Free(*table));
                    }
                }
                Sheet::Note { ticket, text } => {
                    title_ui(ui, &format!("Note on {}", ticket.number()));
                    ui.label(theme.quiet("Colleagues see it, visitors do not."));
                    let asked = Asked::Note(*ticket);
                    text_form_ui(ui, model, ("Note", text), "Save", &asked, glance, acts);
                }
                Sheet::Close(text) => {
                    title_ui(ui, "Close the desk");
                    ui.label(theme.quiet("Kiosks give no tickets and show these words."));
                    let asked = Asked::CloseDesk;
                    text_form_ui(
                        ui,
                        model,
                        ("What kiosks say", text),
                        "Close the desk",
                        &asked,
                        glance,
                        acts,
                    );
                }
                Sheet::Notice(text) => {
                    title_ui(ui, "Notice on all screens");
                    ui.label(theme.quiet("Kiosks and displays show it. Empty takes it down."));
                    let asked = Asked::Announce;
                    text_form_ui(ui, model, ("Notice", text), "Show it", &asked, glance, acts);
                }
                Sheet::Password(draft) => password_ui(ui, model, draft, glance, acts),
                Sheet::Export(draft) => export_ui(ui, model, draft, glance, acts),
                Sheet::Devices(draft) => devices_ui(ui, model, draft, glance, acts),
                Sheet::Settings => settings_ui(ui, model, acts),
            }
        });
    });
    if response.should_close() {
        acts.push(Act::CloseSheet);
    }
}

pub(super) fn title_ui(ui: &mut Ui, text: &str) {
    let theme = Theme::of(ui.ctx());
    let response = ui.label(theme.text(text, 2, Weight::Strong));
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_role(egui::accesskit::Role::Heading);
        node.set_label(text);
    });
    ui.add_space(theme.space(1.0));
}

/// The button that does it, and the one that leads away; whether the first was pressed.
pub(super) fn confirm_ui(
    ui: &mut Ui,
    model: &Model,
    (text, away): (&str, &str),
    is_pending: bool,
    acts: &mut Vec<Act>,
) -> bool {
    let theme = Theme::of(ui.ctx());
    ui.add_space(theme.space(4.0));
    ui.horizontal(|ui| {
        let button = Button::new(text).primary().pending(is_pending);
        let pressed = ui.add_enabled(model.is_live(), button).clicked();
        if ui.add(Button::new(away).quiet().key("Esc")).clicked() {
            acts.push(Act::CloseSheet);
        }
        if !model.is_live() {
            ui.label(theme.quiet("The server cannot be heard."));
        }
        pressed
    })
    .inner
}

fn text_form_ui(
    ui: &mut Ui,
    model: &Model,
    (label, text): (&str, &mut String),
    button: &str,
    asked: &Asked,
    glance: &mut Glance,
    acts: &mut Vec<Act>,
) {
    let theme = Theme::of(ui.ctx());
    ui.add_space(theme.space(2.0));
    let label = ui.label(theme.text(label, -1, Weight::Strong));
    let field = TextEdit::multiline(text)
        .char_limit(shared::visitor::NOTE_CHARS)
        .desired_rows(3)
        .margin(theme.margins(2.5, 2.0))
        .desired_width(f32::INFINITY)
        .return_key(None);
    let response = ui.add(field).labelled_by(label.id);
    glance.focus_first_on(&response);
    let entered = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let is_pending = model.is_asked(|candidate| candidate == asked);
    if confirm_ui(ui, model, (button, NOT_NOW), is_pending, acts) || entered && model.is_live() {
        acts.push(Act::Submit);
    }
}

fn keys_ui(ui: &mut Ui, model: &Model, glance: &mut Glance, acts: &mut Vec<Act>) {
    let theme = Theme::of(ui.ctx());
    title_ui(ui, "Keys");
    ui.label(theme.quiet("They act while nothing is being typed."));
    ui.add_space(theme.space(2.0));
    let offered: Vec<Action> =
        Action::WITH_KEYS.into_iter().filter(|action| action.is_offered(model)).collect();
    let mut rows: Vec<(&str, &str)> = offered
        .iter()
        .filter_map(|action| action.key_text().map(|key| (key, action.tip())))
        .collect();
    rows.extend([
        ("Up, Down", "Choose somebody in the queue"),
        ("Enter", "Take the chosen visitor"),
        ("Space", "The next visitor"),
        ("1 to 9", "Turn to one of my visitors"),
        ("/", "Search the queue"),
        ("M", "The menu"),
        ("V", "The tables, in a narrow window"),
        ("Tab", "On to the next control"),
        ("Esc", "Close what is open"),
    ]);
    let half = rows.len().div_ceil(2);
    ui.columns(2, |columns| {
        for (at, (key, tip)) in rows.iter().enumerate() {
            let ui = &mut columns[at / half];
            ui.horizontal_top(|ui| {
                let width = theme.space(15.0);
                ui.allocate_ui_with_layout(
                    egui::vec2(width, theme.size(0) * 1.5),
                    Layout::left_to_right(Align::Center),
                    |ui| {
                        ui.set_min_width(width);
                        ui.label(theme.text(*key, 0, Weight::Strong));
                    },
                );
                ui.add(egui::Label::new(theme.text(*tip, 0, Weight::Regular)).wrap());
            });
        }
    });
    ui.add_space(theme.space(3.0));
    let close = ui.add(Button::new("Close").key("Esc"));
    glance.focus_first_on(&close);
    if close.clicked() {
        acts.push(Act::CloseSheet);
    }
}

fn visitor_ui(
    ui: &mut Ui,
    model: &Model,
    draft: &mut VisitorDraft,
    glance: &mut Glance,
    acts: &mut Vec<Act>,
) {
    let theme = Theme::of(ui.ctx());
    title_ui(ui, "Queue a visitor");
    ui.label(theme.quiet("For somebody who cannot use the kiosk."));
    let email = field_ui(ui, "E-mail address", &mut draft.email, "name@example.com", false);
    glance.focus_first_on(&email);
    if email.lost_focus() {
        acts.push(Act::LookUpName);
    }
    let name = field_ui(ui, "Name", &mut draft.name, "", false);
    let entered = (name.lost_focus() || email.lost_focus() && !draft.name.is_empty())
        && ui.input(|input| input.key_pressed(Key::Enter));
    let reasons = &model.mirror.reasons.0;
    if !reasons.is_empty() {
        ui.add_space(theme.space(1.0));
        ui.label(theme.text("Reason", -1, Weight::Strong));
        ui.horizontal_wrapped(|ui| {
            for reason in reasons {
                let text = reason.text.get("en").or(reason.text.values().next());
                let text = text.map_or(reason.id.as_str(), String::as_str);
                let is_chosen = draft.reason.as_ref() == Some(&reason.id);
                if ui.add(Button::new(text).chosen(is_chosen)).clicked() {
                    draft.reason = (!is_chosen).then(|| reason.id.clone());
                }
            }
        });
    }
    ui.add_space(theme.space(1.0));
    if let Some(problem) = &draft.problem {
        problem_ui(ui, problem);
    }
    let is_pending = model.is_asked(|asked| matches!(asked, Asked::Queue { .. }));
    if let Some(ticket) = draft.waits_already {
        ui.label(theme.text(
            format!("This address already waits, with number {}.", ticket.number()),
            0,
            Weight::Strong,
        ));
        ui.add_space(theme.space(2.0));
        ui.horizontal(|ui| {
            if ui.add(Button::new("Done").primary()).clicked() {
                acts.push(Act::CloseSheet);
            }
            let another = Button::new("Another ticket").pending(is_pending);
            if ui.add_enabled(model.is_live(), another).clicked() {
                acts.push(Act::QueueAgain);
            }
        });
        return;
    }
    if confirm_ui(ui, model, ("Queue", NOT_NOW), is_pending, acts) || entered && model.is_live() {
        acts.push(Act::Submit);
    }
}

fn transfer_ui(
    ui: &mut Ui,
    model: &Model,
    ticket: TicketId,
    glance: &mut Glance,
    acts: &mut Vec<Act>,
) {
    let theme = Theme::of(ui.ctx());
    title_ui(ui, &format!("Transfer {}", ticket.number()));
    let seats = model.seats();
    let others: Vec<_> = seats.iter().filter(|seat| !seat.is_mine && seat.name.is_some()).collect();
    if others.is_empty() {
        ui.label(theme.quiet("Nobody sits at another table now."));
    } else {
        ui.label(theme.quiet("Who takes over? The number is called at their table."));
        ui.add_space(theme.space(2.0));
    }
    for seat in others {
        let table = words::table(seat.table, &model.mirror.facts.names);
        let busy = match seat.serves.len() {
            0 => "free".to_owned(),
            1 => format!("serving {}", seat.serves[0].ticket.number()),
            count => format!("serving {count}"),
        };
        let text = format!("{} · {table} · {busy}", seat.name.unwrap_or_default());
        let button = Button::new(&text).width(ui.available_width());
        let response = ui.add_enabled(model.is_live(), button);
        glance.focus_first_on(&response);
        if response.clicked() {
            acts.push(Act::Transfer(ticket, seat.table));
        }
    }
    ui.add_space(theme.space(3.0));
    if ui.add(Button::new(NOT_NOW).quiet().key("Esc")).clicked() {
        acts.push(Act::CloseSheet);
    }
}

fn password_ui(
    ui: &mut Ui,
    model: &Model,
    draft: &mut PasswordDraft,
    glance: &mut Glance,
    acts: &mut Vec<Act>,
) {
    let theme = Theme::of(ui.ctx());
    title_ui(ui, "My password");
    ui.label(theme.quiet("At least 10 characters. Your other sign-ins end."));
    let old = field_ui(ui, "Password up to now", &mut draft.old, "", true);
    glance.focus_first_on(&old);
    field_ui(ui, "New password", &mut draft.new, "", true);
    let again = field_ui(ui, "New password again", &mut draft.again, "", true);
    let entered = again.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    ui.add_space(theme.space(1.0));
    if let Some(problem) = &draft.problem {
        problem_ui(ui, problem);
    }
    let is_pending = model.is_asked(|asked| *asked == Asked::Password);
    if confirm_ui(ui, model, ("Change it", NOT_NOW), is_pending, acts) || entered && model.is_live()
    {
        acts.push(Act::Submit);
    }
}

fn export_ui(
    ui: &mut Ui,
    model: &Model,
    draft: &mut ExportDraft,
    glance: &mut Glance,
    acts: &mut Vec<Act>,
) {
    let theme = Theme::of(ui.ctx());
    title_ui(ui, "Export tickets");
    match &draft.stage {
        ExportStage::Choosing { problem } => {
            let problem = problem.clone();
            ui.label(theme.quiet("A CSV file with every ticket of these days, both included."));
            let from = field_ui(ui, "First day", &mut draft.from, "2026-11-01", false);
            glance.focus_first_on(&from);
            let to = field_ui(ui, "Last day", &mut draft.to, "2026-11-30", false);
            let entered = to.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            ui.add_space(theme.space(1.0));
            if let Some(problem) = &problem {
                problem_ui(ui, problem);
            }
            if confirm_ui(ui, model, ("Choose a file…", NOT_NOW), false, acts)
                || entered && model.is_live()
            {
                acts.push(Act::Submit);
            }
        }
        ExportStage::Placing => {
            ui.label(theme.quiet("Choose where the file goes."));
        }
        ExportStage::Writing { lines } => {
            // The first line names the columns.
            let text = format!("{} tickets so far…", lines.saturating_sub(1));
            ui.label(theme.text(text, 0, Weight::Regular));
            ui.add_space(theme.space(4.0));
            if ui.add(Button::new("Stop").quiet()).clicked() {
                acts.push(Act::CloseSheet);
            }
        }
        ExportStage::Done { tickets, place } => {
            let noun = if *tickets == 1 { "ticket" } else { "tickets" };
            ui.label(theme.text(format!("{tickets} {noun} written."), 0, Weight::Strong));
            ui.label(theme.quiet(place.as_str()));
            ui.add_space(theme.space(4.0));
            if ui.add(Button::new("Done").primary().icon(Icon::Check)).clicked() {
                acts.push(Act::CloseSheet);
            }
        }
    }
}

fn settings_ui(ui: &mut Ui, model: &Model, acts: &mut Vec<Act>) {
    let theme = Theme::of(ui.ctx());
    let settings = &model.settings;
    title_ui(ui, "Look and sound");
    ui.label(theme.text("Colours", -1, Weight::Strong));
    ui.horizontal_wrapped(|ui| {
        for look in Look::ALL {
            if ui.add(Button::new(look.name()).chosen(settings.look == look)).clicked() {
                acts.push(Act::SetLook(look));
            }
        }
    });
    ui.add_space(theme.space(2.0));
    ui.label(theme.text("Text size", -1, Weight::Strong));
    ui.horizontal(|ui| {
        let smaller = Button::new("–").named("Smaller text");
        if ui.add(smaller).clicked() {
            acts.push(Act::SetTextPercent(settings.text_percent.saturating_sub(10)));
        }
        ui.label(theme.text(format!("{} %", settings.text_percent), 0, Weight::Strong));
        if ui.add(Button::new("+").named("Larger text")).clicked() {
            acts.push(Act::SetTextPercent(settings.text_percent + 10));
        }
        ui.label(theme.quiet(format!("{} to {} %", TEXT_PERCENT.start(), TEXT_PERCENT.end())));
    });
    ui.add_space(theme.space(2.0));
    let mut sound = settings.sound;
    if ui
        .checkbox(&mut sound, theme.text("A sound when somebody waits", 0, Weight::Regular))
        .changed()
    {
        acts.push(Act::SetSound(sound));
    }
    let mut motion = settings.motion;
    if ui.checkbox(&mut motion, theme.text("Motion", 0, Weight::Regular)).changed() {
        acts.push(Act::SetMotion(motion));
    }
    ui.add_space(theme.space(2.0));
    ui.label(theme.text("Waiting", -1, Weight::Strong));
    let (mut long, mut too_long) = (settings.long_wait_mins, settings.too_long_wait_mins);
    let long_label = ui.label(theme.quiet("A wait is long from so many minutes on"));
    let first = ui.add(Slider::new(&mut long, 1..=60)).labelled_by(long_label.id);
    let late_label = ui.label(theme.quiet("and too long from so many minutes on"));
    let second = ui.add(Slider::new(&mut too_long, 2..=120)).labelled_by(late_label.id);
    if first.changed() || second.changed() {
        acts.push(Act::SetLimits(long, too_long));
    }
    ui.add_space(theme.space(3.0));
    widgets::parting_line_ui(ui);
    ui.add_space(theme.space(2.0));
    if ui.add(Button::new("Done").primary().icon(Icon::Check)).clicked() {
        acts.push(Act::CloseSheet);
    }
}
