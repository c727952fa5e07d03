//! What is asked of the pages, and what is answered.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Extension, Path, State as Shared};
use axum::http::header::{
    ACCEPT_LANGUAGE, ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, LOCATION, REFERRER_POLICY, RETRY_AFTER, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use shared::ids::TicketId;
use shared::refusal::Refusal;
use tokio::sync::oneshot;

use super::browser::{self, Browser};
use super::live::Events;
use super::room::{State, View};
use super::words::{Language, Say};
use super::{Asker, Web, join, page};
use crate::core::Visit;
use crate::hub::pages::DeskView;
use crate::hub::{Request, Visited};

/// How long whoever asks too often waits for the answer that says so.
const TOO_MUCH: Duration = Duration::from_millis(250);

/// The most bytes of a form.
pub(super) const FORM_BYTES: usize = 4096;

/// Every path there is.
pub(super) fn router(web: Arc<Web>) -> Router {
    let asked = from_fn_with_state(Arc::clone(&web), guarded);
    Router::new()
        .route("/q/{token}", get(look))
        .route("/q/{token}/live", get(live))
        .route("/q/{token}/leave", get(ask_to_leave).post(leave))
        .route("/q/{token}/return", post(take_back))
        .route("/join", get(join::form).post(join::take))
        .fallback(nothing_here)
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(asked)
        .with_state(web)
}

/// Turns away whoever asks too often, and says to browsers what they may do with the answer.
async fn guarded(
    Shared(web): Shared<Arc<Web>>,
    Extension(asker): Extension<Asker>,
    request: axum::extract::Request,
    next: Next,
) -> Response {
    let source = asker.source;
    let language = language(request.uri(), request.headers());
    let mut response = if source.is_trusted || web.guard.may_ask(source.address, Instant::now()) {
        let _looking = web.look().await;
        in_own_words(&web, language, next.run(request).await)
    } else {
        // Who asks without end waits for each answer.
        tokio::time::sleep(TOO_MUCH).await;
        too_much(&web, language)
    };
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(CACHE_CONTROL, "no-store");
    set(REFERRER_POLICY, "no-referrer");
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(VARY, "accept-language, cookie");
    // It is made of two hashes, so it is always a header's.
    if let Ok(policy) = HeaderValue::from_str(&page::POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// What was refused before any page was asked for is said in the visitor's language, too.
fn in_own_words(web: &Web, language: Language, response: Response) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || response.headers().contains_key(CONTENT_LANGUAGE) {
        return response;
    }
    let to_do = match status {
        StatusCode::PAYLOAD_TOO_LARGE => Say::JoinNameLong,
        _ => Say::UnreadableDo,
    };
    let mut own = notice(web, status, language, [Say::Unreadable, to_do]);
    if let Some(methods) = response.headers().get(ALLOW) {
        own.headers_mut().insert(ALLOW, methods.clone());
    }
    own
}

/// The language of a page: that of its address, or else the browser's.
pub(super) fn language(uri: &Uri, headers: &HeaderMap) -> Language {
    let asked = parameter(uri, "lang").and_then(|tag| Language::of_tag(&tag));
    asked.unwrap_or_else(|| {
        let header = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Language::accepted(header.unwrap_or_default())
    })
}

/// A parameter of an address.
pub(super) fn parameter(uri: &Uri, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// A page as an answer.
pub(super) fn html(status: StatusCode, language: Language, html: String) -> Response {
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    response
}

/// The answer that something is done: the browser goes on to another page, and asking for that again
/// does nothing twice.
pub(super) fn go_to(place: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(place) = HeaderValue::from_str(place) {
        response.headers_mut().insert(LOCATION, place);
    }
    response
}

/// A page that says something and what to do then.
pub(super) fn notice(
    web: &Web,
    status: StatusCode,
    language: Language,
    words: [Say; 2],
) -> Response {
    let desk = web.room.desk();
    let organisation = desk.as_ref().map_or("", |desk| desk.organisation.as_str());
    html(status, language, page::notice(language, organisation, words, ""))
}

fn too_much(web: &Web, language: Language) -> Response {
    let words = [Say::Busy, Say::BusyDo];
    let mut response = notice(web, StatusCode::TOO_MANY_REQUESTS, language, words);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("2"));
    response
}

/// The same answer for what was never here and for what is here no more.
pub(super) fn gone(web: &Web, language: Language) -> Response {
    notice(web, StatusCode::NOT_FOUND, language, [Say::Gone, Say::GoneDo])
}

/// The desk said no, or nothing.
pub(super) fn failed(web: &Web, language: Language) -> Response {
    notice(web, StatusCode::SERVICE_UNAVAILABLE, language, [Say::NotSaved, Say::NotSavedDo])
}

/// There is no desk of that name, or nobody leads it now: in nobody's words, since those are a desk's.
pub(super) fn no_such_desk(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

/// What was sent did not come to its end in time. Nobody waits for it any more, so it has no words.
pub(super) fn too_slow() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::REQUEST_TIMEOUT;
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

async fn nothing_here(Shared(web): Shared<Arc<Web>>, uri: Uri, headers: HeaderMap) -> Response {
    gone(&web, language(&uri, &headers))
}

/// What the desk says of a visit; none: it is stopping.
type Answer = Option<Result<Option<Visited>, Refusal>>;

/// Asks the desk.
pub(super) async fn ask(web: &Web, visit: Visit) -> Answer {
    let (reply, answer) = oneshot::channel();
    web.desk.0.send(Request::Visit { visit, reply }).await.ok()?;
    answer.await.ok()
}

/// A ticket whose token was shown.
struct Shown {
    ticket: TicketId,
    view: View,
    desk: Arc<DeskView>,
}

/// Finds the ticket of a token. The desk is asked for those alone that ended before the server began.
async fn find(web: &Web, token: &str) -> Option<Shown> {
    let desk = web.room.desk()?;
    let ticket = web.room.ticket(token, desk.key.as_ref()?)?;
    let view = match web.room.view(ticket) {
        Some(view) => view,
        None => {
            let visited = ask(web, Visit::Look(ticket)).await?.ok()??;
            web.room.learn(ticket, visited.standing);
            web.room.view(ticket)?
        }
    };
    Some(Shown { ticket, view, desk })
}

async fn look(
    Shared(web): Shared<Arc<Web>>,
    Extension(asker): Extension<Asker>,
    Path(token): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let language = language(&uri, &headers);
    let Some(Shown { view, desk, .. }) = find(&web, &token).await else {
        return gone(&web, language);
    };
    let now = web.room.now();
    let is_secure = asker.is_encrypted || desk.is_secure;
    let browser = Browser::of(&headers);
    let page = page::ticket(language, &token, view, &desk, now);
    let mut response = html(StatusCode::OK, language, page);
    if let Some(key) = desk.key.as_ref().filter(|_| !matches!(view.state, State::Gone)) {
        browser::set(&mut response, browser.remember(&token, &web.room, key, is_secure));
    }
    response
}

async fn live(
    Shared(web): Shared<Arc<Web>>,
    Extension(asker): Extension<Asker>,
    Path(token): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let language = language(&uri, &headers);
    let Some(Shown { ticket, .. }) = find(&web, &token).await else {
        return gone(&web, language);
    };
    let counted_for = (!asker.source.is_trusted).then_some(asker.source.address);
    let Some(places) = web.guard.open_page(counted_for) else { return too_much(&web, language) };
    let Some(page) = web.room.open(ticket) else { return gone(&web, language) };
    let holds = (places, web.health.look());
    let events = Events::new(Arc::clone(&web), page, &token, language, holds);
    let mut response = Response::new(Body::new(events));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    // What nginx would hold back until there is more of it.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

async fn ask_to_leave(
    Shared(web): Shared<Arc<Web>>,
    Path(token): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let language = language(&uri, &headers);
    let Some(Shown { view, desk, .. }) = find(&web, &token).await else {
        return gone(&web, language);
    };
    // Once it is called or has ended there is nothing to ask.
    if !matches!(view.state, State::Waiting { .. }) {
        return go_to(&format!("../{token}?lang={}", language.tag()));
    }
    html(StatusCode::OK, language, page::leave(language, &token, view, &desk))
}

async fn leave(
    Shared(web): Shared<Arc<Web>>,
    Path(token): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let language = language(&uri, &headers);
    let Some(ticket) = web.room.key().and_then(|key| web.room.ticket(&token, &key)) else {
        return gone(&web, language);
    };
    let answer = ask(&web, Visit::Leave(ticket)).await;
    answered(&web, language, &token, answer)
}

/// Taking a place back counts like taking a ticket: a browser has one that is open, be it a kiosk's.
async fn take_back(
    Shared(web): Shared<Arc<Web>>,
    Path(token): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let language = language(&uri, &headers);
    let Some((ticket, key)) =
        web.room.key().and_then(|key| Some((web.room.ticket(&token, &key)?, key)))
    else {
        return gone(&web, language);
    };
    // Who taps twice has used up nothing.
    let is_back =
        web.room.view(ticket).is_some_and(|view| !matches!(view.state, State::Left { .. }));
    if !is_back && !web.guard.may_return(ticket, Instant::now()) {
        let words = [Say::Busy, Say::BusyDo];
        return notice(&web, StatusCode::TOO_MANY_REQUESTS, language, words);
    }
    let browser = Browser::of(&headers);
    let visit = Visit::Return { ticket, known: browser.known(&web.room, &key) };
    let answer = ask(&web, visit).await;
    if let Some(Ok(Some(other))) = answer.as_ref().filter(|_| !is_back) {
        web.guard.not_returned(ticket);
        if let Some(open) = browser.token_of(other.ticket, &web.room, &key) {
            let desk = web.room.desk();
            let organisation = desk.as_ref().map_or("", |desk| desk.organisation.as_str());
            let page = page::other_is_open(language, organisation, open);
            return html(StatusCode::CONFLICT, language, page);
        }
    }
    answered(&web, language, &token, answer)
}

/// What the visitor of a ticket did. Where it came too late, their page says how it stands.
fn answered(web: &Web, language: Language, token: &str, answer: Answer) -> Response {
    match answer {
        Some(Ok(Some(visited))) if !visited.is_own => {
            let words = [Say::JoinThere, Say::JoinThereDo];
            notice(web, StatusCode::CONFLICT, language, words)
        }
        Some(Ok(_) | Err(Refusal::NotWaiting | Refusal::TooLate)) => {
            go_to(&format!("../{token}?lang={}", language.tag()))
        }
        Some(Err(Refusal::NoSuchTicket)) => gone(web, language),
        Some(Err(_)) | None => failed(web, language),
    }
}
