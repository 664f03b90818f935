//! What is asked of a desk, and who answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use serde::{Deserialize, Serialize};

use crate::cli::load;
use crate::desk::{Asked, Pane, Question, Refused, Seen, Step};
use crate::printable::printable;
use crate::report::html::desk::{Slot, findings, page, scenario_text};
use crate::report::title_of;

use super::downloads::{self, Download};
use super::events;
use super::guard;
use super::saved::{self, Named};
use super::server::Server;

/// How much a request may say.
const LARGEST: usize = 1 << 20;
/// How long a page waits for its first plan: it is shown without it then, and the plan follows.
const FIRST: Duration = Duration::from_millis(1500);
/// How long a question waits for the plan that it is about.
const PATIENCE: Duration = Duration::from_secs(60);

type Shared = State<Arc<Server>>;

pub fn router(server: Arc<Server>) -> Router {
    Router::new()
        .route("/", get(whole))
        .route("/events", get(told))
        .route("/search", get(search))
        .route("/why", get(why))
        .route("/curve", get(curve))
        .route("/range", get(range))
        .route("/hedge", get(hedge))
        .route("/scenario", get(scenario))
        .route("/download/{name}", get(download))
        .route("/step", post(step))
        .route("/do", post(act))
        .route("/scenario", post(save))
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&server),
            guard::check,
        ))
        .with_state(server)
}

/// Does what takes a while, or a lock, aside.
async fn aside<T: Send + 'static>(
    server: &Arc<Server>,
    work: impl FnOnce(&Server) -> T + Send + 'static,
) -> Result<T, Response> {
    let server = Arc::clone(server);
    let done = tokio::task::spawn_blocking(move || work(&server)).await;
    done.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// What is said to a step.
#[derive(Serialize)]
struct Done {
    /// Which numbers the page shows once they are solved.
    about: u64,
}

fn said(result: Result<u64, Refused>) -> Response {
    match result {
        Ok(about) => Json(Done { about }).into_response(),
        Err(refused) => refusal(&refused),
    }
}

fn refusal(refused: &Refused) -> Response {
    let words = findings(&refused.0).join("\n");
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        printable(&words).into_owned(),
    )
        .into_response()
}

async fn whole(State(server): Shared) -> Response {
    let drawn = aside(&server, |server| {
        let desk = &server.desk;
        desk.seen(FIRST);
        let (_, loaded) = desk.loaded();
        let (version, _) = desk.board().since(u64::MAX);
        let slot = |pane: Pane| Slot {
            id: pane.id(),
            about: desk.board().shown(pane).about,
            content: desk.board().shown(pane).content,
        };
        let title = printable(&title_of(&loaded.model)).into_owned();
        let above = [slot(Pane::Head), slot(Pane::Notice)];
        let right = std::iter::once(Pane::Status).chain(Pane::OF_ANSWER);
        let right: Vec<Slot> = right.map(slot).collect();
        let secret = server.guard.secret();
        let horizon = &loaded.model.horizon;
        let quarters = (0..horizon.periods()).map(|t| horizon.quarter(t).to_string());
        let quarters = quarters.collect::<Vec<_>>().join(" ");
        page(
            &title,
            secret,
            (version, &quarters),
            &above,
            &slot(Pane::Changes),
            &right,
        )
    });
    match drawn.await {
        Ok(page) => Html(page).into_response(),
        Err(response) => response,
    }
}

#[derive(Deserialize)]
struct Since {
    #[serde(default)]
    since: u64,
}

async fn told(State(server): Shared, Query(asked): Query<Since>, headers: HeaderMap) -> Response {
    // A browser that lost the connection says what it saw last.
    let last = headers
        .get("last-event-id")
        .and_then(|it| it.to_str().ok()?.parse().ok());
    events::told(server, last.unwrap_or(asked.since)).into_response()
}

#[derive(Deserialize)]
struct Words {
    q: String,
}

async fn search(State(server): Shared, Query(asked): Query<Words>) -> Response {
    let found = aside(&server, move |server| server.desk.search(&asked.q)).await;
    match found {
        Ok(found) => Html(found).into_response(),
        Err(response) => response,
    }
}

async fn step(State(server): Shared, Json(step): Json<Step>) -> Response {
    let done = aside(&server, move |server| server.desk.step(&step)).await;
    done.map_or_else(|response| response, said)
}

/// Something done that is no change of numbers.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
enum Act {
    Undo,
    Redo,
    Pin,
    Unpin,
    Stop,
    Again,
    Reload,
    Open { path: String },
    Close { path: String },
    Form { path: String, form: String },
}

async fn act(State(server): Shared, Json(act): Json<Act>) -> Response {
    let done = aside(&server, move |server| {
        let desk = &server.desk;
        match act {
            Act::Undo => desk.undo(false),
            Act::Redo => desk.undo(true),
            Act::Pin => desk.pin(true),
            Act::Unpin => desk.pin(false),
            Act::Open { path } => desk.open(&path, true),
            Act::Close { path } => desk.open(&path, false),
            Act::Form { path, form } => desk.use_form(&path, &form),
            Act::Stop => {
                desk.stop();
                Ok(0)
            }
            Act::Again => {
                desk.again();
                Ok(0)
            }
            Act::Reload => {
                let input = load::open(&server.model);
                let input = input.map_err(|failure| Refused(failure.findings()))?;
                desk.reload(input)
            }
        }
    });
    done.await.map_or_else(|response| response, said)
}

/// Sets a flag when it is dropped: whoever asked is gone, or has the answer.
struct Asking(Arc<AtomicBool>);

impl Drop for Asking {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Works on what is seen, as one of few at once, as long as somebody waits for it.
async fn of_seen<T: Send + 'static>(
    server: &Arc<Server>,
    work: impl FnOnce(&Server, &Seen, &Arc<AtomicBool>) -> Result<T, Refused> + Send + 'static,
) -> Result<T, Response> {
    let stop = Arc::new(AtomicBool::new(false));
    let _asking = Asking(Arc::clone(&stop));
    let leave = server.questions.acquire().await;
    let _leave = leave.map_err(|_| StatusCode::SERVICE_UNAVAILABLE.into_response())?;
    let done = aside(server, move |server| {
        let Some(seen) = server.desk.seen(PATIENCE) else {
            let words = "there is no answer to these numbers yet";
            return Err(Refused::of("no-answer", words));
        };
        work(server, &seen, &stop)
    });
    done.await?.map_err(|refused| refusal(&refused))
}

/// An answer as the page takes it.
#[derive(Serialize)]
struct Answer {
    title: String,
    html: String,
}

async fn ask(server: Arc<Server>, question: Question) -> Response {
    let asked = of_seen(&server, move |server, seen, stop| {
        server.desk.ask(seen, &question, stop)
    });
    match asked.await {
        Ok(Asked { title, content }) => Json(Answer {
            title,
            html: content,
        })
        .into_response(),
        Err(response) => response,
    }
}

#[derive(Deserialize)]
struct Of {
    of: String,
}

async fn why(State(server): Shared, Query(asked): Query<Of>) -> Response {
    ask(server, Question::Why(asked.of)).await
}

async fn curve(State(server): Shared, Query(asked): Query<Of>) -> Response {
    ask(server, Question::Curve(asked.of)).await
}

#[derive(Deserialize)]
struct Near {
    within: String,
}

async fn range(State(server): Shared, Query(asked): Query<Near>) -> Response {
    ask(server, Question::Range(asked.within)).await
}

async fn hedge(State(server): Shared) -> Response {
    ask(server, Question::Hedge).await
}

async fn scenario(State(server): Shared, Query(named): Query<Named>) -> Response {
    let shown = aside(&server, move |server| {
        let text = saved::text(&server.desk, &named)?;
        let file = server.scenarios.as_deref();
        let change = file
            .map(|file| saved::difference(file, &named, &text))
            .transpose()?;
        let file = file.map(|file| file.display().to_string());
        Ok(scenario_text(
            &text,
            file.as_deref(),
            &change.unwrap_or_default(),
        ))
    });
    match shown.await {
        Ok(Ok(shown)) => Json(Answer {
            title: "Save as scenario".to_owned(),
            html: printable(&shown).into_owned(),
        })
        .into_response(),
        Ok(Err(refused)) => refusal(&refused),
        Err(response) => response,
    }
}

async fn save(State(server): Shared, Json(named): Json<Named>) -> Response {
    let done = aside(&server, move |server| {
        let Some(file) = &server.scenarios else {
            let words = "no file of scenarios was named: --scenarios FILE";
            return Err(Refused::of("scenario", words));
        };
        let text = saved::text(&server.desk, &named)?;
        saved::append(file, &named, &text)?;
        Ok(0)
    });
    done.await.map_or_else(|response| response, said)
}

async fn download(State(server): Shared, Path(name): Path<String>) -> Response {
    let Some(kind) = Download::of(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let made = of_seen(&server, move |server, seen, stop| {
        downloads::made(server, seen, kind, stop)
    });
    match made.await {
        Ok(content) => {
            let name = format!(
                "attachment; filename=\"{}\"",
                kind.file_name(&server.model.path)
            );
            let headers = [
                (CONTENT_TYPE, kind.media_type().to_owned()),
                (CONTENT_DISPOSITION, name),
            ];
            (headers, content).into_response()
        }
        Err(response) => response,
    }
}
