use egui::accesskit::{Action, ActionData, ActionRequest, TreeId};
use egui::{Context, Event, Id, ImeEvent, Key, Modifiers, RawInput, Rect, pos2, vec2};
use proptest::prelude::*;

use super::line::{Face, Lines, Setter};
use super::{Edit, Field, FieldView, Motion, Shown};
use crate::theme::{Density, Look, Theme, Weight};

fn typed(field: &mut Field, text: &str) {
    field.apply(&Edit::typed(text));
}

fn moved(field: &mut Field, to: Motion, selects: bool) {
    field.apply(&Edit::Move { to, selects });
}

#[test]
fn letters_go_to_the_caret_and_never_beyond_the_limit() {
    let mut field = Field::of_bytes(12);
    let room = field.text.capacity();
    typed(&mut field, "aé\u{7}c");
    assert_eq!((field.text(), field.caret()), ("aéc", 4));
    moved(&mut field, Motion::To(1), false);
    typed(&mut field, "ß");
    for _ in 0..3 {
        field.apply(&Edit::Backspace);
    }
    assert_eq!((field.text(), field.caret()), ("éc", 0));
    moved(&mut field, Motion::End, false);
    typed(&mut field, "0123456789");
    assert_eq!(field.text(), "éc012345678");
    field.clear();
    typed(&mut field, "0123456789ab");
    assert_eq!((field.text(), field.caret()), ("0123456789ab", 12));
    assert_eq!(field.text.capacity(), room, "it was never moved");
    assert!(!format!("{field:?} {:?}", Edit::typed("0123")).contains("0123"));
}

#[test]
fn characters_count_as_people_count_them() {
    let mut field = Field::of_chars(9);
    typed(&mut field, "e\u{301}👩‍💻x");
    moved(&mut field, Motion::Previous, false);
    field.apply(&Edit::Backspace);
    assert_eq!(field.text(), "e\u{301}x", "the whole sign went");
    field.apply(&Edit::Backspace);
    assert_eq!(field.text(), "x", "the letter went with its accent");
    typed(&mut field, "0123456789");
    assert_eq!(field.text().chars().count(), 9);
}

#[test]
fn what_is_selected_is_replaced_or_taken_away() {
    let mut field = Field::of_chars(99).with_text("one two three");
    moved(&mut field, Motion::PreviousWord, true);
    assert_eq!(field.selected(), "three");
    typed(&mut field, "3");
    assert_eq!(field.text(), "one two 3");
    field.apply(&Edit::SelectWord(5));
    assert_eq!(field.selected(), "two");
    field.apply(&Edit::Delete);
    assert_eq!(field.text(), "one  3");
    field.apply(&Edit::SelectAll);
    moved(&mut field, Motion::Previous, false);
    assert_eq!((field.caret(), field.selected()), (0, ""), "an arrow leaves what was selected");
    field.apply(&Edit::DeleteWord);
    assert_eq!(field.text(), "  3");
    moved(&mut field, Motion::End, false);
    field.apply(&Edit::BackspaceWord);
    assert_eq!(field.text(), "  ");
}

#[test]
fn what_is_taken_away_leaves_no_byte_behind() {
    let mut field = Field::of_chars(20).with_text("secret words");
    let room = field.text.capacity();
    field.apply(&Edit::Select { anchor: 0, caret: 7 });
    field.apply(&Edit::Backspace);
    assert_eq!((field.text(), field.text.capacity()), ("words", room));
    // Grown again by zeros, the room behind the text holds nothing of what stood there.
    let mut behind = std::mem::take(&mut field.text).into_bytes();
    let len = behind.len();
    behind.resize(room, 0);
    assert!(behind[len..].iter().all(|byte| *byte == 0));
}

#[test]
fn a_domain_takes_the_place_of_what_stood_behind_the_at_sign() {
    for (address, meant) in
        [("ada", "ada@a.example"), ("ada@", "ada@a.example"), ("a@b@c", "a@a.example")]
    {
        let mut field = Field::of_bytes(99).without_spaces().with_text(address);
        field.complete_address("a.example");
        assert_eq!((field.text(), field.caret()), (meant, meant.len()));
    }
    let spaced = Field::of_bytes(99).without_spaces().with_text(" a d\ta ");
    assert_eq!(spaced.text(), "ada");
    assert_eq!(Field::of_chars(99).with_text("a\nb").text(), "a b");
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let motion = prop_oneof![
        Just(Motion::Previous),
        Just(Motion::Next),
        Just(Motion::PreviousWord),
        Just(Motion::NextWord),
        Just(Motion::Start),
        Just(Motion::End),
        (0..40_usize).prop_map(Motion::To),
    ];
    let text = prop_oneof!["[a-z ]{0,5}", "[اسل ם]{0,4}", Just("e\u{301}👩‍💻".to_owned())];
    prop_oneof![
        text.clone().prop_map(Edit::typed),
        text.prop_map(Edit::rewritten),
        Just(Edit::Backspace),
        Just(Edit::Delete),
        Just(Edit::BackspaceWord),
        Just(Edit::DeleteWord),
        Just(Edit::SelectAll),
        (0..40_usize).prop_map(Edit::SelectWord),
        (motion, any::<bool>()).prop_map(|(to, selects)| Edit::Move { to, selects }),
        (0..40_usize, 0..40_usize).prop_map(|(anchor, caret)| Edit::Select { anchor, caret }),
        (0..4_usize, 0..4_usize).prop_map(|(before, after)| Edit::TakeAround { before, after }),
    ]
}

proptest! {
    #[test]
    fn no_edit_leads_out_of_the_text(edits in prop::collection::vec(any_edit(), 0..40)) {
        let mut field = Field::of_chars(20);
        let room = field.text.capacity();
        for edit in edits {
            let before = field.text().to_owned();
            let is_changed = field.apply(&edit);
            prop_assert!(is_changed || field.text() == before);
            prop_assert!(is_changed <= edit.changes_text());
            prop_assert!(field.text().chars().count() <= 20);
            prop_assert!(field.text.is_char_boundary(field.caret));
            prop_assert!(field.text.is_char_boundary(field.anchor));
            prop_assert_eq!(field.text.capacity(), room);
        }
    }
}

/// A window with one field in it.
struct Window {
    ctx: Context,
    field: Field,
    place: Rect,
    rows: usize,
    can_copy: bool,
    copied: Vec<String>,
    last: Option<Shown>,
    ime: Option<Rect>,
}

impl Window {
    fn new(field: Field) -> Self {
        let ctx = Context::default();
        ctx.enable_accesskit();
        Theme::install_faces(&ctx);
        Theme::new(Density::Desk, Look::Light, false, false).install(&ctx);
        let place = Rect::from_min_size(pos2(20.0, 20.0), vec2(200.0, 36.0));
        let mut window = Self {
            ctx,
            field,
            place,
            rows: 1,
            can_copy: true,
            copied: Vec::new(),
            last: None,
            ime: None,
        };
        window.frame(Vec::new());
        window.ctx.memory_mut(|memory| memory.request_focus(Id::unique("field")));
        window.frame(Vec::new());
        window
    }

    fn frame(&mut self, events: Vec<Event>) {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(400.0, 300.0))),
            events,
            ..RawInput::default()
        };
        let (place, rows, can_copy) = (self.place, self.rows, self.can_copy);
        let mut shown = None;
        let field = &self.field;
        let mut output = self.ctx.run_ui(input, |ui| {
            let mut view = FieldView::new(field, Id::unique("field"), "Note").rows(rows);
            if !can_copy {
                view = view.without_copying();
            }
            shown = Some(view.show(ui, place));
        });
        output.textures_delta.clear();
        for command in &output.platform_output.commands {
            if let egui::OutputCommand::CopyText(text) = command {
                self.copied.push(text.clone());
            }
        }
        self.ime = output.platform_output.ime.map(|ime| ime.cursor_rect);
        let shown = shown.unwrap();
        for edit in &shown.edits {
            self.field.apply(edit);
        }
        self.last = Some(shown);
    }

    fn press(&mut self, key: Key, modifiers: Modifiers) {
        let event =
            |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
        self.frame(vec![event(true)]);
        self.frame(vec![event(false)]);
    }

    fn click(&mut self, at: egui::Pos2) {
        for pressed in [true, false] {
            self.frame(vec![
                Event::PointerMoved(at),
                Event::PointerButton {
                    pos: at,
                    button: egui::PointerButton::Primary,
                    pressed,
                    modifiers: Modifiers::NONE,
                },
            ]);
        }
    }
}

#[test]
fn what_is_typed_stands_in_the_field_and_enter_submits() {
    let mut window = Window::new(Field::of_chars(99));
    window.frame(vec![Event::Text("Ada".to_owned())]);
    window.frame(vec![Event::Paste(" Byron".to_owned())]);
    assert_eq!(window.field.text(), "Ada Byron");
    window.press(Key::ArrowLeft, Modifiers::SHIFT | Modifiers::CTRL | Modifiers::COMMAND);
    window.frame(vec![Event::Copy]);
    assert_eq!(window.copied, ["Byron"]);
    window.frame(vec![Event::Cut]);
    assert_eq!((window.field.text(), window.copied.len()), ("Ada ", 2));
    window.frame(vec![Event::Key {
        key: Key::Enter,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    }]);
    assert!(window.last.as_ref().is_some_and(|shown| shown.is_submitted));
}

#[test]
fn a_public_field_gives_nothing_to_the_clipboard() {
    let mut window = Window::new(Field::of_chars(99).with_text("ada@example.com"));
    window.can_copy = false;
    window.field.apply(&Edit::SelectAll);
    window.frame(vec![Event::Copy]);
    window.frame(vec![Event::Cut]);
    assert_eq!(window.field.text(), "ada@example.com");
    assert!(window.copied.is_empty());
}

#[test]
fn nothing_comes_back_after_the_field_was_emptied() {
    let mut window = Window::new(Field::of_chars(99));
    window.frame(vec![Event::Text("secret".to_owned())]);
    window.field.clear();
    for key in [Key::Z, Key::Y] {
        window.press(key, Modifiers::CTRL | Modifiers::COMMAND);
    }
    assert_eq!(window.field.text(), "");
}

#[test]
fn an_input_method_shows_what_it_is_about_to_type() {
    let mut window = Window::new(Field::of_chars(99).with_text("a"));
    assert!(window.ime.is_some(), "the system is told where the caret is");
    let preedit = ImeEvent::Preedit { text: "ni".to_owned(), active_range_chars: None };
    window.frame(vec![Event::Ime(preedit)]);
    assert_eq!((window.field.text(), window.field.composed()), ("a", "ni"));
    window.frame(vec![Event::Ime(ImeEvent::Commit("你".to_owned()))]);
    assert_eq!((window.field.text(), window.field.composed()), ("a你", ""));
}

#[test]
fn a_click_puts_the_caret_where_the_letter_is_in_both_directions() {
    for (text, is_rtl) in [("abcdef", false), ("אבגדהו", true)] {
        let mut window = Window::new(Field::of_chars(99).with_text(text));
        let inner = window.place;
        let (first, last) = if is_rtl {
            (
                pos2(inner.right() - 4.0, inner.center().y),
                pos2(inner.left() + 4.0, inner.center().y),
            )
        } else {
            (
                pos2(inner.left() + 4.0, inner.center().y),
                pos2(inner.right() - 4.0, inner.center().y),
            )
        };
        window.click(first);
        assert_eq!(window.field.caret(), 0, "{text}");
        window.click(last);
        assert_eq!(window.field.caret(), text.len(), "{text}");
        // The arrow goes the way it points.
        let key = if is_rtl { Key::ArrowRight } else { Key::ArrowLeft };
        window.press(key, Modifiers::NONE);
        assert_eq!(window.field.caret(), text.len() - text.chars().next_back().unwrap().len_utf8());
    }
}

#[test]
fn a_field_in_which_nobody_writes_shows_its_beginning() {
    for (text, is_rtl) in [("abcdef".repeat(20), false), ("אבגדהו".repeat(20), true)] {
        let mut window = Window::new(Field::of_chars(999).with_text(&text));
        let inner = window.place;
        let edge = if is_rtl { inner.right() - 4.0 } else { inner.left() + 4.0 };
        let edge = pos2(edge, inner.center().y);
        window.ctx.memory_mut(|memory| memory.surrender_focus(Id::unique("field")));
        window.frame(Vec::new());
        window.click(edge);
        assert_eq!(window.field.caret(), 0, "the letter that was clicked was the first");
        window.press(Key::End, Modifiers::NONE);
        window.click(edge);
        assert!(window.field.caret() > 0, "who writes at the end sees the end");
    }
}

#[test]
fn a_screen_reader_reads_letters_in_the_order_in_which_they_are_read_and_writes() {
    let mut window = Window::new(Field::of_chars(99).with_text("رقم 5"));
    let request = |action, data| {
        Event::AccessKitActionRequest(ActionRequest {
            action,
            target_tree: TreeId::ROOT,
            target_node: Id::unique("field").accesskit_id(),
            data: Some(data),
        })
    };
    window.frame(vec![request(Action::SetValue, ActionData::Value("one two".into()))]);
    assert_eq!(window.field.text(), "one two");
    window.field.apply(&Edit::SelectAll);
    window.frame(vec![request(Action::ReplaceSelectedText, ActionData::Value("x".into()))]);
    assert_eq!(window.field.text(), "x");
}

fn laid_out(text: &str, width: f32, rows: usize) -> Lines {
    let ctx = Context::default();
    Theme::install_faces(&ctx);
    let theme = Theme::new(Density::Desk, Look::Light, false, false);
    theme.install(&ctx);
    let mut lines = None;
    let mut output = ctx.run_ui(RawInput::default(), |ui| {
        let setter = Setter::new(ui, Face { points: 16.0, weight: Weight::Regular });
        lines = Some(Lines::new(&setter, text, width, rows > 1, false));
    });
    output.textures_delta.clear();
    lines.unwrap()
}

#[test]
fn lines_hold_the_whole_text_and_are_no_wider_than_the_room() {
    let text = "A note of many words that goes over several lines and ends with averyveryverylongwordthatfitsnowhere";
    let lines = laid_out(text, 120.0, 4);
    assert!(lines.lines.len() > 3);
    let mut at = 0;
    for line in &lines.lines {
        assert_eq!(line.range.start, at);
        assert!(line.width <= 120.5, "{}", &text[line.range.clone()]);
        at = line.range.end;
    }
    assert_eq!(at, text.len());
    assert_eq!(laid_out("", 120.0, 1).lines.len(), 1);
}

#[test]
fn each_place_in_mixed_text_is_found_again_by_pointing_at_it() {
    for text in ["Ada אבג Byron", "אבג Ada دهو", "شخص واحد، Ada", "אבג 123 (דה)", "one two"]
    {
        let lines = laid_out(text, 500.0, 1);
        let mut parts: Vec<_> =
            lines.lines[0].parts.iter().map(|part| part.range.clone()).collect();
        parts.sort_by_key(|range| range.start);
        let mut at = 0;
        for range in parts {
            assert_eq!(range.start, at, "{text}");
            at = range.end;
        }
        assert_eq!(at, text.len());
        // The place in the middle of a letter's room is before or behind that letter.
        for (start, letter) in text.char_indices() {
            let [left, right] = lines.lines[0].spans(text, &(start..start + letter.len_utf8()))[0];
            let found = lines.lines[0].byte_at(text, left * 0.75 + right * 0.25);
            let end = start + letter.len_utf8();
            assert!(found == start || found == end, "{text}: {letter} at {start}, found {found}");
        }
    }
    // Read to the left, the first letter stands at the right end.
    let lines = laid_out("אב", 500.0, 1);
    assert!(lines.lines[0].is_rtl);
    let width = lines.lines[0].width;
    assert!((lines.lines[0].caret_x("אב", 0) - width).abs() < 0.5);
    assert!(lines.lines[0].caret_x("אב", 4) < 0.5);
}
