//! How a field is drawn, and what keys, pointer and input method do to it.

use egui::output::IMEOutput;
use egui::{
    Event, EventFilter, IMEPurpose, Id, ImeEvent, Key, Modifiers, Pos2, Rect, Response, Sense,
    Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::line::{Face, Lines, Setter};
use super::{Edit, Field, Motion, spoken};
use crate::theme::{Theme, Weight};
use crate::widgets::paint_focus;

/// Draws a [`Field`]. It changes nothing itself: what people do comes back as edits.
#[derive(Clone)]
#[must_use]
pub struct FieldView<'a> {
    field: &'a Field,
    id: Id,
    label: &'a str,
    hint: &'a str,
    rows: usize,
    face: Option<Face>,
    pad: f32,
    is_rtl: bool,
    is_alone: bool,
    can_copy: bool,
    marks_focus: bool,
    is_enabled: bool,
}

/// What came of drawing a field.
#[derive(Debug)]
pub struct Shown {
    /// The field as a control.
    pub response: Response,
    /// What people did to it, in order: for [`Field::apply`].
    pub edits: Vec<Edit>,
    /// Whether Enter was pressed in it.
    pub is_submitted: bool,
}

impl<'a> FieldView<'a> {
    /// A field of one line, which a screen reader calls `label`.
    pub fn new(field: &'a Field, id: Id, label: &'a str) -> Self {
        Self {
            field,
            id,
            label,
            hint: "",
            rows: 1,
            face: None,
            pad: 8.0,
            is_rtl: false,
            is_alone: false,
            can_copy: true,
            marks_focus: true,
            is_enabled: true,
        }
    }

    /// Shown in it while it is empty. No example of what to type: that stands below.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// Over so many lines.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = rows.max(1);
        self
    }

    /// In this size and weight, else in the theme's own.
    pub fn face(mut self, points: f32, weight: Weight) -> Self {
        self.face = Some(Face { points, weight });
        self
    }

    /// With this much room on both sides, in points.
    pub fn pad(mut self, pad: f32) -> Self {
        self.pad = pad;
        self
    }

    /// Whether it is read to the left while nothing in it says otherwise.
    pub fn rtl(mut self, is_rtl: bool) -> Self {
        self.is_rtl = is_rtl;
        self
    }

    /// The only field of the window: what is typed goes to it wherever the focus is, but for a
    /// space, which presses what has the focus.
    pub fn alone(mut self) -> Self {
        self.is_alone = true;
        self
    }

    /// Gives nothing to the clipboard, which the next person could read.
    pub fn without_copying(mut self) -> Self {
        self.can_copy = false;
        self
    }

    /// Whether the focus is marked by a ring.
    pub fn focus_ring(mut self, marks_focus: bool) -> Self {
        self.marks_focus = marks_focus;
        self
    }

    /// Whether it can be typed into.
    pub fn enabled(mut self, is_enabled: bool) -> Self {
        self.is_enabled = is_enabled;
        self
    }

    /// How high it is with its lines, in points.
    pub fn height(&self, ui: &Ui) -> f32 {
        (self.setter(ui).height() * self.rows as f32 + 2.0 * self.pad).max(36.0)
    }

    fn points(&self, theme: &Theme) -> Face {
        self.face.unwrap_or(Face { points: theme.size(0), weight: Weight::Regular })
    }

    fn setter(&self, ui: &Ui) -> Setter {
        Setter::new(ui, self.points(&Theme::of(ui.ctx())))
    }

    /// Draws it into `rect`.
    pub fn show(self, ui: &mut Ui, rect: Rect) -> Shown {
        let sense = if self.is_enabled { Sense::click_and_drag() } else { Sense::hover() };
        let response = ui.interact(rect, self.id, sense);
        let text = self.field.text();
        response.widget_info(|| WidgetInfo::text_edit(self.is_enabled, text, text, self.hint));
        ui.ctx().accesskit_node_builder(self.id, |node| {
            node.set_label(self.label);
            if self.rows > 1 {
                node.set_role(egui::accesskit::Role::MultilineTextInput);
            }
        });
        if response.hovered() {
            ui.ctx().set_cursor_icon(egui::CursorIcon::Text);
        }
        // The caret is in sight while somebody writes, else the beginning is. A click that gives the
        // field the focus is on the text as it stood until then.
        let follows_caret =
            self.is_alone || self.is_enabled && ui.memory(|memory| memory.has_focus(self.id));
        if response.clicked() || response.drag_started() {
            response.request_focus();
        }
        // Whether it has the keyboard of its window, whether or not that is in front: what is typed
        // comes only to the one that is.
        let has_focus = self.is_enabled && ui.memory(|memory| memory.has_focus(self.id));
        // Arrows move the caret; Tab goes on to other controls, and so do up and down in one line.
        let keeps = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: self.rows > 1,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, keeps));

        let inner = rect.shrink2(vec2(self.pad, 0.0));
        let setter = self.setter(ui);
        let wraps = self.rows > 1;
        let lines = Lines::new(&setter, text, inner.width() - 2.0, wraps, self.is_rtl);
        let place = Place::new(self.field, &lines, inner, wraps, follows_caret);
        self.paint(ui, &setter, rect, &place, has_focus);
        spoken::read_out(ui, self.id, self.field, (&lines, &setter), |row| place.origin(row));

        let mut edits = spoken::asked_for(ui, self.id, self.field, &lines);
        let mut is_submitted = false;
        if self.is_enabled {
            edits.extend(self.pointed(ui, &response, &place));
            if has_focus || self.is_alone {
                is_submitted = self.typed(ui, has_focus, &place, &mut edits);
            }
        }
        Shown { response, edits, is_submitted }
    }

    fn paint(&self, ui: &Ui, setter: &Setter, rect: Rect, place: &Place<'_>, has_focus: bool) {
        let theme = Theme::of(ui.ctx());
        let palette = theme.palette;
        let line = if has_focus {
            Stroke::new(palette.line_width * 2.0, palette.focus)
        } else {
            Stroke::new(palette.line_width, palette.line)
        };
        let ground = if self.is_enabled { palette.surface } else { palette.ground };
        ui.painter().rect(rect, theme.corners(), ground, line, StrokeKind::Inside);
        if has_focus && self.marks_focus {
            paint_focus(ui.painter(), &theme, rect);
        }
        let painter = ui.painter_at(place.inner.expand2(vec2(2.0, 0.0)));
        let text = self.field.text();
        let composed = self.field.composed();
        if text.is_empty() && composed.is_empty() && !self.hint.is_empty() {
            let hint = Lines::new(setter, self.hint, f32::INFINITY, false, self.is_rtl);
            let hint_place = Place { lines: &hint, ..*place };
            for part in &hint.lines[0].parts {
                let at = hint_place.origin(0) + vec2(part.x, 0.0);
                painter.galley_with_override_text_color(at, part.galley.clone(), palette.quiet);
            }
        }
        let selected = self.field.selected_range();
        for (row, line) in place.lines.lines.iter().enumerate() {
            let origin = place.origin(row);
            if has_focus && !selected.is_empty() {
                for [left, right] in line.spans(text, &selected) {
                    let size = vec2(right - left, place.lines.height);
                    let place = Rect::from_min_size(origin + vec2(left, 0.0), size);
                    painter.rect_filled(place, 0.0, palette.accent_tint);
                }
            }
            for part in &line.parts {
                let at = origin + vec2(part.x, 0.0);
                painter.galley_with_override_text_color(at, part.galley.clone(), palette.text);
            }
        }
        if !has_focus && !self.is_alone {
            return;
        }
        let caret = place.caret();
        let mut end = caret.left_top();
        if !composed.is_empty() {
            // What is about to be typed lies over the text until it is.
            let galley = setter.set(composed.to_owned());
            let shown = Rect::from_min_size(caret.left_top(), galley.size());
            painter.rect_filled(shown, 0.0, palette.surface);
            painter.line_segment(
                [shown.left_bottom(), shown.right_bottom()],
                Stroke::new(2.0, palette.focus),
            );
            painter.galley_with_override_text_color(shown.min, galley, palette.text);
            end.x = shown.right();
        }
        let stroke = Stroke::new((self.points(&theme).points / 12.0).max(1.5), palette.focus);
        painter.line_segment([end, end + vec2(0.0, caret.height())], stroke);
        if ui.memory(|memory| memory.owns_ime_events(self.id)) {
            let whole = ui.ctx().layer_transform_to_global(ui.layer_id()).unwrap_or_default();
            ui.output_mut(|output| {
                output.ime = Some(IMEOutput {
                    purpose: IMEPurpose::Normal,
                    rect: whole * rect,
                    cursor_rect: whole * caret,
                    should_interrupt_composition: false,
                });
            });
        }
    }

    /// What the pointer does.
    fn pointed(&self, ui: &Ui, response: &Response, place: &Place<'_>) -> Option<Edit> {
        let pointer = response.interact_pointer_pos()?;
        let at = place.byte_at(pointer);
        if response.triple_clicked() {
            return Some(Edit::SelectAll);
        }
        if response.double_clicked() {
            return Some(Edit::SelectWord(at));
        }
        let selects = ui.input(|input| input.modifiers.shift);
        if response.clicked() && !response.dragged() {
            return Some(Edit::Move { to: Motion::To(at), selects });
        }
        if response.drag_started() {
            let from = ui.input(|input| input.pointer.press_origin());
            let anchor = from.map_or(at, |from| place.byte_at(from));
            return Some(Edit::Select { anchor, caret: at });
        }
        response.dragged().then_some(Edit::Move { to: Motion::To(at), selects: true })
    }

    /// What is typed. Answers whether Enter was pressed. Typed text is taken out of the events, so
    /// that it is overwritten once it stands in the field.
    fn typed(&self, ui: &Ui, has_focus: bool, place: &Place<'_>, edits: &mut Vec<Edit>) -> bool {
        let mut is_submitted = false;
        let mut copied = None;
        ui.input_mut(|input| {
            input.events.retain_mut(|event| {
                match event {
                    // A space presses what has the focus, and is typed only into the field.
                    Event::Text(text) if text == " " && !has_focus => return true,
                    Event::Text(text) | Event::Paste(text) | Event::Ime(ImeEvent::Commit(text)) => {
                        edits.push(Edit::typed(std::mem::take(text)));
                    }
                    Event::Ime(ImeEvent::Preedit { text, .. }) => {
                        edits.push(Edit::Compose(std::mem::take(text).into()));
                    }
                    Event::Ime(ImeEvent::DeleteSurrounding { before_chars, after_chars }) => {
                        edits.push(Edit::TakeAround { before: *before_chars, after: *after_chars });
                    }
                    Event::Copy | Event::Cut if has_focus => {
                        let selected = self.field.selected();
                        if self.can_copy && !selected.is_empty() {
                            copied = Some(selected.to_owned());
                            if *event == Event::Cut {
                                edits.push(Edit::Delete);
                            }
                        }
                    }
                    Event::Key { key: Key::Enter, pressed: true, repeat, .. } if has_focus => {
                        is_submitted |= !*repeat && self.field.composed().is_empty();
                    }
                    Event::Key { key, pressed: true, modifiers, .. } => {
                        let Some(edit) = self.edit_of(*key, *modifiers, has_focus, place) else {
                            return true;
                        };
                        edits.push(edit);
                    }
                    _ => return true,
                }
                false
            });
        });
        if let Some(text) = copied {
            ui.ctx().copy_text(text);
        }
        is_submitted
    }

    /// What a key does. Without the focus only what also a drawn key does.
    fn edit_of(
        &self,
        key: Key,
        modifiers: Modifiers,
        has_focus: bool,
        place: &Place<'_>,
    ) -> Option<Edit> {
        let by_word = modifiers.ctrl || modifiers.alt;
        let selects = modifiers.shift;
        let moved = |to| Some(Edit::Move { to, selects });
        let leftwards = place.is_rtl_at_caret();
        match key {
            Key::Backspace if by_word => Some(Edit::BackspaceWord),
            Key::Backspace => Some(Edit::Backspace),
            _ if !has_focus => None,
            Key::Delete if by_word => Some(Edit::DeleteWord),
            Key::Delete => Some(Edit::Delete),
            Key::A if modifiers.command => Some(Edit::SelectAll),
            Key::ArrowLeft | Key::ArrowRight => {
                let goes_back = (key == Key::ArrowLeft) != leftwards;
                moved(match (goes_back, by_word) {
                    (true, false) => Motion::Previous,
                    (false, false) => Motion::Next,
                    (true, true) => Motion::PreviousWord,
                    (false, true) => Motion::NextWord,
                })
            }
            Key::ArrowUp if self.rows > 1 => moved(Motion::To(place.beside(-1))),
            Key::ArrowDown if self.rows > 1 => moved(Motion::To(place.beside(1))),
            Key::Home | Key::End if self.rows > 1 && !modifiers.ctrl => {
                let row = place.lines.line_of(self.field.caret());
                let range = &place.lines.lines[row].range;
                let is_last = row + 1 == place.lines.lines.len();
                let end = if is_last { range.end } else { range.end.saturating_sub(1) };
                moved(Motion::To(if key == Key::Home { range.start } else { end }))
            }
            Key::Home => moved(Motion::Start),
            Key::End => moved(Motion::End),
            _ => None,
        }
    }
}

/// Where the lines stand.
#[derive(Clone, Copy)]
struct Place<'a> {
    field: &'a Field,
    lines: &'a Lines,
    inner: Rect,
    /// How far the text is moved so that the caret is in sight.
    shift: egui::Vec2,
    top: f32,
}

impl<'a> Place<'a> {
    fn new(
        field: &'a Field,
        lines: &'a Lines,
        inner: Rect,
        wraps: bool,
        follows_caret: bool,
    ) -> Self {
        let all = lines.height * lines.lines.len() as f32;
        let room = inner.height() - 8.0;
        let top = if wraps { inner.top() + 4.0 } else { inner.center().y - all / 2.0 };
        let mut place = Self { field, lines, inner, shift: egui::Vec2::ZERO, top };
        if !follows_caret {
            return place;
        }
        let caret = place.caret();
        if wraps {
            place.shift.y = (caret.bottom() - place.top - room).max(0.0).min((all - room).max(0.0));
        } else if caret.left() > inner.right() - 2.0 {
            place.shift.x = caret.left() - (inner.right() - 2.0);
        } else if caret.left() < inner.left() {
            place.shift.x = caret.left() - inner.left();
        }
        place
    }

    /// Where a line begins at its upper left.
    fn origin(&self, row: usize) -> Pos2 {
        let line = &self.lines.lines[row];
        let left =
            if line.is_rtl { self.inner.right() - 2.0 - line.width } else { self.inner.left() };
        pos2(left, self.top + self.lines.height * row as f32) - self.shift
    }

    fn caret(&self) -> Rect {
        let caret = self.field.caret();
        let row = self.lines.line_of(caret);
        let x = self.lines.lines[row].caret_x(self.field.text(), caret);
        let top = self.origin(row) + vec2(x, 0.0);
        Rect::from_min_size(top, vec2(0.0, self.lines.height))
    }

    fn is_rtl_at_caret(&self) -> bool {
        let caret = self.field.caret();
        self.lines.lines[self.lines.line_of(caret)].is_rtl_at(caret)
    }

    fn byte_at(&self, at: Pos2) -> usize {
        let row = ((at.y - self.origin(0).y) / self.lines.height).max(0.0) as usize;
        self.byte_in(row.min(self.lines.lines.len() - 1), at.x)
    }

    fn byte_in(&self, row: usize, x: f32) -> usize {
        let line = &self.lines.lines[row];
        let found = line.byte_at(self.field.text(), x - self.origin(row).x);
        let is_last = row + 1 == self.lines.lines.len();
        // The end of a line that goes on is before its last sign: behind it is the next line.
        match self.field.text()[line.range.clone()].chars().next_back() {
            Some(last) if !is_last && found == line.range.end => found - last.len_utf8(),
            _ => found,
        }
    }

    /// The place in the line so many below that stands under the caret.
    fn beside(&self, down: isize) -> usize {
        let row = self.lines.line_of(self.field.caret());
        match row.checked_add_signed(down) {
            None => 0,
            Some(row) if row >= self.lines.lines.len() => self.field.text().len(),
            Some(row) => self.byte_in(row, self.caret().left()),
        }
    }
}
