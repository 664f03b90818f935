//! What changed, told as it happens: server-sent events, each with the panes that are new.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use serde::Serialize;

use super::server::Server;

/// A pane as it is told.
#[derive(Serialize)]
struct Told {
    about: u64,
    html: String,
}

/// Returns the events after a version of the board.
pub fn told(server: Arc<Server>, since: u64) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut versions = server.desk.board().versions();
    // What is new already is told at once.
    versions.mark_changed();
    let events = stream::unfold(
        (server, versions, since),
        |(server, mut versions, mut seen)| async move {
            loop {
                versions.changed().await.ok()?;
                versions.borrow_and_update();
                let (version, news) = server.desk.board().since(seen);
                seen = version;
                if news.is_empty() {
                    continue;
                }
                let panes: BTreeMap<&str, Told> = news
                    .into_iter()
                    .map(|(pane, shown)| {
                        let told = Told {
                            about: shown.about,
                            html: shown.content,
                        };
                        (pane.id(), told)
                    })
                    .collect();
                let event = Event::default().id(version.to_string());
                let Ok(event) = event.json_data(&panes) else {
                    continue;
                };
                return Some((Ok(event), (server, versions, seen)));
            }
        },
    );
    Sse::new(events).keep_alive(KeepAlive::default())
}
