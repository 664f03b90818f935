//! A desk as a process, and requests to it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long anything may take here.
const PATIENCE: Duration = Duration::from_secs(60);

/// A desk at work, with a browser let in.
pub struct Desk {
    child: Child,
    pub port: u16,
    /// What the link lets in by.
    pub token: String,
    cookie: String,
    secret: String,
}

/// An answer.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Response {
    /// Returns a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut found = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value)
    }
}

impl Desk {
    /// Opens a desk in a folder, and lets this browser in.
    pub fn open(folder: &Path, arguments: &[&str]) -> Self {
        let mut desk = Self::closed(folder, arguments);
        let entered = desk.get(&format!("/?token={}", desk.token));
        assert_eq!(entered.status, 303, "{entered:?}");
        let cookie = entered.header("set-cookie").expect("a cookie");
        let cookie = cookie.split(';').next();
        cookie.expect("a cookie").clone_into(&mut desk.cookie);
        let page = desk.get("/");
        assert_eq!(page.status, 200, "{page:?}");
        between(&page.body, "data-secret=\"", "\"").clone_into(&mut desk.secret);
        desk
    }

    /// Opens a desk and lets nobody in.
    pub fn closed(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_waferline"))
            .args(["desk", "--no-open", "--quiet"])
            .args(arguments)
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a desk");
        let mut lines = BufReader::new(child.stdout.take().expect("what it says")).lines();
        let link = loop {
            let Some(line) = lines.next() else {
                let mut why = String::new();
                let errors = child.stderr.as_mut().expect("what it says");
                errors.read_to_string(&mut why).expect("words");
                panic!("the desk did not open: {why}");
            };
            let line = line.expect("a line");
            if let Some((_, link)) = line.split_once("http://127.0.0.1:") {
                break link.to_owned();
            }
        };
        let (port, token) = link.split_once("/?token=").expect("a link");
        Self {
            child,
            port: port.parse().expect("a port"),
            token: token.trim().to_owned(),
            cookie: String::new(),
            secret: String::new(),
        }
    }

    /// Sends a request as it is, and returns what is said to it.
    pub fn send(&self, request: &str) -> Response {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a desk that listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut said = Vec::new();
        // A request that is too long is answered before it is read.
        let _ = stream.read_to_end(&mut said);
        let said = String::from_utf8_lossy(&said).into_owned();
        let (head, body) = said.split_once("\r\n\r\n").unwrap_or((&said, ""));
        let status = head.split(' ').nth(1).and_then(|it| it.parse().ok());
        Response {
            status: status.unwrap_or(0),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    /// Returns the headers of a browser that is in.
    pub fn headers(&self) -> String {
        format!(
            "Host: 127.0.0.1:{}\r\nCookie: {}\r\nConnection: close\r\n",
            self.port, self.cookie
        )
    }

    /// Returns the header that only the page knows.
    pub fn said(&self) -> String {
        format!("X-Waferline-Secret: {}\r\n", self.secret)
    }

    pub fn get(&self, path: &str) -> Response {
        self.send(&format!("GET {path} HTTP/1.1\r\n{}\r\n", self.headers()))
    }

    pub fn post(&self, path: &str, body: &Value) -> Response {
        let body = body.to_string();
        let origin = format!("Origin: http://127.0.0.1:{}\r\n", self.port);
        self.send(&format!(
            "POST {path} HTTP/1.1\r\n{}{}{origin}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.headers(),
            self.said(),
            body.len(),
        ))
    }

    /// Makes a step, which has to be right.
    pub fn step(&self, body: &Value) {
        let done = self.post("/step", body);
        assert_eq!(done.status, 200, "{body}: {done:?}");
    }

    /// Does something, which has to be right.
    pub fn act(&self, what: &str) {
        let done = self.post("/do", &serde_json::json!({ "do": what }));
        assert_eq!(done.status, 200, "{what}: {done:?}");
    }

    /// Returns the page once every part of it is about the numbers that are seen.
    pub fn page(&self) -> String {
        let begun = Instant::now();
        loop {
            let page = self.get("/").body;
            let about = |id: &str| {
                let section = between(&page, &format!("id=\"{id}\" data-about=\""), "\"");
                section.parse::<u64>().expect("a number")
            };
            let status = between(&page, "id=\"pane-status\"", "</section>");
            let parts = [
                "now", "bridge", "lead", "racks", "waiting", "power", "limits", "curves",
                "options", "tables", "proof",
            ];
            let wanted = about("pane-head");
            let is_seen = |part: &&str| about(&format!("pane-{part}")) == wanted;
            if parts.iter().all(is_seen) && status.contains("<span></span>") {
                return page;
            }
            assert!(begun.elapsed() < PATIENCE, "no answer: {status}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Ends the desk as Ctrl-C does; returns how it ended, and after how long.
    pub fn interrupt(mut self) -> (ExitStatus, Duration) {
        let begun = Instant::now();
        let sent = Command::new("kill")
            .args(["-INT", &self.child.id().to_string()])
            .status();
        assert!(sent.expect("kill").success());
        let ended = self.child.wait().expect("an end");
        (ended, begun.elapsed())
    }

    /// Ends the desk as a crash does.
    pub fn kill(mut self) {
        self.child.kill().expect("a desk to kill");
        self.child.wait().expect("an end");
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the text between two others; empty where they are not there.
pub fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).map_or("", |(_, rest)| rest);
    rest.split_once(after).map_or("", |(between, _)| between)
}
