//! One service, open in its row: what it is called, what it asks, and its limits.

use std::collections::BTreeMap;

use app_kit::theme::{Theme, Weight};
use app_kit::widgets::Button;
use egui::accesskit::Role as Spoken;
use egui::{Key, Ui, Vec2, WidgetInfo};
use lucide_icons::Icon;
use shared::profile::ProfileKey;
use shared::service::{IdentityKind, NUMBER_SIGNS, PHONE_DIGITS, Prefix, Service};

use super::super::{ViewState, parts};
use super::services::change;
use super::setting::{SettingLook, languages_ui, missing_ui, note_ui, setting_ui, status_ui};
use crate::model::pages::{ServiceEdit, ServicePart, Spot, languages_of};
use crate::model::{Action, Ask, Model, PageDrafts};
use crate::words::PageSay;

/// How wide a field for a number is, in points.
const NUMBER: f32 = 180.0;

/// What the parts of a service are drawn with.
struct Parts<'a> {
    model: &'a Model,
    service: &'a Service,
    drafts: &'a mut PageDrafts,
    state: &'a mut ViewState,
    actions: &'a mut Vec<Action>,
}

pub(super) fn open_ui(
    ui: &mut Ui,
    model: &Model,
    service: &Service,
    drafts: &mut PageDrafts,
    state: &mut ViewState,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(ui.ctx());
    let mut parts = Parts { model, service, drafts, state, actions };
    parts.words_ui(ui);
    parts.letter_ui(ui);
    parts.number_ui(ui, ServicePart::Target, None);
    parts.asks_ui(ui);
    parts.reasons_ui(ui);
    let no_limit = model.page_words(PageSay::ServiceNoLimit);
    parts.number_ui(ui, ServicePart::MaxWaiting, Some(&no_limit));
    parts.number_ui(ui, ServicePart::DailyQuota, Some(&no_limit));
    let choices = [
        (true, model.page_words(PageSay::ServiceOpen)),
        (false, model.page_words(PageSay::ServiceStopped)),
    ];
    if let Some(is_open) = parts.choices_ui(ui, ServicePart::Open, &choices, &service.open) {
        parts.does(ServiceEdit::Open(is_open));
    }
    if let Some(is_on) = parts.toggle_ui(ui, ServicePart::ByPhone, service.by_phone) {
        parts.does(ServiceEdit::ByPhone(is_on));
    }
    ui.add_space(theme.space(4.0));
    let text = model.page_words(PageSay::RemoveService);
    let remove = Button::new(&text).icon(Icon::Trash2);
    if ui.add_enabled(model.can_change(ProfileKey::Services), remove).clicked() {
        parts.does(ServiceEdit::Drop);
    }
    let whole = parts.spot(ServicePart::Whole);
    note_ui(ui, model, &whole, parts.actions);
    if ui.input(|input| input.key_pressed(Key::Escape)) && !parts.state.is_escape_used {
        parts.state.is_escape_used = true;
        parts.actions.push(Action::Page(Ask::OpenService(None)));
    }
}

impl Parts<'_> {
    fn spot(&self, part: ServicePart) -> Spot {
        Spot::Service(self.service.id.as_str().to_owned(), part)
    }

    fn does(&mut self, edit: ServiceEdit) {
        self.actions.push(change(self.service, edit));
    }

    fn can_change(&self) -> bool {
        self.model.can_change(ProfileKey::Services)
    }

    /// What it is called in each language, and in which it is not.
    fn words_ui(&mut self, ui: &mut Ui) {
        let texts = &self.service.text;
        self.languages_ui(ui, texts, ServicePart::Words);
        let languages = languages_of(texts);
        let is_missing = |tag: &&String| texts.get(*tag).is_none_or(String::is_empty);
        missing_ui(ui, self.model, languages.iter().filter(is_missing));
    }

    /// A field for each language of some texts.
    fn languages_ui(
        &mut self,
        ui: &mut Ui,
        texts: &BTreeMap<String, String>,
        part: impl Fn(String) -> ServicePart,
    ) {
        let languages = languages_of(texts).into_iter();
        let spots: Vec<Spot> = languages.map(|language| self.spot(part(language))).collect();
        languages_ui(ui, self.model, self.drafts, &spots, self.state, self.actions);
    }

    fn setting_ui(&mut self, ui: &mut Ui, spot: &Spot, look: SettingLook<'_>) {
        setting_ui(ui, self.model, self.drafts, spot, look, self.state, self.actions);
    }

    /// A field for a number, and what holds where it is empty.
    fn number_ui(&mut self, ui: &mut Ui, part: ServicePart, if_empty: Option<&str>) {
        ui.add_space(Theme::of(ui.ctx()).space(1.0));
        let spot = self.spot(part);
        let mut label = self.model.spot_label(&spot);
        if let Some(if_empty) = if_empty {
            label = format!("{label} ({if_empty})");
        }
        let beside = (ui.available_width() * 0.5).floor();
        let look =
            SettingLook { beside: Some((&label, beside)), width: NUMBER, ..SettingLook::PLAIN };
        self.setting_ui(ui, &spot, look);
    }

    /// Some choices under their heading, one of them chosen.
    fn choices_ui<T: Copy + PartialEq>(
        &mut self,
        ui: &mut Ui,
        part: ServicePart,
        choices: &[(T, String)],
        chosen: &T,
    ) -> Option<T> {
        let spot = self.spot(part);
        self.heading_ui(ui, &spot);
        let is_on = self.can_change() && self.model.is_live();
        let mut wanted = None;
        let heading = self.model.spot_label(&spot);
        ui.horizontal_wrapped(|ui| {
            for (choice, text) in choices {
                let name = format!("{heading}: {text}");
                let button = Button::new(text).chosen(choice == chosen).named(name);
                if ui.add_enabled(is_on, button).clicked() && choice != chosen {
                    wanted = Some(*choice);
                }
            }
        });
        note_ui(ui, self.model, &spot, self.actions);
        wanted
    }

    fn heading_ui(&self, ui: &mut Ui, spot: &Spot) {
        let theme = Theme::of(ui.ctx());
        ui.add_space(theme.space(2.0));
        let leading = parts::leading(ui);
        let row = Vec2::new(ui.available_width(), theme.size(-1) * 1.4);
        ui.allocate_ui_with_layout(row, leading, |ui| {
            parts::text_ui(ui, &self.model.spot_label(spot), -1, Weight::Strong);
            let trailing = parts::trailing(ui);
            ui.with_layout(trailing, |ui| status_ui(ui, self.model, spot));
        });
    }

    /// None, or one of the letters that are free.
    fn letter_ui(&mut self, ui: &mut Ui) {
        let none = (None, self.model.page_words(PageSay::ServiceNoLetter));
        let letters = self.model.free_letters(&self.service.id);
        let letters = letters.into_iter().map(|letter| (Some(letter), letter.to_string()));
        let choices: Vec<(Option<Prefix>, String)> = std::iter::once(none).chain(letters).collect();
        let chosen = self.service.prefix;
        if let Some(letter) = self.choices_ui(ui, ServicePart::Letter, &choices, &chosen) {
            self.does(ServiceEdit::Letter(letter));
        }
    }

    /// What it asks visitors for, and what may be given.
    fn asks_ui(&mut self, ui: &mut Ui) {
        let identity = &self.service.identity;
        let kinds = IdentityKind::ALL.iter().map(|kind| (*kind, self.model.asks_words(*kind)));
        let choices: Vec<(IdentityKind, String)> = kinds.collect();
        if let Some(kind) = self.choices_ui(ui, ServicePart::Asks, &choices, &identity.kind) {
            self.does(ServiceEdit::Asks(kind));
        }
        let bounds = match identity.kind {
            IdentityKind::Number => {
                self.languages_ui(ui, &identity.text, ServicePart::NumberWords);
                Some(NUMBER_SIGNS)
            }
            IdentityKind::Phone => Some(PHONE_DIGITS),
            IdentityKind::Email | IdentityKind::Name | IdentityKind::None => None,
        };
        if let Some((fewest, most)) = bounds {
            for (part, usual) in [(ServicePart::Fewest, fewest), (ServicePart::Most, most)] {
                let number = usual.to_string();
                let example = self.model.page_words(PageSay::ServiceUsual { number: &number });
                self.number_ui(ui, part, Some(&example));
            }
        }
        if identity.kind == IdentityKind::Number
            && let Some(is_on) = self.toggle_ui(ui, ServicePart::Letters, identity.letters)
        {
            self.does(ServiceEdit::Letters(is_on));
        }
        if identity.kind != IdentityKind::None
            && let Some(is_on) = self.toggle_ui(ui, ServicePart::Optional, identity.optional)
        {
            self.does(ServiceEdit::Optional(is_on));
        }
    }

    /// Something that is on or off; what it is to be.
    fn toggle_ui(&mut self, ui: &mut Ui, part: ServicePart, is_on: bool) -> Option<bool> {
        let spot = self.spot(part);
        let text = self.model.spot_label(&spot);
        let can_change = self.can_change() && self.model.is_live();
        let mut wanted = is_on;
        let leading = parts::leading(ui);
        let row = Vec2::new(ui.available_width(), Theme::of(ui.ctx()).row);
        ui.allocate_ui_with_layout(row, leading, |ui| {
            ui.add_enabled_ui(can_change, |ui| parts::toggle_ui(ui, &text, &mut wanted));
            status_ui(ui, self.model, &spot);
        });
        note_ui(ui, self.model, &spot, self.actions);
        (wanted != is_on).then_some(wanted)
    }

    /// Which of the desk's reasons visitors choose from, where the desk has any.
    fn reasons_ui(&mut self, ui: &mut Ui) {
        let reasons = self.model.set_reasons();
        if reasons.is_empty() {
            return;
        }
        let choices = [
            (true, self.model.page_words(PageSay::ChooseAll)),
            (false, self.model.page_words(PageSay::ChooseSome)),
        ];
        let has_all = self.service.reasons.is_none();
        if let Some(all) = self.choices_ui(ui, ServicePart::Reasons, &choices, &has_all) {
            // Those that are ticked are all, until some are not.
            let ids = || reasons.iter().map(|(id, _)| id.clone()).collect();
            self.does(ServiceEdit::Reasons((!all).then(ids)));
        }
        if has_all {
            return;
        }
        let is_on = self.can_change() && self.model.is_live();
        let heading = self.model.page_words(PageSay::ServiceReasons);
        ui.horizontal_wrapped(|ui| {
            for (id, words) in &reasons {
                let mut is_asked = self.service.asks_for(id);
                let name = format!("{heading}: {words}");
                ui.add_enabled_ui(is_on, |ui| {
                    let toggle = parts::toggle_ui(ui, words, &mut is_asked);
                    toggle.widget_info(|| {
                        WidgetInfo::selected(Spoken::CheckBox, is_on, is_asked, &name)
                    });
                    if toggle.clicked() {
                        self.does(ServiceEdit::ToggleReason(id.clone()));
                    }
                });
            }
        });
    }
}
