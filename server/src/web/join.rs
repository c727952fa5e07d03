//! Taking a ticket with one's own telephone: the code that the screen at the desk shows gives a pass,
//! and a pass gives one ticket. Nothing of it is kept: codes and passes are made with the desk's secret
//! of the day, and that a pass was used is what the desk knows of its request's key.
//!
//! Whoever only looks takes nothing: `GET` changes nothing, so neither does a preview of the link.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::{Extension, State as Shared};
use axum::http::header::{COOKIE, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::Response;
use fluent_bundle::FluentValue;
use shared::command::Request;
use shared::opening::Opening;
use shared::refusal::Refusal;
use shared::service::{IdentityKind, Offers, Service};
use shared::visitor::Unusable;
use unicode_normalization::UnicodeNormalization as _;

use super::page::{Whole, escaped, text_in};
use super::room::State;
use super::routes::{ask, failed, go_to, html, language, notice, parameter};
use super::words::{Language, Say};
use super::{Asker, Web};
use crate::core::links::PASS_MS;
use crate::core::{LinkKey, Visit};
use crate::hub::pages::DeskView;

/// The cookie that holds a pass.
const PASS: &str = "walkup_pass";

/// The cookie that holds the token of the ticket that was taken last: one open ticket a browser.
const TICKET: &str = "walkup_ticket";

/// How long a browser remembers its ticket, in seconds. Its token is void sooner.
const TICKET_SECS: i64 = 24 * 60 * 60;

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

/// The services that may be joined by telephone.
fn by_phone(services: &Offers) -> Vec<&Service> {
    let services = services.0.iter().map(|offer| &offer.service);
    services.filter(|service| service.by_phone).collect()
}

/// What every request here needs, or the answer that there is nothing to join.
struct Visitor<'a> {
    web: &'a Web,
    language: Language,
    desk: Arc<DeskView>,
    key: LinkKey,
    cookies: BTreeMap<String, String>,
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
        if by_phone(&desk.services).is_empty() {
            return Err(off());
        }
        let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let cookies = lines.flat_map(|line| line.split(';')).filter_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            Some((name.to_owned(), value.to_owned()))
        });
        let cookies = cookies.collect();
        let is_secure = asker.is_encrypted || desk.is_secure;
        Ok(Self { web, language, desk, key, cookies, is_secure })
    }

    /// The page of the ticket that this browser has open, relative to the form.
    fn ticket_page(&self) -> Option<String> {
        let token = self.cookies.get(TICKET)?;
        let view = self.web.room.view(self.key.ticket(token)?)?;
        let is_open = matches!(view.state, State::Waiting { .. } | State::Called { .. });
        is_open.then(|| self.page_of(token))
    }

    fn page_of(&self, token: &str) -> String {
        format!("q/{token}?lang={}", self.language.tag())
    }

    /// The pass that was shown, if it is good.
    fn pass(&self) -> Option<&str> {
        let pass = self.cookies.get(PASS)?;
        self.key.is_pass(pass, self.web.room.now()).then_some(pass.as_str())
    }

    fn cookie(&self, name: &str, value: &str, secs: i64) -> Option<HeaderValue> {
        let secure = if self.is_secure { "; Secure" } else { "" };
        let cookie = format!("{name}={value}; Max-Age={secs}; HttpOnly; SameSite=Strict{secure}");
        HeaderValue::from_str(&cookie).ok()
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
    fn ask_service(&self, services: &[&Service]) -> Response {
        let mut links = String::new();
        for service in services {
            let _ = write!(
                links,
                "<p class=\"a\"><a class=\"b\" href=\"join?service={}&amp;lang={}\">{}</a></p>",
                encoded(service.id.as_str()),
                self.language.tag(),
                escaped(text_in(&service.text, self.language).unwrap_or(service.id.as_str()))
            );
        }
        let main = format!("<h1>{}</h1>{links}", self.say(Say::JoinService));
        self.page(StatusCode::OK, &main, "")
    }

    /// The page that asks for what a service asks.
    fn ask_visitor(
        &self,
        service: &Service,
        typed: &BTreeMap<String, String>,
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
    fn try_code(&self, asker: Asker, typed: &str) -> Response {
        let (from, now) = (asker.source.address, Instant::now());
        let slow = |secs: u64| {
            let with = [("seconds", FluentValue::from(secs))];
            let words = self.language.say_with(Say::JoinSlow, &with);
            let mut response = self.ask_code(StatusCode::TOO_MANY_REQUESTS, "", Some(words));
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(secs));
            response
        };
        let waits = self.web.guard.may_try_code(from, now).err();
        if let Some(secs) = waits
            && !self.web.guard.may_try_all_the_same(from, now)
        {
            return slow(secs);
        }
        let wall = self.web.room.now();
        if !self.key.is_code(&plain(typed), wall) {
            if let Some(secs) = waits {
                return slow(secs);
            }
            self.web.guard.wrong_code(from, now);
            let words = self.language.say(Say::JoinCodeWrong);
            return self.ask_code(StatusCode::FORBIDDEN, "", Some(words));
        }
        if !self.web.guard.may_have_pass(from, now) {
            let words = [Say::JoinMany, Say::JoinManyDo];
            return notice(self.web, StatusCode::TOO_MANY_REQUESTS, self.language, words);
        }
        let mut number = [0; 8];
        if getrandom::fill(&mut number).is_err() {
            return failed(self.web, self.language);
        }
        let pass = self.key.pass(u64::from_le_bytes(number), wall);
        let mut response = go_to(&format!("join?lang={}", self.language.tag()));
        if let Some(cookie) = self.cookie(PASS, &pass, PASS_MS / 1000) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }

    /// Takes the ticket that a pass is good for.
    async fn take(&self, pass: &str, typed: &BTreeMap<String, String>) -> Response {
        let value = |name: &str| typed.get(name).cloned().unwrap_or_default();
        let wanted = value("service");
        let services = by_phone(&self.desk.services);
        let Some(service) = services.iter().find(|service| service.id.as_str() == wanted) else {
            return self.ask_service(&services);
        };
        // The part that vouches for it stays out of what is stored.
        let named = pass.rsplit_once('-').map_or(pass, |(named, _)| named);
        let Ok(key) = format!("phone-{named}").parse() else {
            return failed(self.web, self.language);
        };
        let request = Request {
            lang: Some(self.language.tag().to_owned()),
            service: Some(service.id.clone()),
            reason: typed.get("reason").filter(|reason| !reason.is_empty()).cloned(),
            contact: Some(plain(&value("contact"))),
            ..Request::new(key, plain(&value("email")), value("name"))
        };
        let visited = match ask(self.web, Visit::Join(Box::new(request))).await {
            Some(Ok(Some(visited))) => visited,
            Some(Ok(None)) | None => return failed(self.web, self.language),
            Some(Err(refusal)) => return self.refused(service, typed, &refusal),
        };
        let mut response = if visited.is_own {
            let token = self.key.token(visited.ticket);
            // It may not have come by itself yet.
            self.web.room.learn(visited.ticket, visited.standing);
            let mut response = go_to(&self.page_of(&token));
            if let Some(cookie) = self.cookie(TICKET, &token, TICKET_SECS) {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            response
        } else {
            // Whoever knows an address does not therefore see the page of its ticket.
            let words = [Say::JoinThere, Say::JoinThereDo];
            notice(self.web, StatusCode::OK, self.language, words)
        };
        if let Some(cookie) = self.cookie(PASS, "", 0) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }

    fn refused(
        &self,
        service: &Service,
        typed: &BTreeMap<String, String>,
        refusal: &Refusal,
    ) -> Response {
        let (status, say) = match refusal {
            Refusal::FullNow => (StatusCode::CONFLICT, Say::JoinFull),
            Refusal::NoMoreToday => (StatusCode::CONFLICT, Say::JoinToday),
            Refusal::Closed | Refusal::ServiceStopped => (StatusCode::CONFLICT, Say::JoinClosed),
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
    if visitor.desk.opening != Opening::Open {
        let words = [Say::JoinClosed, Say::JoinOffDo];
        return notice(&web, StatusCode::OK, visitor.language, words);
    }
    if visitor.pass().is_none() {
        let code: String = parameter(&uri, "code").unwrap_or_default().chars().take(12).collect();
        return visitor.ask_code(StatusCode::OK, &code, None);
    }
    let services = by_phone(&visitor.desk.services);
    let chosen = parameter(&uri, "service");
    match services[..] {
        [service] => visitor.ask_visitor(service, &BTreeMap::new(), None),
        _ => match services.iter().find(|it| Some(it.id.as_str()) == chosen.as_deref()) {
            Some(service) => visitor.ask_visitor(service, &BTreeMap::new(), None),
            None => visitor.ask_service(&services),
        },
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
    let typed: BTreeMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
    if let Some(code) = typed.get("code") {
        return visitor.try_code(asker, code);
    }
    if let Some(page) = visitor.ticket_page() {
        return go_to(&page);
    }
    match visitor.pass() {
        Some(pass) => visitor.take(pass, &typed).await,
        None => {
            let words = visitor.language.say(Say::JoinLate);
            visitor.ask_code(StatusCode::FORBIDDEN, "", Some(words))
        }
    }
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
