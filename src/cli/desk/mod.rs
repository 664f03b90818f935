//! `waferline desk`: a page on this machine where numbers are changed and the best plan follows.
//!
//! `guard` lets browsers in and others not, `routes` answers requests, `events` tells of what changed; `kept` is the session
//! file, `saved` the file of scenarios, `watched` the model file as it changes on disk, `downloads` what is taken away. What a
//! desk does is in `crate::desk`.

mod downloads;
mod events;
mod guard;
mod kept;
mod routes;
mod saved;
mod server;
mod watched;

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::sync::{Semaphore, oneshot};

use crate::desk::{Desk, DeskSettings, Session, State};
use crate::outcome::SolveOptions;

use super::Answer;
use super::args;
use super::failure::Failure;
use super::inputs;
use super::load;
use super::terminal::Terminal;

use guard::Guard;
use kept::Kept;
use server::Server;

/// How many questions are worked on at once, beside the plan that is seen: four solves in all.
const QUESTIONS: usize = 3;
/// How long requests may go on after the end.
const GRACE: Duration = Duration::from_millis(300);

pub fn run(args: &args::Desk, terminal: &Terminal) -> Result<Answer, Failure> {
    let input = load::open(&args.model)?;
    inputs::refuse(args.session.iter().chain(&args.scenarios_file))?;
    let guard_token = token(args)?;
    let kept = Kept::of(args)?;
    let begins = State {
        scenarios: args.model.scenarios.clone(),
        sets: args.model.sets.clone(),
    };
    if !begins.is_empty() {
        // What the command itself says must fit, as for every other command; what a session says may no longer.
        input.model(&begins.scenario_ids(), &begins.set_texts())?;
    }
    let session = kept.session(begins)?;
    let goes_on = session.before().is_some() || session.after().is_some();
    let options = options(args)?;
    let kept_at = kept.path().map(|path| path.display().to_string());
    let settings = DeskSettings {
        options,
        time_limit: args.time_limit,
        keep: Box::new(move |session: &Session| kept.keep(session)),
    };
    let desk = Desk::begin(input, session, settings)?;
    let (_, loaded) = desk.loaded();
    for file in &loaded.files {
        inputs::has_read(&PathBuf::from(&file.name));
    }
    terminal.report_warnings(&loaded.warnings, &loaded.sources);
    let address = SocketAddr::new(args.listen, args.port);
    let cannot_listen = |error: std::io::Error| {
        Failure::could_not_run(
            "cannot-listen",
            format!("cannot listen at {address}: {error}"),
        )
    };
    let listener = TcpListener::bind(address).map_err(cannot_listen)?;
    listener.set_nonblocking(true).map_err(cannot_listen)?;
    let port = listener.local_addr().map_err(cannot_listen)?.port();
    let guard = Guard::new(args.listen, port, guard_token)
        .map_err(|why| Failure::could_not_run("internal", why))?;
    let link = guard.link();
    terminal.print(&format!(
        "The desk is open at\n\n    {link}\n\n{} Ctrl-C ends it.\n",
        if args.token.is_some() {
            "The link lets browsers in."
        } else {
            "The link lets one browser in; for another one a new link is printed then."
        },
    ))?;
    if let Some(path) = &kept_at {
        let goes_on = if goes_on {
            "goes on from"
        } else {
            "is kept in"
        };
        terminal.note(&format!("the session {goes_on} {path}"));
    }
    if !args.no_open {
        // Where there is no browser to open, the link is printed.
        let _ = open::that_detached(&link);
    }
    let server = Arc::new(Server {
        desk: Arc::clone(&desk),
        guard,
        questions: Semaphore::new(QUESTIONS),
        scenarios: args.scenarios_file.clone(),
        model: args.model.clone(),
        terminal: terminal.beside(),
    });
    serve(&server, listener).map_err(cannot_listen)?;
    desk.end();
    if let Some(path) = &kept_at {
        terminal.note(&format!("the desk is closed; its session is in {path}"));
    }
    Ok(Answer::Yes)
}

/// Serves until Ctrl-C.
fn serve(server: &Arc<Server>, listener: TcpListener) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (end, ended) = oneshot::channel();
    let mut end = Some(end);
    // Where the signal cannot be caught, Ctrl-C ends the process as it always did.
    let _ = ctrlc::set_handler(move || match end.take() {
        Some(end) => {
            let _ = end.send(());
        }
        None => std::process::exit(i32::from(super::STOPPED)),
    });
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tokio::spawn(watched::watch(Arc::clone(server)));
        let serving = axum::serve(listener, routes::router(Arc::clone(server)));
        match select(pin!(serving.into_future()), pin!(ended)).await {
            Either::Left((served, _)) => served,
            Either::Right(_) => Ok(()),
        }
    });
    server.desk.end();
    runtime.shutdown_timeout(GRACE);
    served
}

fn options(args: &args::Desk) -> Result<SolveOptions, Failure> {
    let options = SolveOptions::default().with_solver(args.solver);
    let options = options.map_err(|error| Failure::could_not_run("usage", error.to_string()))?;
    Ok(options)
}

/// Returns the token that was given; fails where one is missing or too short.
fn token(args: &args::Desk) -> Result<Option<String>, Failure> {
    /// So many characters cannot be tried one after the other.
    const LEAST: usize = 16;
    let refused = |words: &str| Err(Failure::could_not_run("usage", words));
    match &args.token {
        None if !is_this_machine(args.listen) => refused(
            "--listen beyond this machine needs --token: 16 characters or more that those who may come in know",
        ),
        Some(token) if token.chars().count() < LEAST => {
            refused("--token is too short: 16 characters or more")
        }
        Some(token)
            if !token
                .chars()
                .all(|it| it.is_ascii_alphanumeric() || "-_.".contains(it)) =>
        {
            refused("--token may have letters, digits, `-`, `_` and `.`")
        }
        token => Ok(token.clone()),
    }
}

fn is_this_machine(address: IpAddr) -> bool {
    address.is_loopback()
}
