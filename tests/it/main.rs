//! The integration tests, one binary.

#![allow(clippy::expect_used, clippy::cast_precision_loss, clippy::print_stdout)]

/// Solved programs written out again with changes.
mod again;
/// Wrong and doubtful models: a snapshot of what each is reported.
mod bad_models;
/// The model files of this repository, and what holds for every answer to one.
mod bundled;
/// One number of a valid model changed: what is still valid is answered as exact arithmetic says.
mod campaign;
/// What a plan does that its planner may not have meant.
mod cautions;
/// The binary: exit codes, outputs, its words.
mod command_line;
/// Two models side by side: inputs, plans, margin bridges.
mod compare;
/// Every way a program can end, for each way to solve it.
mod conformance;
/// Optima computed by an independent implementation.
mod corpus;
/// Extra supply that covers everything: the plan with it is feasible, and nobody waits.
mod cover;
/// A curve told short, against the whole of it.
mod curve_lines;
/// Curves against re-solves on a grid.
mod curves;
/// The desk, from outside.
#[cfg(feature = "desk")]
mod desk;
/// What README, book and notes say.
mod documents;
/// What is drawn acts from the quarter on in which it is known.
mod drawn;
/// Random numbers, the same on every machine.
mod draws;
/// Formats, endings and streams: alike in every command.
mod endings;
/// Exact arithmetic: the same end from any basis, known answers of hostile programs, fractions as digits.
mod exact;
/// Explanations: sums, summaries, the command, its JSON.
mod explain_command;
/// Programs as files: text, names.
mod export;
/// Checks a plan in the model's own terms, without the program.
mod feasible;
/// The catalogue of fields against the published schema, and against assignments.
mod fields;
/// A module uses only lower floors.
mod floors;
/// Columns, rows, costs, addresses of a model by hand.
mod formulation;
/// Frontiers against re-solves with one measure held.
mod frontier;
/// What fuzzing found, each by its smallest input.
mod fuzzed;
/// Made-up models: every feature, every promise kept.
mod generate;
/// What to decide now, before it is known what comes.
mod hedge;
/// Futures as a folder for mpi-sppy: what its reader asks of the files.
mod hedge_export;
/// Decisions of others, expected prices, files for other engines.
mod hedge_given;
/// Given decisions in parts, kept and brought together.
mod hedge_parts;
/// What is said of hedges: numbers against the JSON and models solved again, refusals, widths.
mod hedge_report;
/// Plans that are held: what they are worth, the least change, what forces it.
mod hold;
/// Held plans from tables and on the command line.
mod hold_command;
/// Held plans that cannot be kept: what is in the way; held plans compared.
mod hold_conflict;
/// Hostile models: numbers of every size, each answered exactly or refused.
mod hostile;
/// Hostile models: every command ends in time, and that there is no plan is said soon.
mod hostile_time;
/// What a sale gives way to, against models solved at another price.
mod indifference;
/// No plan: irreducible conflicts, minimal and sufficient repairs.
mod infeasible;
/// What a user of the libraries can name.
mod interface;
/// Long work ended by time or by hand, with reports on the way.
mod interrupted;
/// Published and hand-worked optima.
mod known_optima;
/// The library as a program without files meets it.
/// What leads an explanation against the whole.
mod leading;
mod library;
/// Gain, loss and their ranges, against models solved again.
mod limits;
/// Everything said of limits, on random models and the bundled ones, against changed models solved again.
mod limits_random;
/// Every bundled model with every scenario.
mod models;
/// Hundreds of small damages to a valid model: no panic, and the error where the damage is.
mod mutations;
/// The plan nearest to one made before, against programs written otherwise.
mod near;
/// Which files a model may name.
mod nearby;
/// What is taken whole or left.
mod options;
/// Options that contradict each other, a promise or their decision, and what is doubtful about them.
mod options_checks;
/// Options as they are read: every form, every error.
mod options_input;
/// What is said of options, against models solved again.
mod options_report;
/// What is written: never over what was read, nothing that steers a terminal, nothing lost.
mod output_safety;
/// The report as a page: its numbers, what it may load, what it says without a plan.
mod page;
/// Reading a solution back: quantities, pegging, margin.
mod plan;
/// Smaller programs with the same optima, and the way back from them.
mod presolve;
/// Why an activity is done or not, against re-solves.
mod price_out;
/// Programs as text: those of hostile models with numbers that the reader no longer takes.
mod programs;
/// What promises cost, against models solved again without them.
mod promises;
/// Random models: proofs, plans, and what must not change the optimum.
mod properties;
/// What is certain among plans that earn nearly as much, against re-solves.
mod range;
/// Numbers a plan can have, and where one is that it cannot.
mod ranges;
/// What the model file means: series, defaults, assignments, CSV, JSON.
mod reading;
/// Reports of a plan by hand.
mod refusal;
mod rendering;
/// From quarter to quarter: margins, what is carried over, the file.
mod roll;
/// From quarter to quarter: the command.
mod roll_command;
/// A small model with every feature, its numbers turned by knobs.
mod sample;
/// Random options on random models.
mod sample_options;
/// The published schemas, and what they are schemas of.
mod schemas;
mod service_first;
/// Planning quarter after quarter while draws become known, against programs made another way.
mod simulate;
/// What is said of simulations, their draws as tables, and in parts.
mod simulate_command;
/// Each solver by name: what is found, what is said of it, what is not built in.
mod solvers;
/// One unit more or fewer and ties, each forced.
mod steps;
/// The lines that a director reads, each against the plan and re-solves.
mod summary;
/// Many runs of one model: killed, sharded, on any number of threads the same.
mod sweep;
/// How many statements of each kind were re-solved.
mod tally;
/// However many threads work: the same, and none is started where one is allowed.
mod threads;
/// Very much that is wrong, and very much that is right, in little time.
mod trouble;
/// Who waits, and why.
mod waiting;
/// The optimum along a bound or a cost, against re-solves from scratch.
mod walks;
/// Series from workbooks.
mod workbooks;
/// Workbooks read back.
mod xlsx;
