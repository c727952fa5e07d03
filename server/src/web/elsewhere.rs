//! Pages of desks that other servers lead: what a visitor asks for is passed on to whoever does, each
//! request by itself.

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::CONNECTION;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use shared::desk::DeskName;

use super::{Asker, routes};
use crate::net::Cluster;
use crate::net::door::preface::Purpose;
use crate::net::door::{NoPassage, Passage};

/// Has a request answered by the server that leads its desk.
pub(super) async fn pass_on(
    cluster: &Cluster,
    desk: &DeskName,
    asker: Asker,
    mut request: hyper::Request<Incoming>,
) -> Response {
    let Asker { source, is_encrypted } = asker;
    let purpose =
        Purpose::Page { address: source.address, is_trusted: source.is_trusted, is_encrypted };
    let Passage { wire, leader } = match cluster.doors.open(desk, purpose).await {
        Ok(passage) => passage,
        Err(NoPassage::Nowhere(_)) => return routes::no_such_desk(StatusCode::NOT_FOUND),
        Err(NoPassage::NotNow) => return routes::no_such_desk(StatusCode::SERVICE_UNAVAILABLE),
    };
    // How long a connection is kept is each connection's own.
    request.headers_mut().remove(CONNECTION);
    let answered = async {
        let (mut there, connection) = http1::handshake(TokioIo::new(wire)).await?;
        let gone = cluster.doors.directory().gone(&leader);
        // It ends with the answer, with the visitor who reads it, or with the server that gives it: one
        // that stands still would have a page show what is old.
        tokio::spawn(async move {
            tokio::select! {
                ended = connection => drop(ended),
                () = gone => {}
            }
        });
        there.send_request(request).await
    };
    match answered.await {
        Ok(mut answer) => {
            answer.headers_mut().remove(CONNECTION);
            answer.map(Body::new)
        }
        Err(error) => {
            tracing::debug!("a page of desk {desk}: {error}");
            routes::no_such_desk(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}
