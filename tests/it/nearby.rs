//! Which files a model may name: those of its folder, plain and not too large; and how little of them is repeated.

use std::fs;
use std::path::Path;
use std::process::Command;

use waferline::input::Input;

const BASE: &str = include_str!("../fixtures/base.toml");

/// Writes a model whose capacity is in this CSV, and returns its path.
fn model(folder: &Path, csv: &str) -> std::path::PathBuf {
    let form = format!("capacity = {{ csv = {csv:?}, column = \"n3\" }}");
    let path = folder.join("model.toml");
    fs::write(&path, BASE.replace("capacity = 1000", &form)).expect("written");
    path
}

/// Returns the codes of what is found, by the library.
fn codes(input: &Input) -> Vec<&'static str> {
    let found = match input.model(&[], &[]) {
        Ok(loaded) => loaded.warnings,
        Err(rejected) => rejected.diagnostics,
    };
    found.iter().map(|it| it.code).collect()
}

#[test]
fn a_csv_stays_in_the_folder_of_the_model() {
    let all = tempfile::tempdir().expect("a folder");
    let folder = all.path().join("plan");
    fs::create_dir_all(folder.join("data")).expect("made");
    let table = "quarter,n3\n2027Q1,900\n";
    fs::write(all.path().join("outside.csv"), table).expect("written");
    fs::write(folder.join("data/inside.csv"), table).expect("written");
    let absolute = folder.join("data/inside.csv").display().to_string();
    let open = |csv: &str| Input::open(&model(&folder, csv)).expect("readable");
    assert_eq!(codes(&open("data/inside.csv")), Vec::<&str>::new());
    for csv in ["../outside.csv", "data/../data/inside.csv", &absolute] {
        assert_eq!(codes(&open(csv)), ["csv-outside"], "{csv}");
        assert_eq!(
            codes(&open(csv).allow_outside()),
            Vec::<&str>::new(),
            "{csv}"
        );
        // An assignment cannot reach further than the file.
        let set = format!("foundry.n3.capacity = {{ csv = {csv:?}, column = \"n3\" }}");
        let plain = open("data/inside.csv");
        let rejected = plain.model(&[], &[&set]).expect_err("outside");
        assert_eq!(rejected.diagnostics[0].code, "csv-outside");
        assert!(plain.allow_outside().model(&[], &[&set]).is_ok());
    }
}

#[cfg(unix)]
#[test]
fn links_and_what_is_no_plain_file_are_refused() {
    use std::os::unix::fs::symlink;
    let all = tempfile::tempdir().expect("a folder");
    let folder = all.path().join("plan");
    fs::create_dir_all(&folder).expect("made");
    let table = "quarter,n3\n2027Q1,900\n";
    fs::write(all.path().join("outside.csv"), table).expect("written");
    fs::write(folder.join("inside.csv"), table).expect("written");
    symlink(all.path().join("outside.csv"), folder.join("out.csv")).expect("linked");
    symlink(all.path(), folder.join("up")).expect("linked");
    symlink("inside.csv", folder.join("in.csv")).expect("linked");
    let made = Command::new("mkfifo").arg(folder.join("pipe.csv")).status();
    assert!(made.expect("mkfifo runs").success());
    let large = fs::File::create(folder.join("large.csv")).expect("made");
    large.set_len((64 << 20) + 1).expect("without content");
    let open = |csv: &str| Input::open(&model(&folder, csv)).expect("readable");
    assert_eq!(codes(&open("in.csv")), Vec::<&str>::new());
    for csv in ["out.csv", "up/outside.csv"] {
        assert_eq!(codes(&open(csv)), ["csv-outside"], "{csv}");
        assert_eq!(
            codes(&open(csv).allow_outside()),
            Vec::<&str>::new(),
            "{csv}"
        );
    }
    for csv in ["pipe.csv", ".", "large.csv", "/dev/null"] {
        let input = open(csv).allow_outside();
        assert_eq!(codes(&input), ["csv-unreadable"], "{csv}");
    }
}

#[test]
fn every_command_that_reads_a_model_takes_the_permission() {
    let all = tempfile::tempdir().expect("a folder");
    let folder = all.path().join("plan");
    fs::create_dir_all(&folder).expect("made");
    fs::write(all.path().join("outside.csv"), "quarter,n3\n2027Q1,900\n").expect("written");
    let path = model(&folder, "../outside.csv").display().to_string();
    let page = folder.join("page.html").display().to_string();
    let commands: [&[&str]; 10] = [
        &["check"],
        &["solve"],
        &["explain"],
        &["report", "--out", &page],
        &["why", "rack.ultra@2027Q3"],
        &["curve", "foundry.n3.capacity"],
        &["cover"],
        &["frontier", "--trade", "margin:service-wait"],
        &["compare", "--with", "component.hbm.price += 1"],
        &["sweep", "--vary", "component.hbm.price += [0, 1]"],
    ];
    for command in commands
        .iter()
        .chain([&["export", "--format", "lp"][..]].iter())
    {
        let run = |extra: &[&str]| {
            let (name, rest) = command.split_first().expect("a name");
            let mut run = Command::new(env!("CARGO_BIN_EXE_waferline"));
            run.arg(name).arg(&path).args(rest).args(extra);
            run.output().expect("the command runs")
        };
        let refused = run(&[]);
        assert_eq!(refused.status.code(), Some(1), "{command:?}");
        let reported = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(
            reported.contains("error[csv-outside]"),
            "{command:?}: {reported}"
        );
        let allowed = run(&["--allow-outside"]);
        let reported = String::from_utf8_lossy(&allowed.stderr).into_owned();
        assert_eq!(allowed.status.code(), Some(0), "{command:?}: {reported}");
    }
}

/// What stands in a file beside the cell in question is in no message, in no snippet and in no JSON.
#[test]
fn no_more_than_the_cell_is_repeated() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = format!("{}{}", "x".repeat(60), "unseen");
    let tables = [
        "unseen:x:0\nunseen:y:1\n".to_owned(),
        "quarter,n4,unseen\n2027Q1,5,unseen\n".to_owned(),
        "quarter,n3,unseen\n2027Q1,five,unseen\n".to_owned(),
        "unseen,quarter,n3\nunseen,now,5\n".to_owned(),
        "quarter,n3,unseen\n2027Q1,-5,unseen\n".to_owned(),
        "quarter,n3,unseen\n2027Q1,1e300,unseen\n".to_owned(),
        "quarter;n3;unseen\n2027Q1;five;unseen\n".to_owned(),
        "quarter,n3,unseen\n2027Q1,5,unseen\n2027Q1,6,unseen\n".to_owned(),
        "quarter,n3,n3,unseen\n2027Q1,5,unseen\n".to_owned(),
        "quarter,n3,unseen\n".to_owned(),
        format!("quarter,n3\n{long},5\n"),
        format!("quarter,n3\n2027Q1,{long}\n"),
        "quarter,n3\n2027Q1,\"five\nunseen\"\n".to_owned(),
        "quarter,n3,unseen\n2027Q1,\u{e9}\u{e9},unseen\n".to_owned(),
    ];
    for table in &tables {
        fs::write(folder.path().join("table.csv"), table).expect("written");
        let path = model(folder.path(), "table.csv").display().to_string();
        for format in [&["check"][..], &["solve", "--format", "json"]] {
            let mut run = Command::new(env!("CARGO_BIN_EXE_waferline"));
            let (name, rest) = format.split_first().expect("a name");
            let output = run.arg(name).arg(&path).args(rest).output();
            let output = output.expect("the command runs");
            assert_eq!(output.status.code(), Some(1), "{table:?}");
            for said in [&output.stdout, &output.stderr] {
                let said = String::from_utf8_lossy(said);
                assert!(!said.contains("unseen"), "{table:?}: {said}");
            }
        }
    }
}
