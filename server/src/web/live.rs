//! What an open page hears: server-sent events, each with all that changes on the page, as HTML in the
//! visitor's language.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body, Frame};

use super::Web;
use super::guard::Places;
use super::page;
use super::room::{Heard, Page, State};
use super::words::Language;
use crate::health::Looking;

/// The events of one open page, and what it holds while it is open: its places, and the desk awake.
/// Small: there may be ten thousand.
pub(super) struct Events {
    web: Arc<Web>,
    page: Arc<Page>,
    token: Box<str>,
    language: Language,
    is_over: bool,
    _holds: (Places, Looking),
}

impl Events {
    pub(super) fn new(
        web: Arc<Web>,
        page: Arc<Page>,
        token: &str,
        language: Language,
        holds: (Places, Looking),
    ) -> Self {
        Self { web, page, token: token.into(), language, is_over: false, _holds: holds }
    }
}

impl Events {
    /// After how many milliseconds the page comes back where this ends: not all of a hall at once, and a
    /// page always at its own time.
    fn comes_back_after(&self) -> u64 {
        let mark = self.token.bytes().fold(0_u64, |sum, byte| sum * 31 % 3001 + u64::from(byte));
        1500 + mark % 3000
    }
}

impl Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let event = match ready!(self.page.poll(context)) {
            Heard::Over => return Poll::Ready(None),
            Heard::Beat => Bytes::from_static(b"event: beat\ndata: 1\n\n"),
            Heard::View(view) => {
                let Some(desk) = self.web.room.desk() else { return Poll::Ready(None) };
                self.is_over = view.state == State::Gone;
                let html = page::fragment(self.language, &self.token, view, &desk);
                Bytes::from(format!("retry: {}\ndata: {html}\n\n", self.comes_back_after()))
            }
        };
        Poll::Ready(Some(Ok(Frame::data(event))))
    }
}
