//! What a hedge is about, as it was read, and how its answer is written.

use crate::hedge::{ExpectedPrice, Futures, Hedge, LoadedFutures, NoHedge, called};
use crate::input::{Input, Loaded};
use crate::model::Address;
use crate::outcome::Outcome;
use crate::provenance::Provenance;
use crate::report::document::Block;
use crate::report::grid;
use crate::report::hedge::{HedgeDocument, HedgeReport, Sampled, alone, no_hedge};
use crate::report::json::Finding;
use crate::report::xlsx::Book;
use crate::solve::FoundBy;
use crate::sweep::Sample;

use super::Answer;
use super::failure::Failure;
use super::futures;
use super::hedge_asked::HedgeAsked;
use super::load;
use super::refusal;
use super::target::{No, Said, Tables, Target};
use super::terminal::Terminal;
use super::work::Work;

/// What was asked, and the futures that it is about.
pub struct Case<'a> {
    asked: &'a HedgeAsked,
    input: Input,
    file: Loaded,
    pub loaded: LoadedFutures,
    warnings: Vec<Finding>,
}

impl<'a> Case<'a> {
    /// Reads the model and its futures; reports the warnings.
    pub fn open(asked: &'a HedgeAsked, terminal: &Terminal) -> Result<Self, Failure> {
        let model = asked.model();
        let input = load::open(&model)?;
        let file = load::build(&input, &model)?;
        terminal.report_warnings(&file.warnings, &file.sources);
        Ok(Self {
            loaded: futures::load(&input, &file, &asked.futures(), asked.sample)?,
            warnings: Finding::all(&file.warnings, &file.sources),
            asked,
            input,
            file,
        })
    }

    /// Returns draws to judge the decisions on.
    pub fn fresh(&self, sample: Sample) -> Result<Futures, Failure> {
        let asked = self.asked.futures();
        Ok(futures::load(&self.input, &self.file, &asked, Some(sample))?.futures)
    }

    /// Writes an answer.
    pub fn write(
        &self,
        found: &Hedge,
        sampled: Option<Sampled>,
        prices: Option<&[ExpectedPrice]>,
        target: &Target,
    ) -> Result<(), Failure> {
        let futures = &self.loaded.futures;
        let report = HedgeReport {
            called: called(&self.input, futures),
            sampled,
            stays: &self.loaded.stays,
            with_plans: self.asked.plans,
            prices,
            ..HedgeReport::of(futures, found)
        };
        let provenance = self.provenance(&[], found.found_by);
        target.write(&Said {
            document: &|| report.document(),
            json: &|| {
                let (provenance, warnings) = (provenance.clone(), self.warnings.clone());
                Ok(HedgeDocument::of(&report, provenance, warnings).render()?)
            },
            tables: Tables::Several(&|| grid::hedge(&report), &|| Book::hedge(&report)),
            drawing: None,
            provenance: std::slice::from_ref(&provenance),
        })
    }

    /// Returns what the answer was made from, under these scenarios beside those asked for.
    fn provenance(&self, under: &[String], found_by: FoundBy) -> Provenance {
        let loaded = &self.loaded.loaded;
        let files = loaded.files.iter();
        let files = files.map(|file| (file.name.as_str(), file.content.as_slice()));
        let scenarios = [&self.asked.model.scenarios[..], under].concat();
        Provenance::new(files, &scenarios, &loaded.assignments, found_by)
    }

    /// Says that no decisions serve all futures, and why.
    pub fn refuse(&self, none: &NoHedge, target: &Target, work: &Work) -> Result<Answer, Failure> {
        if let NoHedge::Alone { future, outcome } = none {
            return self.refuse_alone(*future, outcome, target, work);
        }
        work.finish()?;
        let futures = &self.loaded.futures;
        let called = called(&self.input, futures);
        let read: Result<Vec<Loaded>, Failure> = (0..futures.all().len())
            .map(|it| self.read_again(it))
            .collect();
        let read = read?;
        let locate = |future: Option<&str>, address: &Address| {
            let at = futures
                .all()
                .iter()
                .position(|it| Some(it.name.as_str()) == future);
            let loaded = at.map_or(&self.loaded.loaded, |at| &read[at]);
            loaded.locate(address)
        };
        let provenance = self.provenance(&[], FoundBy::OWN);
        target.write_no(&No {
            model: futures.base(),
            json: &|| {
                let (provenance, warnings) = (provenance.clone(), self.warnings.clone());
                let document = HedgeDocument::of_none(none, &locate, provenance, warnings);
                Ok(Some(document.render()?))
            },
            document: &|| Ok(Some(no_hedge(futures, &called, none, &locate))),
            provenance: &provenance,
        })
    }

    /// Says which future has no best plan of its own, and why.
    fn refuse_alone(
        &self,
        future: usize,
        outcome: &Outcome,
        target: &Target,
        work: &Work,
    ) -> Result<Answer, Failure> {
        let loaded = self.read_again(future)?;
        let name = &self.loaded.futures.all()[future].name;
        let called = &called(&self.input, &self.loaded.futures)[future];
        let under = self.input.scenarios().into_iter().map(|it| it.name);
        let under: Vec<String> = under.filter(|it| it == name).collect();
        let provenance = self.provenance(&under, outcome.found_by());
        target.write_no(&No {
            model: &loaded.model,
            json: &|| {
                let (provenance, warnings) = (provenance.clone(), self.warnings.clone());
                let report = refusal::report(outcome, &loaded, provenance, warnings, work)?;
                Ok(report.map(|it| it.of_future(name).render()).transpose()?)
            },
            document: &|| {
                let mut document = refusal::document(outcome, &loaded, work)?;
                if let Some(first) = document.iter_mut().flat_map(|it| &mut it.sections).next() {
                    first.blocks.insert(0, Block::Paragraph(alone(called)));
                }
                Ok(document)
            },
            provenance: &provenance,
        })
    }

    fn read_again(&self, future: usize) -> Result<Loaded, Failure> {
        futures::read_again(&self.input, &self.asked.futures(), &self.loaded, future)
    }
}
