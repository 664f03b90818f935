//! What cargo builds: packages, and who uses whom.

use std::process::Command;

use serde_json::Value;

use super::root;

/// Returns what cargo knows of all that is built on this machine, tests included.
pub(super) fn metadata() -> Value {
    let output = |program: &str, args: &[&str]| {
        let output = Command::new(program)
            .current_dir(root())
            .args(args)
            .output();
        let output = output.expect("a command of the toolchain");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let version = output("rustc", &["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.expect("rustc says for which host it is");
    let args = [
        "metadata",
        "--locked",
        "--offline",
        "--format-version",
        "1",
        "--filter-platform",
        host,
    ];
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    serde_json::from_str(&output(&cargo, &args)).expect("JSON")
}

/// Returns every package of it.
pub(super) fn packages(metadata: &Value) -> &[Value] {
    metadata["packages"].as_array().expect("packages")
}

/// Returns the ids under a key of a node or of the workspace.
pub(super) fn ids<'a>(of: &'a Value, key: &str) -> Vec<&'a str> {
    let ids = of[key].as_array().expect("ids").iter();
    ids.map(|id| id.as_str().expect("an id")).collect()
}

/// Returns the package of an id.
pub(super) fn package<'a>(metadata: &'a Value, id: &str) -> &'a Value {
    let package = packages(metadata).iter().find(|it| it["id"] == id);
    package.expect("a package")
}

/// Returns the ids of what is built by default: the crate that binds C++ and what it takes are not.
pub(super) fn built_by_default(metadata: &Value) -> Vec<&str> {
    let mut built = ids(metadata, "workspace_default_members");
    let mut at = 0;
    while at < built.len() {
        for used in ids(node(metadata, built[at]), "dependencies") {
            if !built.contains(&used) {
                built.push(used);
            }
        }
        at += 1;
    }
    built
}

/// Returns what a package uses.
fn node<'a>(metadata: &'a Value, id: &str) -> &'a Value {
    let nodes = metadata["resolve"]["nodes"].as_array().expect("nodes");
    nodes.iter().find(|it| it["id"] == id).expect("a node")
}

/// Returns the name of a package.
pub(super) fn name_of(package: &Value) -> &str {
    package["name"].as_str().expect("a name")
}

/// Returns who uses which package, by name, of what is built by default.
pub(super) fn uses_between_packages(metadata: &Value) -> Vec<(&str, &str)> {
    let built = built_by_default(metadata);
    let uses = built.into_iter().flat_map(|id| {
        let used = ids(node(metadata, id), "dependencies").into_iter();
        let name = move |id| name_of(package(metadata, id));
        used.map(move |used| (name(id), name(used)))
    });
    uses.collect()
}
