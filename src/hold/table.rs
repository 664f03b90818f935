//! A plan from outside: a table of decisions in the words of a planner.

use std::collections::BTreeMap;

use super::given::GivenPlan;
use crate::diagnostic::Diagnostic;
use crate::explain::PlanQuantity;
use crate::input::{PlacedText, PlanLine, Rejected, plan_table, suggest};
use crate::model::{Item, Model};
use crate::quarter::Quarter;
use crate::source::{Sources, Span};

/// What a line of the table may be about, with how its `which` is written.
const WHAT: [(&str, &str); 8] = [
    ("starts", "a die"),
    ("hot-lots", "a die"),
    ("expansions", "EXPANSION of SUPPLIER"),
    ("purchases", "a component"),
    ("builds", "a chip or rack"),
    ("installs", "RACK at SITE"),
    ("sales", "ITEM to BUYER"),
    ("options", "an option"),
];

impl GivenPlan {
    /// Returns the plan of a table: CSV, or a workbook if the name ends in `.xlsx`; with everything that is wrong with it at once.
    ///
    /// The columns are `what` (`starts`, `hot-lots`, `expansions`, `purchases`, `builds`, `installs`, `sales`, `options`), `which` (ids or
    /// names: `trn3-ultra to neocloud`), `quarter` and `amount`. What the table does not name is left open.
    ///
    /// ```
    /// use waferline::Model;
    /// use waferline::hold::GivenPlan;
    ///
    /// let model = Model::load("models/minimal.toml")?;
    /// let table = "what,which,quarter,amount\nsales,rack64 to neocloud,2027Q3,100\n";
    /// assert!(GivenPlan::from_table(&model, "plan.csv", table.into()).is_ok());
    /// let wrong = GivenPlan::from_table(&model, "plan.csv", table.replace("neo", "nea").into());
    /// assert_eq!(wrong.expect_err("no such buyer").diagnostics[0].code, "unknown-id");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_table(model: &Model, name: &str, content: Vec<u8>) -> Result<Self, Rejected> {
        let (lines, sources) = plan_table(name, content)?;
        let mut table = Table {
            model,
            faults: Vec::new(),
            amounts: BTreeMap::new(),
            taken: BTreeMap::new(),
            seen: BTreeMap::new(),
        };
        for line in &lines {
            table.add(line);
        }
        table.finish(sources)
    }
}

/// What is read of a table.
struct Table<'m> {
    model: &'m Model,
    faults: Vec<Diagnostic>,
    amounts: BTreeMap<(PlanQuantity, Quarter), f64>,
    taken: BTreeMap<String, f64>,
    seen: BTreeMap<(PlanQuantity, Quarter), Span>,
}

impl Table<'_> {
    fn add(&mut self, line: &PlanLine) {
        let what = line.what.text.to_lowercase();
        if !WHAT.iter().any(|it| it.0 == what) {
            let message = format!("there is no `{}` to decide", line.what.text);
            let error = Diagnostic::error("bad-plan", message).with_label(line.what.span, "");
            let known = WHAT.map(|it| it.0);
            self.faults.push(match suggest::help(&what, known) {
                Some(help) => error.with_help(help),
                None => error,
            });
            return;
        }
        match self.quantity(&what, &line.which) {
            Ok(quantity) => self.add_amount(quantity, line),
            Err(fault) => self.faults.push(fault),
        }
    }

    fn add_amount(&mut self, quantity: PlanQuantity, line: &PlanLine) {
        let key = (quantity, line.quarter);
        if let Some(&first) = self.seen.get(&key) {
            let message = format!("the table decides this of {} twice", line.quarter);
            self.faults.push(
                Diagnostic::error("bad-plan", message)
                    .with_label(line.which.span, "here again")
                    .with_label(first, "first here"),
            );
            return;
        }
        self.seen.insert(key.clone(), line.which.span);
        if let PlanQuantity::Taken { option } = key.0 {
            self.taken.insert(option, line.amount);
        } else {
            self.amounts.insert(key, line.amount);
        }
    }

    /// Returns what a line decides.
    fn quantity(&self, what: &str, which: &PlacedText) -> Result<PlanQuantity, Diagnostic> {
        let model = self.model;
        let dies = || model.die_ids().map(Item::Die).collect::<Vec<_>>();
        let components = || model.component_ids().map(Item::Component).collect();
        let racks = || model.rack_ids().map(Item::Rack).collect::<Vec<_>>();
        Ok(match what {
            "starts" => PlanQuantity::Started {
                die: self.item("die", dies(), &which.text, which)?,
            },
            "hot-lots" => PlanQuantity::HotLots {
                die: self.item("die", dies(), &which.text, which)?,
            },
            "expansions" => self.expansion(which)?,
            "purchases" => PlanQuantity::Bought {
                component: self.item("component", components(), &which.text, which)?,
            },
            "builds" => {
                let chips = model.chip_ids().map(Item::Chip);
                let made = chips.chain(racks()).collect();
                PlanQuantity::Made {
                    item: self.item("chip or rack", made, &which.text, which)?,
                }
            }
            "installs" => {
                let (rack, site) = pair(which, " at ", "RACK at SITE")?;
                let sites = model
                    .sites
                    .iter()
                    .map(|it| (it.id.as_str(), it.display_name()));
                PlanQuantity::Installed {
                    rack: self.item("rack", racks(), rack, which)?,
                    site: known("site", sites, site, which)?,
                }
            }
            "sales" => {
                let (item, buyer) = pair(which, " to ", "ITEM to BUYER")?;
                let buyers = model
                    .buyers
                    .iter()
                    .map(|it| (it.id.as_str(), it.display_name()));
                let buyer = known("buyer", buyers, buyer, which)?;
                let of = model.buyers.iter().find(|it| it.id == buyer);
                let bought = of.map_or(&[][..], |it| &it.buys).iter().map(|it| it.item);
                PlanQuantity::Sold {
                    item: self.item("item that this buyer buys", bought.collect(), item, which)?,
                    buyer,
                }
            }
            _ => {
                let options = model
                    .options
                    .iter()
                    .map(|it| (it.id.as_str(), it.display_name()));
                PlanQuantity::Taken {
                    option: known("option", options, &which.text, which)?,
                }
            }
        })
    }

    /// Returns the id of an item that is one of these.
    fn item(
        &self,
        kind: &str,
        items: Vec<Item>,
        written: &str,
        which: &PlacedText,
    ) -> Result<String, Diagnostic> {
        let model = self.model;
        let items = items.into_iter();
        let items = items.map(|it| (model.item_id(it), model.item_name(it)));
        known(kind, items, written, which)
    }

    fn expansion(&self, which: &PlacedText) -> Result<PlanQuantity, Diagnostic> {
        let model = self.model;
        let (expansion, supplier) = pair(which, " of ", "EXPANSION of SUPPLIER")?;
        let foundries = model
            .foundries
            .iter()
            .map(|it| (it.id.as_str(), it.display_name()));
        let processes = model
            .processes
            .iter()
            .map(|it| (it.id.as_str(), it.display_name()));
        let all = foundries.chain(processes);
        let supplier = known("foundry or process", all, supplier, which)?;
        let extras = |all: Vec<(&str, &str)>| known("expansion", all, expansion, which);
        if let Some(foundry) = model.foundries.iter().find(|it| it.id == supplier) {
            let all = foundry.expansions.iter();
            let all = all.map(|it| (it.id.as_str(), it.display_name())).collect();
            return Ok(PlanQuantity::StartedBeyond {
                expansion: extras(all)?,
                foundry: supplier,
            });
        }
        let process = model.processes.iter().filter(|it| it.id == supplier);
        let all = process.flat_map(|it| &it.expansions);
        let all = all.map(|it| (it.id.as_str(), it.display_name())).collect();
        Ok(PlanQuantity::WorkedBeyond {
            expansion: extras(all)?,
            process: supplier,
        })
    }

    fn finish(self, sources: Sources) -> Result<GivenPlan, Rejected> {
        if self.faults.is_empty() {
            Ok(GivenPlan::in_part(self.amounts, self.taken))
        } else {
            Err(Rejected {
                diagnostics: self.faults,
                sources,
            })
        }
    }
}

/// Returns the two things that a cell names.
fn pair<'w>(
    which: &'w PlacedText,
    between: &str,
    form: &str,
) -> Result<(&'w str, &'w str), Diagnostic> {
    which.text.split_once(between).ok_or_else(|| {
        let message = format!("`{}` is not of the form {form}", which.text);
        Diagnostic::error("bad-plan", message).with_label(which.span, "")
    })
}

/// Returns the id of the one of these, each an id and a name, that is written; upper and lower case are the same.
fn known<'m>(
    kind: &str,
    all: impl IntoIterator<Item = (&'m str, &'m str)>,
    written: &str,
    which: &PlacedText,
) -> Result<String, Diagnostic> {
    let all: Vec<(&str, &str)> = all.into_iter().collect();
    let written = written.trim();
    let same = |known: &str| known.to_lowercase() == written.to_lowercase();
    let by_id = all.iter().find(|it| same(it.0));
    if let Some((id, _)) = by_id.or_else(|| all.iter().find(|it| same(it.1))) {
        return Ok((*id).to_owned());
    }
    let error = Diagnostic::error("unknown-id", format!("there is no {kind} `{written}`"));
    let error = error.with_label(which.span, "");
    let ids = all.iter().map(|it| it.0);
    Err(match suggest::help(written, ids) {
        Some(help) => error.with_help(help),
        None => error,
    })
}
