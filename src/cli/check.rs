//! `waferline check`: all errors and warnings, or what the model holds.

use crate::formulation::formulate;
use crate::input::ScenarioInfo;
use crate::model::Model;
use crate::printable::one_line;
use crate::report::number::count;

use super::Answer;
use super::args;
use super::failure::Failure;
use super::load;
use super::terminal::Terminal;

pub fn run(args: &args::Model, terminal: &Terminal) -> Result<Answer, Failure> {
    let input = load::open(args)?;
    let loaded = load::build(&input, args)?;
    terminal.report_warnings(&loaded.warnings, &loaded.sources);
    let lp = formulate(&loaded.model);
    let size = format!(
        "{} x {}\n",
        count(lp.columns().len(), "column", "columns"),
        count(lp.rows().len(), "row", "rows"),
    );
    let words = [holds(&loaded.model), size, scenarios(&input.scenarios())];
    terminal.print(&words.concat())?;
    Ok(Answer::Yes)
}

fn holds(model: &Model) -> String {
    let name = one_line(model.name.as_deref().unwrap_or("The model"));
    let kinds = [
        (model.foundries.len(), "foundry", "foundries"),
        (model.dies.len(), "die", "dies"),
        (model.components.len(), "component", "components"),
        (model.processes.len(), "process", "processes"),
        (model.chips.len(), "chip", "chips"),
        (model.racks.len(), "rack", "racks"),
        (model.sites.len(), "site", "sites"),
        (model.services.len(), "service", "services"),
        (model.buyers.len(), "buyer", "buyers"),
    ];
    let present = kinds.iter().filter(|(number, ..)| *number > 0);
    let entity: Vec<String> = present
        .map(|&(number, one, many)| count(number, one, many))
        .collect();
    let horizon = &model.horizon;
    let tail = match horizon.tail_quarters {
        0 => String::new(),
        tail => format!(" and a tail of {tail}"),
    };
    format!(
        "{name} is valid\n{}\n{} from {}{tail}, amounts in {}\n",
        entity.join(", "),
        count(horizon.quarters, "quarter", "quarters"),
        horizon.start,
        one_line(&model.currency),
    )
}

fn scenarios(scenarios: &[ScenarioInfo]) -> String {
    if scenarios.is_empty() {
        return String::new();
    }
    let mut lines = vec![format!(
        "{}:",
        count(scenarios.len(), "scenario", "scenarios")
    )];
    for scenario in scenarios {
        let description = one_line(scenario.description.as_deref().unwrap_or_default());
        let line = format!("  {}  {description}", scenario.name);
        lines.push(line.trim_end().to_owned());
    }
    lines.join("\n") + "\n"
}
