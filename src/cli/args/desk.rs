//! The arguments of `waferline desk`.

use std::net::IpAddr;
use std::path::PathBuf;

use crate::solve::Solver;

use super::{Model, seconds, solver};

/// `waferline desk`.
#[derive(Debug, clap::Args)]
pub struct Desk {
    /// The model; --scenario and --set are where a new session begins.
    #[command(flatten)]
    pub model: Model,
    /// Solver to ask first; `auto`: the one that fits the size
    #[arg(long, value_name = "NAME", default_value_t = Solver::Auto, value_parser = solver())]
    pub solver: Solver,
    /// Give up after this many seconds on the plan and the reasons of a change; what is proved by then is shown
    #[arg(long, value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true)]
    pub time_limit: Option<f64>,
    /// Where to listen: a port of this machine; 0: one that is free
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub port: u16,
    /// Listen at this address instead of this machine alone; what others see is not encrypted
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub listen: IpAddr,
    /// What lets a browser in, 16 characters or more, in place of a new one that lets one browser in; required by a
    /// --listen beyond this machine
    #[arg(long, value_name = "TOKEN")]
    pub token: Option<String>,
    /// Where the session is kept, with every step; default: beside the model, MODEL.desk.json
    #[arg(long, value_name = "FILE")]
    pub session: Option<PathBuf>,
    /// A file of scenarios that "Save as scenario" appends to
    #[arg(long = "scenarios", value_name = "FILE")]
    pub scenarios_file: Option<PathBuf>,
    /// Only print the link, and open no browser
    #[arg(long)]
    pub no_open: bool,
}
