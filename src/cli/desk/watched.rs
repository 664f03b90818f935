//! The model file as it changes on disk.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::input::InputFile;

use super::server::Server;

/// How often the files are looked at.
const EVERY: Duration = Duration::from_millis(700);

/// What was looked at: which model, and date and size of each of its files.
#[derive(PartialEq)]
struct Look {
    model: usize,
    files: Vec<Option<(SystemTime, u64)>>,
}

/// Looks at the files of the model until the end, and tells when they are others.
pub async fn watch(server: Arc<Server>) {
    let mut last: Option<Look> = None;
    loop {
        tokio::time::sleep(EVERY).await;
        let asked = Arc::clone(&server);
        let before = last.take();
        let now = tokio::task::spawn_blocking(move || look(&asked, before.as_ref())).await;
        last = now.ok();
    }
}

/// Reads the files again where their dates or sizes are others than the last time.
fn look(server: &Server, before: Option<&Look>) -> Look {
    let (_, loaded) = server.desk.loaded();
    let about = |file: &InputFile| {
        let about = std::fs::metadata(&file.name).ok()?;
        Some((about.modified().ok()?, about.len()))
    };
    let now = Look {
        // A model that was made anew was read at another time.
        model: Arc::as_ptr(&loaded) as usize,
        files: loaded.files.iter().map(about).collect(),
    };
    if before != Some(&now) {
        // A file that is gone may be on its way: an editor writes it anew.
        let is_other = |file: &InputFile| {
            let content = std::fs::read(&file.name);
            content.is_ok_and(|content| content != file.content)
        };
        let is_changed = server.model.path.as_os_str() != "-" && loaded.files.iter().any(is_other);
        server.desk.file_changed(is_changed);
    }
    now
}
