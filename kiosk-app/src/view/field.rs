//! The line that is typed into, by keys that are drawn, keys that are pressed, or through what
//! reads the screen.

use app_kit::theme::Weight;
use egui::accesskit::{
    Action, ActionData, ActionRequest, TextDirection, TextPosition, TextSelection,
};
use egui::emath::TSTransform;
use egui::text::CCursor;
use egui::text_selection::CCursorRange;
use egui::text_selection::accesskit_text::update_accesskit_for_text_widget;
use egui::{Event, Galley, Id, ImeEvent, Key, Rect, Ui};

use super::Scene;
use crate::model::{Act, Field, Screen};

impl Scene<'_> {
    /// The line that is typed into.
    pub(super) fn field_ui(&mut self, ui: &mut Ui, rect: Rect, screen: Screen, question: &str) {
        let visit = &self.model.visit;
        let field = if screen == Screen::Name { &visit.name } else { &visit.address };
        let id = super::id_of("field");
        let response = ui.interact(rect, id, egui::Sense::click());
        response.widget_info(|| egui::WidgetInfo::text_edit(true, field.text(), field.text(), ""));
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_label(question);
            node.add_action(Action::SetValue);
            node.add_action(Action::ReplaceSelectedText);
            node.add_action(Action::SetTextSelection);
        });
        // Left and right move the caret; up, down and Tab go on to other controls.
        let keeps = egui::EventFilter { horizontal_arrows: true, ..Default::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, keeps));

        let theme = self.theme;
        let palette = theme.palette;
        let line = egui::Stroke::new(palette.line_width * 2.0, palette.line);
        ui.painter().rect(rect, theme.corners(), palette.surface, line, egui::StrokeKind::Inside);
        if response.has_focus() && super::keyboard_is_used(ui) {
            app_kit::widgets::paint_focus(ui.painter(), &theme, rect);
        }
        let pad = 5.0 * self.stage.mm;
        let inner = rect.shrink2(egui::vec2(pad, 0.0));
        let painter = ui.painter_at(inner.expand(2.0));
        let font = theme.font_of_size((rect.height() * 0.62).min(theme.size(1)), Weight::Regular);
        let is_name = screen == Screen::Name;
        let shown = app_kit::words::in_visual_order(field.text()).into_owned();
        let is_rtl = if field.text().is_empty() {
            is_name && self.stage.is_rtl
        } else {
            app_kit::words::is_read_leftwards(field.text())
        };
        if shown.is_empty() && !is_name {
            let hint =
                painter.layout_no_wrap("name@example.com".to_owned(), font.clone(), palette.quiet);
            let place = egui::Align2::LEFT_CENTER.align_size_within_rect(hint.size(), inner);
            painter.galley(place.min, hint, palette.quiet);
        }
        let galley = painter.layout_no_wrap(shown, font, palette.text);
        // What was typed from right to left has its caret at its left end, where it goes on.
        let caret_x =
            if is_rtl { 0.0 } else { galley.pos_from_cursor(CCursor::new(field.caret())).left() };
        let room = inner.width() - 2.0;
        let shift = if is_rtl { 0.0 } else { (caret_x - room).max(0.0) };
        let left = if is_rtl {
            (inner.right() - galley.size().x).max(inner.left() + 2.0)
        } else {
            inner.left() - shift
        };
        let top = rect.center().y - galley.size().y / 2.0;
        let origin = egui::pos2(left, top);
        if let Some(at) = response.interact_pointer_pos().filter(|_| response.clicked() && !is_rtl)
        {
            let caret = galley.cursor_from_pos(at - origin).index;
            self.acts.push(Act::Caret(caret.0));
        }
        read_out(ui, id, field, is_rtl, TSTransform::from_translation(origin.to_vec2()), &galley);
        let high = galley.size().y;
        painter.galley(origin, galley, palette.text);
        let caret = egui::pos2(left + caret_x, top);
        let stroke = egui::Stroke::new(0.8 * self.stage.mm, palette.focus);
        painter.line_segment([caret, caret + egui::vec2(0.0, high)], stroke);
        self.typed(ui, screen, response.has_focus());
        self.asked(ui, id);
    }

    /// What the hardware keyboard types, whatever has the focus: there is one line to type into.
    fn typed(&mut self, ui: &Ui, screen: Screen, has_focus: bool) {
        let visit = &self.model.visit;
        let field = if screen == Screen::Name { &visit.name } else { &visit.address };
        let (caret, end) = (field.caret(), field.text().chars().count());
        ui.input(|input| {
            for event in &input.events {
                match event {
                    // A space presses what has the focus, and is typed only into the line.
                    Event::Text(text) if text == " " && !has_focus => {}
                    Event::Text(text) | Event::Paste(text) | Event::Ime(ImeEvent::Commit(text)) => {
                        self.acts.push(Act::Type(text.clone()));
                    }
                    Event::Key { key, pressed: true, .. } => match key {
                        Key::Backspace => self.acts.push(Act::Backspace),
                        Key::ArrowLeft if has_focus => {
                            self.acts.push(Act::Caret(caret.saturating_sub(1)));
                        }
                        Key::ArrowRight if has_focus => self.acts.push(Act::Caret(caret + 1)),
                        Key::Home if has_focus => self.acts.push(Act::Caret(0)),
                        Key::End if has_focus => self.acts.push(Act::Caret(end)),
                        Key::Delete if has_focus && caret < end => {
                            self.acts.extend([Act::Caret(caret + 1), Act::Backspace]);
                        }
                        Key::Enter if has_focus => self.acts.push(Act::Continue),
                        _ => {}
                    },
                    _ => {}
                }
            }
        });
    }

    /// What somebody asks for through a screen reader, wherever the focus is.
    fn asked(&mut self, ui: &Ui, id: Id) {
        let is_meant = |request: &&ActionRequest| request.target_node == id.accesskit_id();
        let requests = ui.input(|input| {
            let requests = input.events.iter().filter_map(|event| match event {
                Event::AccessKitActionRequest(request) => Some(request),
                _ => None,
            });
            requests.filter(is_meant).cloned().collect::<Vec<_>>()
        });
        for request in requests {
            match (request.action, request.data) {
                (Action::SetValue, Some(ActionData::Value(text))) => {
                    self.acts.push(Act::Rewrite(text.into()));
                }
                (Action::ReplaceSelectedText, Some(ActionData::Value(text))) => {
                    self.acts.push(Act::Type(text.into()));
                }
                // Nothing is ever selected, so the caret goes where a selection would end.
                (Action::SetTextSelection, Some(ActionData::SetTextSelection(selection))) => {
                    self.acts.push(Act::Caret(selection.focus.character_index));
                }
                _ => {}
            }
        }
    }
}

/// Tells a screen reader what stands in the field, letter by letter, and where the caret is.
fn read_out(ui: &Ui, id: Id, field: &Field, is_rtl: bool, placed: TSTransform, galley: &Galley) {
    let caret = CCursorRange::one(CCursor::new(field.caret()));
    update_accesskit_for_text_widget(ui.ctx(), id, Some(caret), placed, galley);
    let text = field.text();
    if galley.text() == text && !is_rtl {
        return;
    }
    // What goes from right to left was put in another order to be drawn. It is read as it was
    // typed; where each letter stands is then not told.
    ui.ctx().accesskit_node_builder(run_of(id), |run| {
        run.set_text_direction(if is_rtl {
            TextDirection::RightToLeft
        } else {
            TextDirection::LeftToRight
        });
        run.set_value(text);
        run.set_character_lengths(
            text.chars().map(|letter| letter.len_utf8() as u8).collect::<Vec<_>>(),
        );
        run.set_word_starts(word_starts(text));
        run.clear_character_positions();
        run.clear_character_widths();
    });
    ui.ctx().accesskit_node_builder(id, |node| {
        let caret =
            TextPosition { node: run_of(id).accesskit_id(), character_index: field.caret() };
        node.set_text_selection(TextSelection { anchor: caret, focus: caret });
    });
}

/// The node that holds the one line of a field, as the toolkit names it.
fn run_of(field: Id) -> Id {
    field.with(0_usize).with(0_usize)
}

/// Before which characters a word begins, but for the first.
fn word_starts(text: &str) -> Vec<u8> {
    let letters: Vec<char> = text.chars().collect();
    let begins = |at: &usize| letters[*at].is_alphanumeric() && !letters[at - 1].is_alphanumeric();
    (1..letters.len()).filter(begins).filter_map(|at| u8::try_from(at).ok()).collect()
}
