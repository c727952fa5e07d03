//! What the keyboard asks for while nothing is being typed. Keys that are held do nothing more.

use egui::{Context, Event, Key, Modifiers};

use crate::commands::{Command, Shortcut, Subject};
use crate::model::{Action, Model, Page};
use crate::settings::SingleKeys;
use crate::view::{self, ViewState};

/// Takes repeats of keys that press and close things out of a frame's events, so that a key that is
/// held is pressed once.
pub fn drop_repeats(ctx: &Context) {
    ctx.input_mut(|input| {
        input.events.retain(|event| {
            let Event::Key { key, pressed: true, repeat: true, .. } = event else { return true };
            !matches!(key, Key::Enter | Key::Space | Key::Escape)
        });
    });
}

/// What the keys of this frame ask for. What acts is taken out of the frame's events, so that a
/// field which is given the keyboard by a key is not typed into by it.
pub fn actions(ctx: &Context, model: &Model, state: &mut ViewState) -> Vec<Action> {
    let is_typing = ctx.text_edit_focused()
        || ctx.memory(|memory| memory.has_focus(view::search_id()))
        || egui::Popup::is_any_open(ctx);
    if is_typing || model.drafts.form.is_some() {
        return Vec::new();
    }
    match model.page() {
        Page::Tables => {
            for digit in typed_digits(ctx) {
                view::choose_by_digit(ctx, model, state, digit);
            }
            commands(ctx, model, |command| matches!(command, Command::Menu | Command::Keys))
        }
        Page::Desk => {
            let mut actions = commands(ctx, model, |_| true);
            actions.extend(rows(ctx, model, state));
            if model.settings.single_keys == SingleKeys::On {
                let nothing_focused = ctx.memory(|memory| memory.focused().is_none());
                if nothing_focused && pressed(ctx, Key::Space, Modifiers::NONE) {
                    actions.push(Action::Do(Command::Next, Subject::Desk));
                }
                let digits = typed_digits(ctx).into_iter().filter_map(|digit| digit.to_digit(10));
                actions.extend(
                    digits
                        .filter(|digit| *digit > 0)
                        .map(|digit| Action::ShowOnCardAt(digit as usize - 1)),
                );
            }
            actions
        }
        Page::Run(_) => commands(ctx, model, |command| command == Command::Undo),
        Page::SignIn | Page::Returning | Page::SetUp | Page::OwnPassword => Vec::new(),
    }
}

/// The commands whose keys were pressed.
fn commands(ctx: &Context, model: &Model, is_wanted: impl Fn(Command) -> bool) -> Vec<Action> {
    let mut actions = Vec::new();
    for (command, shortcut) in Command::with_keys().filter(|(command, _)| is_wanted(*command)) {
        // Ctrl+Z is what hands know, whatever the settings say.
        let is_known = command == Command::Undo && pressed(ctx, Key::Z, Modifiers::CTRL);
        if is_known || is_pressed(ctx, shortcut, model.settings.single_keys) {
            actions.push(Action::Key(command));
        }
    }
    actions
}

fn is_pressed(ctx: &Context, shortcut: Shortcut, keys: SingleKeys) -> bool {
    let key = match shortcut.letter {
        '/' => Key::Slash,
        '?' => Key::Questionmark,
        letter => match Key::from_name(letter.encode_utf8(&mut [0; 4])) {
            Some(key) => key,
            None => return false,
        },
    };
    let is_sign = !shortcut.letter.is_ascii_alphabetic();
    match keys {
        SingleKeys::Off => false,
        // Where a sign stands, and with which keys it is typed, is the keyboard's business.
        SingleKeys::On if is_sign => typed(ctx, shortcut.letter),
        SingleKeys::On => {
            let shift = if shortcut.is_shifted { Modifiers::SHIFT } else { Modifiers::NONE };
            pressed(ctx, key, shift)
        }
        SingleKeys::WithCtrl if is_sign => {
            pressed(ctx, key, Modifiers::CTRL)
                || pressed(ctx, key, Modifiers::CTRL | Modifiers::SHIFT)
        }
        SingleKeys::WithCtrl => {
            let shift = if shortcut.is_shifted { Modifiers::SHIFT } else { Modifiers::NONE };
            pressed(ctx, key, Modifiers::CTRL | shift)
        }
    }
}

/// Whether a sign was typed; it is taken out of the events.
fn typed(ctx: &Context, sign: char) -> bool {
    ctx.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(
            |event| !matches!(event, Event::Text(text) if text.chars().eq(std::iter::once(sign))),
        );
        input.events.len() != before
    })
}

/// Whether a key was pressed anew with exactly these modifiers; it is taken out of the events, and
/// so is the letter that it types.
fn pressed(ctx: &Context, wanted: Key, with: Modifiers) -> bool {
    ctx.input_mut(|input| {
        let mut is_pressed = false;
        input.events.retain(|event| match event {
            Event::Key { key, pressed: true, repeat, modifiers, .. }
                if *key == wanted && modifiers.matches_exact(with) =>
            {
                is_pressed |= !repeat;
                false
            }
            _ => true,
        });
        is_pressed
    })
}

/// The digits that were typed: as text, since some keyboards have them with Shift.
fn typed_digits(ctx: &Context) -> Vec<char> {
    ctx.input(|input| {
        let texts = input.events.iter().filter_map(|event| match event {
            Event::Text(text) => Some(text.chars().filter(char::is_ascii_digit)),
            _ => None,
        });
        texts.flatten().collect()
    })
}

/// Up and down go through the queue, by the page too and to its ends, also while they are held:
/// that only chooses.
fn rows(ctx: &Context, model: &Model, state: &mut ViewState) -> Option<Action> {
    let times = |key: Key| ctx.input(|input| input.num_presses(key)) as isize;
    let pages = times(Key::PageDown) - times(Key::PageUp);
    let by = if times(Key::Home) > 0 {
        -isize::MAX
    } else if times(Key::End) > 0 {
        isize::MAX
    } else {
        times(Key::ArrowDown) - times(Key::ArrowUp) + pages * view::rows_in_sight(ctx)
    };
    let is_free = ctx.memory(|memory| match memory.focused() {
        None => true,
        Some(id) => model.chosen.is_some_and(|chosen| id == view::row_id(chosen)),
    });
    if by == 0 || !is_free {
        return None;
    }
    state.follow_chosen = true;
    state.focus_chosen = true;
    // The row to go to is known; a step of egui's own would go one further.
    ctx.memory_mut(|memory| memory.move_focus(egui::FocusDirection::None));
    Some(Action::ChooseBy(by))
}
