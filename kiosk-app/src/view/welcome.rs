//! Nobody is there yet: who we are, how many wait, and the one thing to press.

use app_kit::theme::Weight;
use egui::{Rect, Ui, vec2};
use lucide_icons::Icon;

use super::touch::{Stand, Text, Touch, width_of};
use super::{KEY_MM, SMALL_STEPS, Scene, Shape};
use crate::model::{Act, ON_WELCOME};
use crate::words::{self, Phrase};

/// So much room the greeting and those who wait need.
const GREETING_MM: f32 = 55.0;

/// And so much more a notice.
const NOTICE_MM: f32 = 17.0;

impl Scene<'_> {
    pub(super) fn welcome_ui(&mut self, ui: &mut Ui) -> String {
        let mm = self.stage.mm;
        let touch = self.stage.touch;
        let count = 1 + self.wish_rows();
        let has_many = self.model.offers_on_welcome() && self.model.offers().len() > 1;
        // Several services take what room there is.
        let wish_mm = match self.stage.shape {
            Shape::Wide if has_many => KEY_MM,
            Shape::Roomy if has_many => 24.0,
            _ => 26.0,
        };
        let low = self.stage.rows(touch, count, wish_mm);
        let wishes = &low[1..];
        let mut main = touch;
        main.max.y =
            wishes.first().map_or(touch.bottom(), |row| row.top() - 2.0 * self.stage.gap());
        let most = if has_many { f32::INFINITY } else { 62.0 };
        main.min.y = main.min.y.max(main.bottom() - most * mm);

        // What belongs together stands together: who waits right above the button that gives a ticket.
        let mut read = self.stage.read;
        read.max.y = main.top() - 2.0 * self.stage.gap();
        let rest = self.head_ui(ui, read);
        let rest = self.join_ui(ui, rest);
        self.greet_ui(ui, rest);

        let first = if self.model.offers_on_welcome() {
            self.offers_ui(ui, main, ON_WELCOME)
        } else {
            let begin = self.say(Phrase::GetTicket);
            let touch = Touch::new(&begin).primary().steps(2).pending(!self.model.is_online());
            self.act_ui(ui, touch, "begin", main, Act::Begin);
            "begin".to_owned()
        };
        self.wishes_ui(ui, wishes);
        first
    }

    /// How a ticket is taken by telephone, in a quiet line above what is touched, where all else has
    /// room without it. What is left of the room.
    fn join_ui(&self, ui: &mut Ui, rest: Rect) -> Rect {
        let joining = self.model.mirror.facts.joining.as_ref();
        let Some(joining) = joining.filter(|_| self.model.is_online()) else { return rest };
        let (address, code) = (joining.typed_address(), joining.typed_code());
        let words = self.say(Phrase::JoinByPhone { address, code: &code });
        let text = Text::new(&words).steps(SMALL_STEPS).ink(self.theme.palette.quiet);
        let high = text.height_in(ui, &self.stage, rest.width());
        let gap = 2.0 * self.stage.gap();
        let has_notice = !self.model.mirror.facts.notice.is_empty();
        let needed = GREETING_MM + if has_notice { NOTICE_MM } else { 0.0 };
        if rest.height() - high - gap < needed * self.stage.mm {
            return rest;
        }
        let (rest, line) = self.stage.above(rest, rest.height() - high - self.stage.gap());
        text.stand(Stand::Low).show(ui, &self.stage, "join", line);
        rest
    }

    /// The title, and below it how many wait; where each service says that by itself, what it is
    /// about.
    fn greet_ui(&self, ui: &mut Ui, rest: Rect) {
        let stage = &self.stage;
        let asks = self.has_lanes() && rest.height() < 60.0 * stage.mm;
        let words = self.say(if asks { Phrase::AskService } else { Phrase::Welcome });
        let steps = match (stage.shape, self.model.wishes.large_text) {
            _ if asks => 1,
            (Shape::Tall | Shape::Roomy, _) => 3,
            (Shape::Wide, false) => 2,
            (Shape::Wide, true) => 1,
        };
        let has_notice = !self.model.mirror.facts.notice.is_empty();
        let is_online = self.model.is_online();
        let high = self.theme.size(steps) * 1.3;
        let heading = Text::heading(&words).steps(steps).weight(Weight::Heavy).stand(Stand::Low);
        if asks {
            // Little room: what is said beside it comes first, then the question.
            let line = 1.35 * self.theme.size(0);
            let (title, card) = match (is_online, has_notice) {
                (true, false) => (Some(rest), None),
                (true, true) if rest.height() >= high + line + stage.gap() => {
                    let (title, card) = stage.above(rest, rest.height() - line - stage.gap());
                    (Some(title), Some(card))
                }
                _ => (None, Some(rest)),
            };
            if let Some(title) = title {
                heading.show(ui, stage, "question", title);
            }
            if let Some(card) = card {
                self.queue_ui(ui, card, false);
            }
            return;
        }
        let most = match stage.shape {
            // A question alone stands right above its answers.
            _ if self.has_lanes() && !has_notice && is_online => 22.0,
            Shape::Tall => 110.0,
            Shape::Wide | Shape::Roomy => 85.0,
        };
        let mut card = rest;
        card.min.y = (rest.top() + high.min(rest.height() * 0.45) + stage.gap())
            .max(rest.bottom() - most * stage.mm);
        let mut title = rest;
        title.max.y = card.top() - stage.gap();
        heading.show(ui, stage, "question", title);
        self.queue_ui(ui, card, self.has_lanes());
    }

    pub(super) fn closed_ui(&mut self, ui: &mut Ui) -> String {
        let rest = self.head_ui(ui, self.stage.read);
        let is_open = self.model.closed().is_none();
        let usual = self.say(if is_open { Phrase::NoService } else { Phrase::Closed });
        let by_hours = self.model.opening(self.speech).filter(|_| !is_open);
        let words = by_hours.as_deref().or(self.model.closed());
        let words = words.filter(|words| !words.is_empty()).unwrap_or(&usual);
        let low = self.stage.rows(self.stage.touch, 1 + self.wish_rows(), 26.0);
        let mut room = rest;
        room.max.y = low[1].top() - 3.0 * self.stage.gap();
        room.min.y += 8.0 * self.stage.mm;
        let heading = Text::heading(words).steps(3).weight(Weight::Strong).own_way();
        heading.show(ui, &self.stage, "question", room);
        self.wishes_ui(ui, &low[1..]);
        "large text".to_owned()
    }

    /// How many wait and how long that takes, then the notice; or that we are reconnecting. Only a
    /// ticket looks like a ticket, so this is plain text.
    fn queue_ui(&self, ui: &mut Ui, rect: Rect, asks: bool) {
        let stage = &self.stage;
        if !self.model.is_online() {
            let phrase = match (self.model.visit.is_asking(), self.model.was_online()) {
                (false, _) if self.model.saves_nothing() => Phrase::NothingSaved,
                (true, _) => Phrase::ReconnectingRequest,
                (false, true) => Phrase::Reconnecting,
                (false, false) => Phrase::OneMoment,
            };
            let palette = self.theme.palette;
            ui.painter().rect_filled(stage.place(rect), self.theme.corners(), palette.warning);
            let text = self.say(phrase);
            let text = Text::new(&text).weight(Weight::Strong).ink(palette.on_warning);
            // Two lines have room before a margin has.
            let margin = (rect.height() - 30.0 * stage.mm) / 2.0;
            let margin = margin.clamp(0.0, 6.0 * stage.mm);
            let inner = rect.shrink2(vec2(6.0 * stage.mm, margin));
            text.stand(Stand::Middle).live().show(ui, stage, "message", inner);
            return;
        }
        let facts = &self.model.mirror.facts;
        let mut rest = rect;
        if asks {
            let question = self.say(Phrase::AskService);
            let used = Text::new(&question).show(ui, stage, "which service", rest);
            rest.min.y = used.bottom() + stage.gap();
        } else if self.model.knows_queue() && !self.has_lanes() {
            let waiting = facts.waiting;
            let mut lines = vec![(
                "waiting",
                self.speech.say(Phrase::WaitingCount { count: waiting.count }),
                Weight::Strong,
            )];
            let nobody_waits = waiting.count == 0 && waiting.wait.is_none_or(|(_, high)| high == 0);
            if !nobody_waits {
                lines.extend(
                    words::wait(self.speech, waiting.wait).map(|it| ("wait", it, Weight::Regular)),
                );
            }
            // Of what has no room for all, the notice comes last and takes what is left.
            let count = lines.len() + usize::from(!facts.notice.is_empty());
            for (at, (id, line, weight)) in lines.iter().enumerate() {
                let mut place = rest;
                place.max.y = place.top() + rest.height() / (count - at) as f32;
                let text = Text::new(line).weight(*weight).steps(i32::from(at == 0));
                let used = text.show(ui, stage, id, place);
                rest.min.y = used.bottom() + stage.gap();
            }
        }
        if !facts.notice.is_empty() && rest.height() > self.theme.size(0) {
            let notice = Text::new(&facts.notice).ink(self.theme.palette.quiet).own_way();
            notice.show(ui, stage, "notice", rest);
        }
    }

    /// Whether each service says how many wait for it: all of them together then mean nothing.
    fn has_lanes(&self) -> bool {
        self.model.offers_on_welcome() && !self.model.mirror.facts.lanes.is_empty()
    }

    /// How many rows the languages take, and the one below them.
    pub(super) fn wish_rows(&self) -> usize {
        let all = self.words.offered(self.model.languages()).len();
        1 + all.div_ceil(self.languages_in_a_row())
    }

    fn languages_in_a_row(&self) -> usize {
        match self.stage.shape {
            Shape::Tall => 3,
            Shape::Wide => 5,
            Shape::Roomy => 6,
        }
    }

    /// The languages, larger text and high contrast.
    pub(super) fn wishes_ui(&mut self, ui: &mut Ui, rows: &[Rect]) {
        let all = self.words.offered(self.model.languages());
        let chosen = self.speech.tag().to_owned();
        for (row, languages) in rows.iter().zip(all.chunks(self.languages_in_a_row())) {
            let names: Vec<String> = languages.iter().map(|language| language.name()).collect();
            let pad = 8.0 * self.stage.mm;
            let shares: Vec<f32> =
                names.iter().map(|name| width_of(ui, name, 0, Weight::Regular) + pad).collect();
            let parts = self.stage.share(*row, &shares);
            for ((language, name), part) in languages.iter().zip(&names).zip(parts) {
                let touch = Touch::new(name)
                    .own_way()
                    .weight(Weight::Regular)
                    .named(format!("{}: {name}", self.say(Phrase::Language)))
                    .chosen(language.tag() == chosen);
                let act = Act::Speak(language.tag().to_owned());
                self.act_ui(ui, touch, &format!("language {}", language.tag()), part, act);
            }
        }
        let Some(row) = rows.last() else { return };
        let (help, row) = self.beside_help(ui, *row);
        let parts = self.stage.share(row, &[1.0, 1.0]);
        let (large, contrast) = (self.say(Phrase::LargerText), self.say(Phrase::HighContrast));
        let wishes = &self.model.wishes;
        let (is_large, is_high) = (wishes.large_text, wishes.high_contrast);
        let touch = Touch::new(&large).icon(Icon::AArrowUp).weight(Weight::Regular);
        self.act_ui(ui, touch.chosen(is_large), "large text", parts[0], Act::LargeText(!is_large));
        let touch = Touch::new(&contrast).icon(Icon::Contrast).weight(Weight::Regular);
        self.act_ui(ui, touch.chosen(is_high), "contrast", parts[1], Act::HighContrast(!is_high));
        self.help_ui(ui, help);
    }
}
