//! Taking a ticket with one's own telephone: the code that the screen at the desk shows gives a pass,
//! and a pass gives one ticket. Its number tells it from others, and stays where the code is typed again.
//! Nothing of it is kept: codes and passes are made with the desk's secret of the day, and that a pass was
//! used is what the desk knows of its request's key.
//!
//! Whoever only looks takes nothing: `GET` changes nothing, so neither does a preview of the link.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::{Extension, State as Shared};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::Response;
use fluent_bundle::FluentValue;
use shared::command;
use shared::refusal::Refusal;
use shared::service::{IdentityKind, Service};
use shared::visitor::Unusable;
use unicode_normalization::UnicodeNormalization as _;

use super::browser::{Browser, drop_pass, keep_pass, set};
use super::guard::Try;
use super::page::{Whole, escaped, text_in};
use super::routes::{ask, failed, go_to, html, language, notice, parameter};
use super::words::{Language, Say};
use super::{Asker, Web};
use crate::core::links::TypedCode;
use crate::core::visitors::may_join;
use crate::core::{CodeLength, LinkKey, Visit};
use crate::hub::Request;
use crate::hub::pages::DeskView;

/// The fields of a form, as they were typed.
type Typed = BTreeMap<String, String>;

/// What a telephone's keyboard or its memory of forms gives, as it is meant: digits and letters of
/// other widths and scripts as plain ones, hyphens that look alike as one, nothing around it.
fn plain(typed: &str) -> String {
    let signs = typed.nfkc().filter_map(|sign| match sign {
        '\u{660}'..='\u{669}' => char::from_digit(u32::from(sign) - 0x660, 10),
        '\u{6f0}'..='\u{6f9}' => char::from_digit(u32::from(sign) - 0x6f0, 10),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Some('-'),
        // They only say which way it is written.
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            None
        }
        sign => Some(sign),
    });
    signs.collect::<String>().trim().to_owned()
}

/// What every request here needs, or the answer that there is nothing to join.
struct Visitor<'a> {
    web: &'a Web,
    language: Language,
    desk: Arc<DeskView>,
    key: LinkKey,
    browser: Browser,
    is_secure: bool,
}

impl<'a> Visitor<'a> {
    fn meet(
        web: &'a Web,
        asker: Asker,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Result<Self, Box<Response>> {
        let language = language(uri, headers);
        let off = || {
            let words = [Say::JoinOff, Say::JoinOffDo];
            Box::new(notice(web, StatusCode::NOT_FOUND, language, words))
        };
        let desk = web.room.desk().ok_or_else(off)?;
        let key = desk.key.clone().ok_or_else(off)?;
        let browser = Browser::of(headers);
        let is_secure = asker.is_encrypted || desk.is_secure;
        let visitor = Self { web, language, desk, key, browser, is_secure };
        let has_any = visitor.desk.tells_joining && !visitor.by_phone().is_empty();
        if has_any { Ok(visitor) } else { Err(off()) }
    }

    /// The services that give tickets by telephone, each with why not now.
    fn by_phone(&self) -> Vec<(&Service, Result<(), Refusal>)> {
        let offers = self.desk.services.0.iter().filter(|offer| offer.service.by_phone);
        offers.map(|offer| (&offer.service, may_join(self.desk.opening, offer))).collect()
    }

    /// Why nobody can take any ticket by telephone now: then nobody is asked for a code either, as the
    /// boards show none.
    fn why_nobody(&self) -> Option<Response> {
        let services = self.by_phone();
        let mut whys = Vec::new();
        for (_, may) in services {
            whys.push(may.err()?);
        }
        // What passes soonest is worth most to know.
        let why = [Refusal::FullNow, Refusal::NoMoreToday].into_iter().find(|it| whys.contains(it));
        let words = [why.as_ref().and_then(why_not).unwrap_or(Say::JoinClosed), Say::JoinOffDo];
        Some(notice(self.web, StatusCode::OK, self.language, words))
    }

    /// The page of the ticket that this browser has open, relative to the form.
    fn ticket_page(&self) -> Option<String> {
        Some(self.page_of(self.browser.open_ticket(&self.web.room, &self.key)?))
    }

    fn page_of(&self, token: &str) -> String {
        format!("q/{token}?lang={}", self.language.tag())
    }

    /// The pass that was shown, if it is good and did not find too many that wait already.
    fn pass(&self) -> Option<&str> {
        let pass = self.browser.passes().find(|it| self.key.is_pass(it, self.web.room.now()))?;
        self.web.guard.may_ask_with(number_of(pass)?, Instant::now()).then_some(pass)
    }

    fn page(&self, status: StatusCode, main: &str, query: &str) -> Response {
        let title = self.language.say(Say::Join);
        let organisation = &self.desk.organisation;
        let language = self.language;
        let whole = Whole { language, title: &title, organisation, main, live: None, query };
        html(status, language, whole.html())
    }

    fn say(&self, say: Say) -> String {
        escaped(&self.language.say(say))
    }

    /// The page that asks for the code.
    fn ask_code(&self, status: StatusCode, typed: &str, trouble: Option<String>) -> Response {
        let tag = self.language.tag();
        let trouble = trouble.map(|trouble| bad(&trouble)).unwrap_or_default();
        let main = format!(
            "<h1>{}</h1>{trouble}<p id=\"w\">{}</p><form method=\"post\" action=\"join?lang={tag}\">\
             <label for=\"c\">{}</label><input id=\"c\" class=\"code\" name=\"code\" value=\"{}\" required \
             dir=\"ltr\" maxlength=\"12\" autocomplete=\"off\" autocapitalize=\"characters\" \
             spellcheck=\"false\" aria-describedby=\"w\"><p class=\"q\">{}</p>\
             <p class=\"a\"><button class=\"m\">{}</button></p></form>",
            self.say(Say::Join),
            self.say(Say::JoinCodeDo),
            self.say(Say::JoinCode),
            escaped(typed),
            self.say(Say::JoinOne),
            self.say(Say::JoinOn)
        );
        self.page(status, &main, "")
    }

    /// The page on which one of several services is chosen.
    fn ask_service(&self) -> Response {
        let mut links = String::new();
        for (service, may) in self.by_phone() {
            let name = text_in(&service.text, self.language).unwrap_or(service.id.as_str());
            let name = escaped(name);
            let _ = match may.err().as_ref().map(|why| why_not(why).unwrap_or(Say::JoinClosed)) {
                None => write!(
                    links,
                    "<p class=\"a\"><a class=\"b\" href=\"join?service={}&amp;lang={}\">{name}</a></p>",
                    encoded(service.id.as_str()),
                    self.language.tag(),
                ),
                Some(why) => {
                    write!(links, "<p class=\"q\"><bdi>{name}</bdi><br>{}</p>", self.say(why))
                }
            };
        }
        let main = format!("<h1>{}</h1>{links}", self.say(Say::JoinService));
        self.page(StatusCode::OK, &main, "")
    }

    /// The page that asks for what a service asks.
    fn ask_visitor(
        &self,
        service: &Service,
        typed: &Typed,
        trouble: Option<(StatusCode, Say)>,
    ) -> Response {
        let identity = &service.identity;
        let mut fields = String::new();
        let mut field = |name: &str, label: String, more: &str| {
            let value = escaped(typed.get(name).map_or("", String::as_str));
            let (label, required) = match identity.optional {
                true => {
                    let with = [("field", FluentValue::from(label))];
                    (self.language.say_with(Say::JoinOptional, &with), "")
                }
                false => (label, " required"),
            };
            let _ = write!(
                fields,
                "<label for=\"{name}\">{}</label>\
                 <input id=\"{name}\" name=\"{name}\" value=\"{value}\"{required} {more}>",
                escaped(&label)
            );
        };
        match identity.kind {
            IdentityKind::Email => {
                let more = "inputmode=\"email\" autocomplete=\"email\" autocapitalize=\"off\" \
                            spellcheck=\"false\" dir=\"ltr\" maxlength=\"254\"";
                field("email", self.language.say(Say::JoinEmail), more);
                let more = "autocomplete=\"name\" dir=\"auto\" maxlength=\"100\"";
                field("name", self.language.say(Say::JoinName), more);
            }
            IdentityKind::Name => {
                let more = "autocomplete=\"name\" dir=\"auto\" maxlength=\"100\"";
                field("name", self.language.say(Say::JoinName), more);
            }
            IdentityKind::Phone => {
                let more = "type=\"tel\" autocomplete=\"tel\" dir=\"ltr\" maxlength=\"64\"";
                field("contact", self.language.say(Say::JoinPhone), more);
            }
            IdentityKind::Number => {
                let own = text_in(&identity.text, self.language).map(ToOwned::to_owned);
                let label = own.unwrap_or_else(|| self.language.say(Say::JoinNumber));
                field("contact", label, "autocomplete=\"off\" dir=\"auto\" maxlength=\"64\"");
            }
            IdentityKind::None => {}
        }
        let chosen = typed.get("reason").map_or("", String::as_str);
        let reasons: Vec<_> =
            self.desk.reasons.0.iter().filter(|reason| service.asks_for(&reason.id)).collect();
        if !reasons.is_empty() {
            let _ = write!(
                fields,
                "<label for=\"reason\">{}</label><select id=\"reason\" name=\"reason\">\
                 <option value=\"\">{}</option>",
                self.say(Say::JoinReason),
                self.say(Say::JoinReasonNone)
            );
            for reason in reasons {
                let selected = if reason.id == chosen { " selected" } else { "" };
                let text = text_in(&reason.text, self.language).unwrap_or(&reason.id);
                let (id, text) = (escaped(&reason.id), escaped(text));
                let _ = write!(fields, "<option value=\"{id}\"{selected}>{text}</option>");
            }
            fields.push_str("</select>");
        }
        let status = trouble.map_or(StatusCode::OK, |(status, _)| status);
        let trouble = trouble.map(|(_, say)| bad(&self.language.say(say))).unwrap_or_default();
        let name = text_in(&service.text, self.language).unwrap_or(service.id.as_str());
        let privacy = text_in(&self.desk.privacy.0, self.language);
        let asks_nothing = identity.kind == IdentityKind::None;
        let privacy = privacy
            .filter(|_| !asks_nothing)
            .map(|text| format!("<p class=\"q\" dir=\"auto\">{}</p>", escaped(text)));
        let main = format!(
            "<h1>{}</h1>{trouble}<form method=\"post\" action=\"join?lang={}\">\
             <input type=\"hidden\" name=\"service\" value=\"{}\">{fields}{}<p class=\"q\">{}</p>\
             <p class=\"a\"><button class=\"m\">{}</button></p></form>",
            escaped(name),
            self.language.tag(),
            escaped(service.id.as_str()),
            privacy.unwrap_or_default(),
            self.say(Say::JoinOne),
            self.say(Say::JoinTake)
        );
        let query = format!("service={}&amp;", encoded(service.id.as_str()));
        self.page(status, &main, &query)
    }

    /// Somebody typed a code: a right one gives a pass.
    async fn try_code(&self, asker: Asker, typed: &str) -> Response {
        let (from, now) = (asker.source.address, Instant::now());
        let slow = |secs: u64| {
            let with = [("seconds", FluentValue::from(secs))];
            let words = self.language.say_with(Say::JoinSlow, &with);
            let mut response = self.ask_code(StatusCode::TOO_MANY_REQUESTS, "", Some(words));
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(secs));
            response
        };
        let (length, wall) = (self.desk.code_length, self.web.room.now());
        let typed = TypedCode::read(&plain(typed));
        if length > CodeLength::Short && typed.is_shorter_than(length) {
            // It is no guess at any code that is good.
            return self.longer(length);
        }
        let is_right = self.key.is_code(&typed, wall, length);
        // A longer one may have been shown a moment before it is known here.
        let length = typed.guesses_at(length);
        let waits = match self.web.guard.try_code(from, length, now) {
            Try::Now => None,
            Try::OnlyRight(secs) => Some(secs),
            Try::Wait(secs) if !is_right => return slow(secs),
            // Somebody in the same network keeps others away; or all strangers together guess too
            // much. Whoever guessed right hears so of a code that is void from now on.
            Try::Wait(_) | Try::Void => {
                // A desk that is gone shows no code.
                self.web.desk.0.send(Request::LengthenCodes(length)).await.ok();
                return self.longer(length.next());
            }
        };
        if !is_right {
            self.web.guard.wrong_code(from, length, now);
            if let Some(secs) = waits {
                return slow(secs);
            }
            let words = self.language.say(Say::JoinCodeWrong);
            return self.ask_code(StatusCode::FORBIDDEN, "", Some(words));
        }
        if !self.web.guard.has_tickets(from, now) {
            return self.too_many();
        }
        // A browser that has a pass gets the same one for longer: two would be good for two tickets.
        let number = match self.pass().and_then(number_of) {
            Some(number) => number,
            None => {
                let mut number = [0; 8];
                if getrandom::fill(&mut number).is_err() {
                    return failed(self.web, self.language);
                }
                u64::from_le_bytes(number)
            }
        };
        let pass = self.key.pass(number, wall);
        let mut response = go_to(&format!("join?lang={}", self.language.tag()));
        set(&mut response, keep_pass(&pass, self.is_secure));
        response
    }

    /// Codes have so many signs now, which the screen shows.
    fn longer(&self, length: CodeLength) -> Response {
        let letters = u64::try_from(length.letters()).unwrap_or_default();
        let with = [("count", FluentValue::from(letters))];
        let words = self.language.say_with(Say::JoinLonger, &with);
        self.ask_code(StatusCode::FORBIDDEN, "", Some(words))
    }

    fn too_many(&self) -> Response {
        let words = [Say::JoinMany, Say::JoinManyDo];
        notice(self.web, StatusCode::TOO_MANY_REQUESTS, self.language, words)
    }

    /// Takes the ticket that a pass is good for.
    async fn take(&self, from: IpAddr, pass: &str, typed: &Typed) -> Response {
        let value = |name: &str| typed.get(name).cloned().unwrap_or_default();
        let wanted = value("service");
        let services = self.by_phone();
        let service = services.iter().find(|(service, _)| service.id.as_str() == wanted);
        let Some((service, _)) = service else { return self.ask_service() };
        let Some(number) = number_of(pass) else { return failed(self.web, self.language) };
        // The part that vouches for it stays out of what is stored.
        let Ok(key) = format!("phone-{number}").parse() else {
            return failed(self.web, self.language);
        };
        let request = command::Request {
            lang: Some(self.language.tag().to_owned()),
            service: Some(service.id.clone()),
            reason: typed.get("reason").filter(|reason| !reason.is_empty()).cloned(),
            contact: Some(plain(&value("contact"))),
            ..command::Request::new(key, plain(&value("email")), value("name"))
        };
        let Some(taking) = self.web.guard.take_ticket(from, number, Instant::now()) else {
            return self.too_many();
        };
        let known = self.browser.known(&self.web.room, &self.key);
        let visit = Visit::Join { request: Box::new(request), known };
        let visited = match ask(self.web, visit).await {
            Some(Ok(Some(visited))) => visited,
            Some(Ok(None)) | None => return failed(self.web, self.language),
            Some(Err(refusal)) => {
                taking.refused();
                return self.refused(service, typed, &refusal);
            }
        };
        if let Some(open) = self.browser.token_of(visited.ticket, &self.web.room, &self.key)
            && !visited.is_own
        {
            taking.refused();
            return go_to(&self.page_of(open));
        }
        if !visited.is_own {
            // It counts like one that was taken: nobody finds out so who else waits.
            return self.found(number, service, typed);
        }
        let token = self.key.token(visited.ticket);
        // It may not have come by itself yet.
        self.web.room.learn(visited.ticket, visited.standing);
        let mut response = go_to(&self.page_of(&token));
        set(
            &mut response,
            self.browser.remember(&token, &self.web.room, &self.key, self.is_secure),
        );
        set(&mut response, drop_pass(self.is_secure));
        response
    }

    /// A ticket waits for the address already. Whoever knows an address does not therefore see the page
    /// of its ticket; whoever has mistyped it may write it again.
    fn found(&self, pass: u64, service: &Service, typed: &Typed) -> Response {
        self.web.guard.found(pass, Instant::now());
        if self.pass().is_some() {
            let trouble = (StatusCode::CONFLICT, Say::JoinThereLook);
            return self.ask_visitor(service, typed, Some(trouble));
        }
        let words = [Say::JoinThere, Say::JoinThereDo];
        let mut response = notice(self.web, StatusCode::CONFLICT, self.language, words);
        set(&mut response, drop_pass(self.is_secure));
        response
    }

    fn refused(&self, service: &Service, typed: &Typed, refusal: &Refusal) -> Response {
        let (status, say) = match refusal {
            refusal if let Some(why) = why_not(refusal) => (StatusCode::CONFLICT, why),
            Refusal::Unusable(Unusable::Address) => {
                (StatusCode::UNPROCESSABLE_ENTITY, Say::JoinEmailBad)
            }
            Refusal::Unusable(Unusable::NoName) => {
                (StatusCode::UNPROCESSABLE_ENTITY, Say::JoinNameMissing)
            }
            Refusal::Unusable(Unusable::TooLong) => {
                (StatusCode::UNPROCESSABLE_ENTITY, Say::JoinNameLong)
            }
            Refusal::PhoneNotValid => (StatusCode::UNPROCESSABLE_ENTITY, Say::JoinPhoneBad),
            Refusal::NumberNotValid => (StatusCode::UNPROCESSABLE_ENTITY, Say::JoinNumberBad),
            Refusal::UnknownReason => (StatusCode::UNPROCESSABLE_ENTITY, Say::JoinChoose),
            _ => return failed(self.web, self.language),
        };
        self.ask_visitor(service, typed, Some((status, say)))
    }
}

/// `GET /join`
pub(super) async fn form(
    Shared(web): Shared<Arc<Web>>,
    Extension(asker): Extension<Asker>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let visitor = match Visitor::meet(&web, asker, &uri, &headers) {
        Ok(visitor) => visitor,
        Err(response) => return *response,
    };
    if let Some(page) = visitor.ticket_page() {
        return go_to(&page);
    }
    if let Some(why) = visitor.why_nobody() {
        return why;
    }
    if visitor.pass().is_none() {
        let code: String = parameter(&uri, "code").unwrap_or_default().chars().take(12).collect();
        return visitor.ask_code(StatusCode::OK, &code, None);
    }
    let services = visitor.by_phone();
    let chosen = parameter(&uri, "service");
    let service = match services[..] {
        [(service, _)] => Some(service),
        _ => services.iter().find_map(|(service, may)| {
            let is_chosen = chosen.as_deref() == Some(service.id.as_str());
            (is_chosen && may.is_ok()).then_some(*service)
        }),
    };
    match service {
        Some(service) => visitor.ask_visitor(service, &Typed::new(), None),
        None => visitor.ask_service(),
    }
}

/// `POST /join`
pub(super) async fn take(
    Shared(web): Shared<Arc<Web>>,
    Extension(asker): Extension<Asker>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let visitor = match Visitor::meet(&web, asker, &uri, &headers) {
        Ok(visitor) => visitor,
        Err(response) => return *response,
    };
    let typed: Typed = form_urlencoded::parse(&body).into_owned().collect();
    let (code, pass) = (typed.get("code"), visitor.pass());
    if (code.is_some() || pass.is_none())
        && let Some(mut why) = visitor.why_nobody()
    {
        *why.status_mut() = StatusCode::CONFLICT;
        return why;
    }
    if let Some(code) = code {
        return visitor.try_code(asker, code).await;
    }
    if let Some(page) = visitor.ticket_page() {
        return go_to(&page);
    }
    match pass {
        Some(pass) => visitor.take(asker.source.address, pass, &typed).await,
        None => {
            let words = visitor.language.say(Say::JoinLate);
            visitor.ask_code(StatusCode::FORBIDDEN, "", Some(words))
        }
    }
}

/// Why no ticket can be taken, as a sentence; none: that is not why.
fn why_not(refusal: &Refusal) -> Option<Say> {
    match refusal {
        Refusal::FullNow => Some(Say::JoinFull),
        Refusal::NoMoreToday => Some(Say::JoinToday),
        Refusal::Closed | Refusal::ServiceStopped => Some(Say::JoinClosed),
        _ => None,
    }
}

/// What tells a pass from all others.
fn number_of(pass: &str) -> Option<u64> {
    pass.split('-').nth(1)?.parse().ok()
}

/// What went wrong, where it is read first.
fn bad(words: &str) -> String {
    format!("<p class=\"bad\" role=\"alert\">{}</p>", escaped(words))
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_telephones_type_is_taken_as_it_is_meant() {
        for (typed, meant) in [
            ("٠٣٠ ١٢٣٤", "030 1234"),
            ("۰۳۰۱۲۳۴", "0301234"),
            ("０３０", "030"),
            ("030\u{2011}1234", "030-1234"),
            ("\u{200e}ann@a.b\u{a0}", "ann@a.b"),
            ("ＡＢＣ４５６", "ABC456"),
            ("مريم", "مريم"),
        ] {
            assert_eq!(plain(typed), meant);
        }
    }
}
