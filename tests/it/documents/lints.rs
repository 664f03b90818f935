//! Lints: those of the workspace hold for every package, apart from the one that binds C++.

use super::{files_below, read};

/// The workspace forbids `unsafe`, and a member cannot take that back: the one that needs it repeats the other lints.
#[test]
fn one_crate_may_use_unsafe_in_two_files() {
    let table = |manifest: &str| -> toml::Table { read(manifest).parse().expect("TOML") };
    let workspace = table("Cargo.toml");
    let ours = workspace["workspace"]["lints"].as_table().expect("lints");
    assert_eq!(ours["rust"]["unsafe_code"].as_str(), Some("forbid"));
    for manifest in ["Cargo.toml", "crates/waferline-lp/Cargo.toml"] {
        let lints = &table(manifest)["lints"];
        assert_eq!(lints["workspace"].as_bool(), Some(true), "{manifest}");
    }
    let binding = table("crates/waferline-highs/Cargo.toml");
    let of_unsafe = [
        "unsafe_code",
        "unsafe_op_in_unsafe_fn",
        "undocumented_unsafe_blocks",
        "unnecessary_safety_comment",
        "multiple_unsafe_ops_per_block",
    ];
    for (tool, lints) in ours {
        let mut theirs = binding["lints"][tool].as_table().expect("lints").clone();
        let mut lints = lints.as_table().expect("lints").clone();
        for lint in of_unsafe {
            lints.remove(lint);
            if let Some(level) = theirs.remove(lint) {
                assert_eq!(level.as_str(), Some("deny"), "{lint}");
            }
        }
        assert_eq!(theirs, lints, "{tool}");
    }
    let files = files_below("crates/waferline-highs/src", "rs");
    let allowed = files
        .iter()
        .filter(|it| read(it).contains("#![allow(unsafe_code"));
    let names: Vec<_> = allowed.filter_map(|it| it.file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    let elsewhere = files
        .iter()
        .filter(|it| read(it).contains("#[allow(unsafe_code"));
    assert_eq!(elsewhere.count(), 0);
}
