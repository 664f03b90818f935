//! Who may come in: the link lets a browser in once, a cookie keeps it in; no other site, and no other name of this machine.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::http::header::{COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::desk::State as Seen;
use crate::report::html::desk::policy;

use super::is_this_machine;
use super::server::Server;

/// How many random bytes a secret has.
const SECRET: usize = 24;
/// The header in which the page's script says what only the page knows.
const SAID: HeaderName = HeaderName::from_static("x-waferline-secret");
/// Where a browser says which site a request comes from.
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What lets browsers in.
pub struct Guard {
    listen: IpAddr,
    port: u16,
    /// What lets the next browser in.
    entrance: Mutex<String>,
    /// Whether it lets others in after that.
    is_kept: bool,
    /// What a browser that is in says with every request.
    cookie: String,
    /// What the page says when it changes something.
    secret: String,
}

/// Returns a text that nobody can guess.
fn secret() -> Result<String, String> {
    let mut bytes = [0; SECRET];
    getrandom::fill(&mut bytes).map_err(|error| format!("no random numbers: {error}"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Returns whether two texts are the same, in a time that says nothing about where they differ.
fn is_same(a: &str, b: &str) -> bool {
    Sha256::digest(a) == Sha256::digest(b)
}

impl Guard {
    pub fn new(listen: IpAddr, port: u16, token: Option<String>) -> Result<Self, String> {
        Ok(Self {
            listen,
            port,
            is_kept: token.is_some(),
            entrance: Mutex::new(match token {
                Some(token) => token,
                None => secret()?,
            }),
            cookie: secret()?,
            secret: secret()?,
        })
    }

    /// Returns the link that lets the next browser in.
    pub fn link(&self) -> String {
        let entrance = self.entrance.lock();
        let token = entrance.unwrap_or_else(PoisonError::into_inner).clone();
        let host = match self.listen {
            IpAddr::V6(address) => format!("[{address}]"),
            IpAddr::V4(address) => address.to_string(),
        };
        format!("http://{host}:{}/?token={token}", self.port)
    }

    /// Returns what the page says when it changes something.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// Returns the name of the cookie: desks at other ports of the machine have others.
    fn cookie_name(&self) -> String {
        format!("waferline_desk_{}", self.port)
    }

    /// Takes a token; one that lets one browser in is replaced by the next.
    fn lets_in(&self, token: &str) -> bool {
        let entrance = self.entrance.lock();
        let mut entrance = entrance.unwrap_or_else(PoisonError::into_inner);
        let is_right = is_same(&entrance, token);
        if is_right
            && !self.is_kept
            && let Ok(next) = secret()
        {
            *entrance = next;
        }
        is_right
    }

    /// Returns whether a request is made to this machine by a name that no other site can give it.
    fn knows_host(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port),
            _ => (host, "80"),
        };
        if port.parse() != Ok(self.port) {
            return false;
        }
        let name = name.trim_start_matches('[').trim_end_matches(']');
        match name.parse::<IpAddr>() {
            // An address is no name that could be pointed elsewhere.
            Ok(address) => !is_this_machine(self.listen) || is_this_machine(address),
            Err(_) => name.eq_ignore_ascii_case("localhost") && is_this_machine(self.listen),
        }
    }

    fn is_in(&self, headers: &HeaderMap) -> bool {
        let name = self.cookie_name();
        let cookies = headers.get_all(COOKIE).iter();
        let cookies = cookies.filter_map(|it| it.to_str().ok());
        let mut pairs = cookies
            .flat_map(|it| it.split(';'))
            .filter_map(|it| it.trim().split_once('='));
        pairs.any(|(known, value)| known == name && is_same(value, &self.cookie))
    }

    /// Returns whether a request that changes something comes from the page.
    fn is_of_page(&self, headers: &HeaderMap, host: &str) -> bool {
        let text = |name: &HeaderName| headers.get(name).and_then(|it| it.to_str().ok());
        text(&ORIGIN) == Some(&format!("http://{host}"))
            && text(&SAID).is_some_and(|said| is_same(said, &self.secret))
    }
}

/// Lets requests through that may come in.
pub async fn check(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let guard = &server.guard;
    let headers = request.headers();
    let host = headers
        .get(HOST)
        .and_then(|it| it.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    if !guard.knows_host(&host) {
        return refusal(
            StatusCode::MISDIRECTED_REQUEST,
            "This is no name of the desk.",
        );
    }
    if request.uri().path() == "/"
        && request.method() == Method::GET
        && let Some(token) = token(request.uri())
    {
        return enter(&server, &token, request.uri());
    }
    if !guard.is_in(headers) {
        return refusal(
            StatusCode::UNAUTHORIZED,
            "The desk does not know this browser. Open the link that waferline printed last in its terminal.",
        );
    }
    let site = headers.get(SITE).and_then(|it| it.to_str().ok());
    let is_foreign = site.is_some_and(|it| it != "same-origin" && it != "none");
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_foreign || (!is_reading && !guard.is_of_page(headers, &host)) {
        return refusal(
            StatusCode::FORBIDDEN,
            "This request does not come from the desk's page.",
        );
    }
    with_headers(next.run(request).await)
}

fn token(uri: &Uri) -> Option<String> {
    let query = uri.query()?;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs
        .find(|(name, _)| name == "token")
        .map(|(_, token)| token.into_owned())
}

/// Lets a browser in that has the token, and leads it to the page without the token.
fn enter(server: &Server, token: &str, uri: &Uri) -> Response {
    let guard = &server.guard;
    if !guard.lets_in(token) {
        return refusal(
            StatusCode::UNAUTHORIZED,
            "This link has let a browser in before, or is not right. Open the link that waferline printed last in its terminal.",
        );
    }
    if !guard.is_kept {
        server
            .terminal
            .note(&format!("for another browser: {}", guard.link()));
    }
    let cookie = format!(
        "{}={}; HttpOnly; SameSite=Strict; Path=/",
        guard.cookie_name(),
        guard.cookie
    );
    let seen = Seen::of_query(uri.query().unwrap_or_default()).query();
    let to = if seen.is_empty() {
        "/".to_owned()
    } else {
        format!("/?{seen}")
    };
    let headers = [(SET_COOKIE, cookie), (LOCATION, to)];
    with_headers((StatusCode::SEE_OTHER, headers).into_response())
}

fn refusal(status: StatusCode, words: &str) -> Response {
    with_headers((status, words.to_owned()).into_response())
}

/// Returns the answer with what keeps other sites out of it.
fn with_headers(mut response: Response) -> Response {
    let policy = HeaderValue::from_str(&policy());
    let headers = response.headers_mut();
    if let Ok(policy) = policy {
        headers.insert("content-security-policy", policy);
    }
    let fixed = [
        ("cache-control", "no-store"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    fn guard(listen: IpAddr, token: Option<&str>) -> Guard {
        Guard::new(listen, 4000, token.map(str::to_owned)).expect("random numbers")
    }

    #[test]
    fn only_names_of_this_machine_are_known() {
        let here = guard(Ipv4Addr::LOCALHOST.into(), None);
        for host in [
            "127.0.0.1:4000",
            "localhost:4000",
            "LOCALHOST:4000",
            "[::1]:4000",
        ] {
            assert!(here.knows_host(host), "{host}");
        }
        for host in [
            "",
            "127.0.0.1",
            "127.0.0.1:4001",
            "evil.example:4000",
            "192.168.0.7:4000",
            "localhost.evil.example:4000",
        ] {
            assert!(!here.knows_host(host), "{host}");
        }
        let all = guard(Ipv4Addr::UNSPECIFIED.into(), Some("0123456789abcdef"));
        assert!(all.knows_host("192.168.0.7:4000"));
        assert!(!all.knows_host("evil.example:4000"));
        assert!(
            guard(Ipv6Addr::LOCALHOST.into(), None)
                .link()
                .starts_with("http://[::1]:4000/?token=")
        );
    }

    #[test]
    fn a_link_lets_one_browser_in_and_a_given_token_all() {
        let once = guard(Ipv4Addr::LOCALHOST.into(), None);
        let link = once.link();
        let token = link.split_once('=').expect("a token").1;
        assert!(!once.lets_in("something else"));
        assert!(once.lets_in(token));
        assert!(!once.lets_in(token));
        assert_ne!(once.link(), link);
        let given = guard(Ipv4Addr::LOCALHOST.into(), Some("0123456789abcdef"));
        assert!(given.lets_in("0123456789abcdef"));
        assert!(given.lets_in("0123456789abcdef"));
    }
}
