//! Who are you, and where is your server.

use app_kit::address::ServerAddress;
use app_kit::discovery::Servers;
use app_kit::link::Dialect;
use app_kit::theme::{Theme, Weight};
use app_kit::widgets::{self, Button};
use egui::{Align, Key, Layout, RichText, TextEdit, Ui};
use lucide_icons::Icon;

use super::Glance;
use crate::model::{Act, Drafts, Model};

/// How wide the card is, in steps of the grid.
const WIDTH: f32 = 96.0;

/// How high the list of servers may become, in rows: the cut one says that there are more.
const MOST_ROWS: f32 = 4.6;

/// How high it is at least, in rows.
const LEAST_ROWS: f32 = 2.6;

pub(super) fn show_ui(
    ui: &mut Ui,
    model: &Model,
    drafts: &mut Drafts,
    glance: &mut Glance,
    acts: &mut Vec<Act>,
) {
    card_ui(ui, |ui, theme| {
        let organisation = &model.mirror.facts.organisation;
        let title = if organisation.is_empty() { "Walkup" } else { organisation };
        ui.label(theme.text(title, 3, Weight::Strong));
        ui.label(theme.quiet("Sign in to your desk"));
        ui.add_space(theme.space(4.0));

        let draft = &mut drafts.sign_in;
        let asks_token = model.dialect == Dialect::Classic && model.sign_in_problem.is_some()
            || !draft.token.is_empty();
        let server = field_ui(ui, "Server", &mut draft.server, "desk.example", false);
        let chosen = found_ui(ui, model, &glance.servers, &draft.server);
        if let Some(address) = chosen {
            draft.server = address.short();
            glance.focus_first = true;
        }
        let user = field_ui(ui, "Name", &mut draft.user, "", false);
        let password = field_ui(ui, "Password", &mut draft.password, "", true);
        let token = asks_token.then(|| field_ui(ui, "Token", &mut draft.token, "", true));

        if glance.focus_first {
            // Where it helps: the first thing that is missing or was wrong.
            let wants = if draft.server.trim().is_empty() {
                &server
            } else if draft.user.trim().is_empty() {
                &user
            } else {
                token.as_ref().unwrap_or(&password)
            };
            glance.focus_first_on(wants);
        }
        let fields = [Some(&server), Some(&user), Some(&password), token.as_ref()];
        let entered = fields.into_iter().flatten().any(egui::Response::lost_focus)
            && ui.input(|input| input.key_pressed(Key::Enter));

        ui.add_space(theme.space(1.0));
        if let Some(problem) = &model.sign_in_problem {
            problem_ui(ui, problem);
        }
        certificate_ui(ui, model, acts);
        ui.add_space(theme.space(3.0));
        let button = Button::new(if model.is_signing_in { "Signing in…" } else { "Sign in" })
            .primary()
            .icon(Icon::ArrowRight)
            .pending(model.is_signing_in)
            .width(ui.available_width());
        if (ui.add(button).clicked() || entered) && !model.is_signing_in {
            acts.push(Act::SignIn);
        }
        if model.is_signing_in {
            let stop = Button::new("Stop").quiet().width(ui.available_width());
            if ui.add(stop).clicked() {
                acts.push(Act::StopSigningIn);
            }
        }
    });
}

/// The servers that announce themselves, where none was used before.
fn found_ui(ui: &mut Ui, model: &Model, servers: &Servers, typed: &str) -> Option<ServerAddress> {
    if !model.settings.server.is_empty() {
        return None;
    }
    let theme = Theme::of(ui.ctx());
    ui.add_space(theme.space(1.0));
    if servers.is_empty() {
        ui.label(theme.quiet("None found on this network yet."));
        return None;
    }
    ui.label(theme.quiet("On this network:"));
    let mut chosen = None;
    // However many there are, the fields below stay where one finds them.
    let free = ui.ctx().content_rect().height() - theme.space(120.0);
    let most = free.clamp(LEAST_ROWS * theme.row, MOST_ROWS * theme.row);
    let scroll = egui::ScrollArea::vertical().id_salt("found");
    let scroll = scroll.max_height(most).min_scrolled_height(most);
    let mut has_come = false;
    let list = scroll.show(ui, |ui| {
        for found in servers.iter() {
            let address = found.address.short();
            let tail = format!("· {address}");
            let button = Button::new(&found.name).tail(&tail).icon(Icon::Server);
            let width = ui.available_width();
            let button = button.width(width).within(width).chosen(typed == address);
            let response = ui.add(button);
            has_come |= response.gained_focus();
            if response.clicked() {
                chosen = Some(found.address.clone());
            }
        }
    });
    if has_come {
        // The list shows which one has the keyboard; the card has to show the list.
        ui.scroll_to_rect(list.inner_rect, None);
    }
    chosen
}

/// A sign-in that is being taken up again.
pub(super) fn returning_ui(ui: &mut Ui, model: &Model, acts: &mut Vec<Act>) {
    card_ui(ui, |ui, theme| {
        ui.label(theme.text("Walkup", 3, Weight::Strong));
        let words = model.link_words().unwrap_or_else(|| "Taking up your sign-in.".to_owned());
        ui.label(theme.quiet(words));
        ui.label(theme.quiet(format!("Server: {}", model.settings.server)));
        certificate_ui(ui, model, acts);
        ui.add_space(theme.space(4.0));
        let width = ui.available_width();
        if ui.add(Button::new("Try now").icon(Icon::RefreshCw).width(width)).clicked() {
            acts.push(Act::RetryNow);
        }
        let other = Button::new("Sign in anew").quiet().width(width);
        if ui.add(other).clicked() {
            acts.push(Act::StopSigningIn);
        }
    });
}

/// A certificate that a person has to judge.
fn certificate_ui(ui: &mut Ui, model: &Model, acts: &mut Vec<Act>) {
    let Some((shown, has_changed)) = model.certificate_in_doubt() else { return };
    let theme = Theme::of(ui.ctx());
    ui.add_space(theme.space(2.0));
    ui.label(theme.text("The server's certificate (SHA-256)", -1, Weight::Strong));
    ui.label(theme.text(shown.to_string(), -1, Weight::Regular));
    let how = "On the server `walkup-server tls fingerprint` prints the right one. Compare them.";
    ui.label(theme.quiet(how));
    ui.add_space(theme.space(1.0));
    let width = ui.available_width();
    if has_changed {
        let forget = Button::new("Forget the old certificate").quiet().width(width);
        if ui.add(forget).clicked() {
            acts.push(Act::ForgetCertificate);
        }
    } else {
        let trust = Button::new("They are the same: trust it").icon(Icon::ShieldCheck).width(width);
        if ui.add(trust).clicked() {
            acts.push(Act::TrustCertificate);
        }
    }
}

fn card_ui(ui: &mut Ui, contents: impl FnOnce(&mut Ui, Theme)) {
    let theme = Theme::of(ui.ctx());
    let width = theme.space(WIDTH).min(ui.available_width() - theme.space(8.0));
    let top = ((ui.available_height() - theme.space(120.0)) * 0.3)
        .clamp(theme.space(4.0), theme.space(36.0));
    // Large text in a small window: what has no room is scrolled to.
    egui::ScrollArea::vertical().id_salt("card").auto_shrink(false).show(ui, |ui| {
        ui.vertical_centered(|ui| {
            ui.add_space(top);
            let place = egui::vec2(width, 0.0);
            ui.allocate_ui_with_layout(place, Layout::top_down(Align::Min), |ui| {
                widgets::card(ui, |ui| {
                    ui.set_width(width - theme.space(8.0));
                    contents(ui, theme);
                });
            });
            ui.add_space(theme.space(2.0));
        });
    });
}

/// A field under its label.
pub(super) fn field_ui(
    ui: &mut Ui,
    label: &str,
    text: &mut String,
    hint: &str,
    is_secret: bool,
) -> egui::Response {
    let theme = Theme::of(ui.ctx());
    ui.add_space(theme.space(1.0));
    let label = ui.label(theme.text(label, -1, Weight::Strong));
    let field = TextEdit::singleline(text)
        .password(is_secret)
        .hint_text(RichText::new(hint).color(theme.palette.quiet))
        .margin(theme.margins(2.5, 2.0))
        .desired_width(f32::INFINITY);
    let response = ui.add(field).labelled_by(label.id);
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    response
}

/// What stands in the way, with its mark, said as soon as it appears.
pub(super) fn problem_ui(ui: &mut Ui, problem: &str) {
    let theme = Theme::of(ui.ctx());
    ui.horizontal_wrapped(|ui| {
        let icon = Icon::TriangleAlert.unicode().to_string();
        ui.label(RichText::new(icon).color(theme.palette.too_late));
        let text = RichText::new(problem)
            .font(theme.font(0, Weight::Strong))
            .color(theme.palette.too_late);
        let response = ui.label(text);
        response.ctx.accesskit_node_builder(response.id, |node| {
            node.set_live(egui::accesskit::Live::Assertive);
        });
    });
}
