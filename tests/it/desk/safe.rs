//! Who may come in, and what a request can do.

use std::process::Command;
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;

use super::served::Desk;

fn folder() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    std::fs::copy("models/minimal.toml", folder.path().join("m.toml")).expect("a model");
    folder
}

#[test]
fn a_link_lets_one_browser_in() {
    let folder = folder();
    let desk = Desk::closed(folder.path(), &["m.toml"]);
    assert_eq!(desk.get("/").status, 401);
    assert_eq!(desk.get("/?token=something-else").status, 401);
    let entered = desk.get(&format!("/?token={}&set=a+%3D+1", desk.token));
    assert_eq!(entered.status, 303);
    // The state of the link stays, the token does not.
    assert_eq!(entered.header("location"), Some("/?set=a+%3D+1"));
    let cookie = entered.header("set-cookie").expect("a cookie");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    assert_eq!(desk.get(&format!("/?token={}", desk.token)).status, 401);
}

#[test]
fn other_sites_and_names_are_refused() {
    let folder = folder();
    let desk = Desk::open(folder.path(), &["m.toml"]);
    let page = desk.get("/");
    let policy = page.header("content-security-policy").expect("a policy");
    for part in [
        "default-src 'none'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'none'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.header("cache-control"), Some("no-store"));

    let port = desk.port;
    let cookie = desk
        .headers()
        .replace(&format!("Host: 127.0.0.1:{port}\r\n"), "");
    for host in [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        format!("127.0.0.1:{}", port ^ 1),
    ] {
        let said = desk.send(&format!("GET / HTTP/1.1\r\nHost: {host}\r\n{cookie}\r\n"));
        assert_eq!(said.status, 421, "{host}");
    }
    let site = "Sec-Fetch-Site: cross-site\r\n";
    let said = desk.send(&format!("GET / HTTP/1.1\r\n{}{site}\r\n", desk.headers()));
    assert_eq!(said.status, 403);

    let body = json!({ "do": "reset" }).to_string();
    let post = |more: &str| {
        let kind = "Content-Type: application/json\r\n";
        let length = body.len();
        desk.send(&format!(
            "POST /step HTTP/1.1\r\n{}{kind}{more}Content-Length: {length}\r\n\r\n{body}",
            desk.headers()
        ))
        .status
    };
    let own = format!("Origin: http://127.0.0.1:{port}\r\n");
    let foreign = "Origin: http://evil.example\r\n";
    assert_eq!(post(&(own.clone() + &desk.said())), 200);
    assert_eq!(post(&own), 403);
    assert_eq!(post(&desk.said()), 403);
    assert_eq!(post(&(foreign.to_owned() + &desk.said())), 403);
    // Reading changes nothing.
    assert_eq!(desk.get("/step").status, 405);
}

#[test]
fn requests_are_bounded_and_name_no_file() {
    let folder = folder();
    let desk = Desk::open(folder.path(), &["m.toml"]);
    for path in [
        "/download/../m.toml",
        "/download/m.toml",
        "/download/%2e%2e%2fm.toml",
        "/m.toml",
        "/session",
    ] {
        let status = desk.get(path).status;
        assert!(status == 404 || status == 400, "{path}: {status}");
    }
    let long = json!({ "do": "add", "sets": ["x".repeat((1 << 20) + 1)] });
    assert_eq!(desk.post("/step", &long).status, 413);
    assert_eq!(
        desk.post("/step", &json!({ "do": "something" })).status,
        422
    );
    assert_eq!(
        desk.post("/step", &json!({ "do": "clear", "path": "a.b", "more": 1 }))
            .status,
        422
    );
}

/// Returns what a desk that does not open says, and with which code it ends.
fn refused(folder: &TempDir, arguments: &[&str]) -> (Option<i32>, String) {
    let said = Command::new(env!("CARGO_BIN_EXE_waferline"))
        .args(["desk", "m.toml", "--no-open"])
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .expect("an answer");
    let words = String::from_utf8(said.stderr).expect("words");
    (said.status.code(), words)
}

#[test]
fn what_the_command_says_must_fit_the_model() {
    let folder = folder();
    for (arguments, words) in [
        (["--scenario", "nope"], "there is no scenario `nope`"),
        (["--set", "component.nope.supply = 1"], "nope"),
    ] {
        // As `solve` ends with it.
        let (code, said) = refused(&folder, &arguments);
        assert!(code == Some(1) && said.contains(words), "{code:?}: {said}");
        assert!(!folder.path().join("m.desk.json").exists());
    }
}

#[test]
fn a_wider_desk_needs_a_token() {
    let folder = folder();
    let refused = |arguments: &[&str]| {
        let (code, said) = refused(&folder, arguments);
        assert_eq!(code, Some(2), "{said}");
        said
    };
    assert!(refused(&["--listen", "0.0.0.0"]).contains("needs --token"));
    assert!(refused(&["--token", "short"]).contains("16 characters"));
    assert!(refused(&["--token", "with spaces in it all"]).contains("letters"));
    assert!(refused(&["--session", "m.toml"]).contains("input"));
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_it_within_a_second() {
    let folder = folder();
    let desk = Desk::open(folder.path(), &["m.toml"]);
    // Somebody listens.
    let port = desk.port;
    let request = format!("GET /events HTTP/1.1\r\n{}\r\n", desk.headers());
    let listening = std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).expect("a desk");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut said = String::new();
        let _ = stream.read_to_string(&mut said);
        said
    });
    std::thread::sleep(Duration::from_millis(300));
    let (ended, after) = desk.interrupt();
    assert_eq!(ended.code(), Some(0));
    assert!(after < Duration::from_secs(1), "{after:?}");
    let said = listening.join().expect("what it said");
    assert!(
        said.contains("text/event-stream") && said.contains("pane-now"),
        "{said}"
    );
}
