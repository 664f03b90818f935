//! `waferline roll`: the model as it stands once the first quarters of its plan are carried out.

use std::path::Path;

use serde_json::Value;

use crate::input::{Input, Loaded};
use crate::provenance::sha256;
use crate::report::roll::{RollReport, carried_over_csv, document};
use crate::roll::{RollError, RollFileError, SavedPlan, roll_file};

use super::Answer;
use super::args::{self, Output};
use super::failure::Failure;
use super::inputs;
use super::load;
use super::output;
use super::planned::with_plan;
use super::target::{Said, Tables, Target};
use super::terminal::Terminal;

pub fn run(args: &args::Roll, terminal: &Terminal) -> Result<Answer, Failure> {
    output::refuse_other_ending(&args.out, "a model", "toml")?;
    let said = Output {
        format: args.format,
        out: None,
    };
    let target = Target::of(&said, terminal)?;
    target.answer(|| {
        let of_model = args::Model {
            path: args.path.clone(),
            scenarios: Vec::new(),
            sets: Vec::new(),
            allow_outside: args.allow_outside,
        };
        let input = load::open(&of_model)?;
        let loaded = load::build(&input, &of_model)?;
        terminal.report_warnings(&loaded.warnings, &loaded.sources);
        if let Some(path) = &args.plan {
            let (plan, provenance) = saved(path, &loaded)?;
            inputs::refuse([&args.out])?;
            write(args, &target, &input, &plan, &provenance)?;
            return Ok(Answer::Yes);
        }
        inputs::refuse([&args.out])?;
        with_plan(&loaded, &of_model, &args.solving, &target, |planned| {
            let plan = SavedPlan::of(&planned.solved.plan);
            let provenance = serde_json::to_value(&planned.provenance)?;
            planned.work.finish()?;
            write(args, &target, &input, &plan, &provenance)
        })
    })
}

/// Writes the next model, and says what is in it.
fn write(
    args: &args::Roll,
    target: &Target,
    input: &Input,
    plan: &SavedPlan,
    provenance: &Value,
) -> Result<(), Failure> {
    let quarters = args.quarters.map(usize::from);
    let next = roll_file(input, plan, args.to, quarters)?;
    output::write_files(&[(&args.out, next.text.as_bytes())])?;
    let rolled = &next.rolled;
    let out = args.out.display().to_string();
    target.write(&Said {
        document: &|| document(rolled, &out),
        json: &|| Ok(RollReport::new(rolled, &out, provenance.clone()).render()?),
        tables: Tables::One(&|| Ok(carried_over_csv(rolled)?)),
        drawing: None,
        provenance: &[],
    })
}

/// Returns a saved plan and what it was made from; an error unless that is this file as it is.
fn saved(path: &Path, loaded: &Loaded) -> Result<(SavedPlan, Value), Failure> {
    inputs::has_read(path);
    let text = std::fs::read_to_string(path).map_err(|error| {
        let message = format!("cannot read {}: {error}", path.display());
        Failure::could_not_run("cannot-read", message)
    })?;
    let wrong = |why: String| {
        let message = format!("{}: {why}", path.display());
        Failure::could_not_run("roll-plan", message)
    };
    let saved: Value =
        serde_json::from_str(&text).map_err(|error| wrong(format!("it is no JSON: {error}")))?;
    let status = saved["status"].as_str();
    if !matches!(status, Some("optimal" | "unproved" | "near")) || !saved["plan"].is_object() {
        return Err(wrong(
            "it holds no plan: save one with `waferline solve MODEL --format json --out RESULT.json`"
                .to_owned(),
        ));
    }
    let provenance = &saved["provenance"];
    let is_changed = ["scenarios", "assignments"]
        .iter()
        .any(|key| provenance[key].as_array().is_none_or(|all| !all.is_empty()));
    if is_changed {
        return Err(wrong(
            "its plan is under scenarios or assignments: the plan to carry out is that of the file as it is"
                .to_owned(),
        ));
    }
    let digests = provenance["inputs"].as_array();
    let digests: Vec<&str> = digests
        .into_iter()
        .flatten()
        .filter_map(|input| input["sha256"].as_str())
        .collect();
    let files: Vec<String> = loaded.files.iter().map(|it| sha256(&it.content)).collect();
    if let Some(file) = loaded
        .files
        .iter()
        .zip(&files)
        .find(|(_, digest)| !digests.contains(&digest.as_str()))
    {
        return Err(wrong(format!(
            "its plan is not of {} as it is now: solve the model again",
            file.0.name
        )));
    }
    let plan = SavedPlan::from_json(&saved["plan"]).map_err(|error| match error {
        RollError::OtherPlan(why) => wrong(why),
        other => RollFileError::from(other).into(),
    })?;
    Ok((plan, provenance.clone()))
}
