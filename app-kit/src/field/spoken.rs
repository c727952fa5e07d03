//! What a screen reader is told of a field, and what it asks of it.

use egui::accesskit::{
    Action, ActionData, Node, Rect as Bounds, TextDirection, TextPosition, TextSelection,
};
use egui::emath::TSTransform;
use egui::text_selection::accesskit_text::update_accesskit_for_text_widget;
use egui::{Event, Id, Pos2, Ui};
use unicode_segmentation::UnicodeSegmentation as _;

use super::line::{Line, Lines, Setter};
use super::{Edit, Field};

/// Tells what stands in the field, letter by letter in reading order, and what is selected.
pub fn read_out(
    ui: &Ui,
    id: Id,
    field: &Field,
    (lines, setter): (&Lines, &Setter),
    origin: impl Fn(usize) -> Pos2,
) {
    let text = field.text();
    // Only the toolkit can hang a node for each line below that of the field. It does so for lines
    // of its own, in the order in which they are drawn; what they say is put right here.
    let empty = setter.set("\n".repeat(lines.lines.len() - 1));
    update_accesskit_for_text_widget(ui.ctx(), id, None, TSTransform::IDENTITY, &empty);
    ui.ctx().accesskit_node_builder(id, |node| {
        node.add_action(Action::SetValue);
        node.add_action(Action::ReplaceSelectedText);
        node.add_action(Action::SetTextSelection);
        node.set_text_selection(TextSelection {
            anchor: position(id, text, lines, field.anchor),
            focus: position(id, text, lines, field.caret()),
        });
    });
    for (row, line) in lines.lines.iter().enumerate() {
        ui.ctx().accesskit_node_builder(run_of(id, row), |node| {
            tell(node, text, line, lines.height, origin(row));
        });
    }
}

fn tell(node: &mut Node, text: &str, line: &Line, height: f32, origin: Pos2) {
    let shown = &text[line.range.clone()];
    node.set_text_direction(if line.is_rtl {
        TextDirection::RightToLeft
    } else {
        TextDirection::LeftToRight
    });
    node.set_bounds(Bounds {
        x0: f64::from(origin.x),
        y0: f64::from(origin.y),
        x1: f64::from(origin.x + line.width),
        y1: f64::from(origin.y + height),
    });
    node.set_value(shown);
    let lengths = shown.chars().map(|letter| letter.len_utf8() as u8);
    node.set_character_lengths(lengths.collect::<Vec<_>>());
    let words = shown.unicode_word_indices().map(|(at, _)| shown[..at].chars().count());
    // AccessKit has one byte for each: words further on are found letter by letter.
    node.set_word_starts(words.filter_map(|at| u8::try_from(at).ok()).collect::<Vec<_>>());
    node.clear_character_positions();
    node.clear_character_widths();
}

/// The node of one line, as the toolkit names it.
fn run_of(field: Id, row: usize) -> Id {
    field.with(row).with(0_usize)
}

/// A place of the text as AccessKit names it.
fn position(id: Id, text: &str, lines: &Lines, at: usize) -> TextPosition {
    let row = lines.line_of(at);
    let line = &lines.lines[row];
    let count = text[line.range.start..at.min(line.range.end)].chars().count();
    TextPosition { node: run_of(id, row).accesskit_id(), character_index: count }
}

/// What somebody asks for through a screen reader, wherever the focus is.
pub fn asked_for(ui: &Ui, id: Id, field: &Field, lines: &Lines) -> Vec<Edit> {
    let requests = ui.input_mut(|input| {
        let mut requests = Vec::new();
        input.events.retain(|event| match event {
            Event::AccessKitActionRequest(request)
                if request.target_node == id.accesskit_id()
                    && matches!(
                        request.action,
                        Action::SetValue | Action::ReplaceSelectedText | Action::SetTextSelection
                    ) =>
            {
                requests.push(request.clone());
                false
            }
            _ => true,
        });
        requests
    });
    let edits = requests.into_iter().filter_map(|request| match (request.action, request.data?) {
        (Action::SetValue, ActionData::Value(text)) => Some(Edit::rewritten(text)),
        (Action::ReplaceSelectedText, ActionData::Value(text)) => Some(Edit::typed(text)),
        (Action::SetTextSelection, ActionData::SetTextSelection(selection)) => Some(Edit::Select {
            anchor: byte_of(id, field.text(), lines, &selection.anchor)?,
            caret: byte_of(id, field.text(), lines, &selection.focus)?,
        }),
        _ => None,
    });
    edits.collect()
}

/// A place that AccessKit names, in bytes of the text.
fn byte_of(id: Id, text: &str, lines: &Lines, position: &TextPosition) -> Option<usize> {
    let is_meant = |row: &usize| run_of(id, *row).accesskit_id() == position.node;
    let row = (0..lines.lines.len()).find(is_meant)?;
    let range = lines.lines[row].range.clone();
    let within = text[range.clone()].char_indices().nth(position.character_index);
    Some(within.map_or(range.end, |(at, _)| range.start + at))
}
