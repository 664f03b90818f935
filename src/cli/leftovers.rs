//! What writers that were killed left beside their targets, and how it is known for theirs.
//!
//! A temporary is called `.waferline-TARGET-ORIGIN-PROCESS-random`. It is nobody's any more if its process is gone, as far
//! as that can be seen from here: on the same running system, in the same space of process numbers. Elsewhere (another
//! machine that shares the folder, another container), and on systems that do not say, only age tells.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use crate::provenance::sha256;

use super::output::folder_of;

/// Writers need seconds; what is older than this is nobody's.
const NOBODYS: Duration = Duration::from_secs(60 * 60);
/// This many letters of a target's name are in that of its temporaries; names have at most 255 bytes.
const LETTERS: usize = 40;
/// This many digits of a digest tell one origin from others.
const DIGITS: usize = 8;
/// The origin where the system does not say.
const UNKNOWN: &str = "0";

/// Returns how the name of a temporary for a target begins.
pub fn prefix(target: &Path) -> String {
    format!("{}{}-{}-", of(target), origin(), std::process::id())
}

/// Removes what killed writers left for this target. What cannot be removed stays; it is in nobody's way.
pub fn sweep(target: &Path) {
    sweep_folder(folder_of(target), &of(target));
}

/// Removes what killed writers left in a folder that is wholly ours, for whatever target.
pub fn sweep_all(folder: &Path) {
    sweep_folder(folder, ".waferline-");
}

fn sweep_folder(folder: &Path, begins: &str) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with(begins) || !is_nobodys(&name, &entry) {
            continue;
        }
        let path = entry.path();
        let _ = if path.is_dir() {
            fs::remove_dir_all(path)
        } else {
            fs::remove_file(path)
        };
    }
}

fn of(target: &Path) -> String {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let short: String = name.chars().take(LETTERS).collect();
    format!(".waferline-{short}-")
}

/// Whether the writer of a temporary is gone.
fn is_nobodys(name: &str, entry: &fs::DirEntry) -> bool {
    // The target's name may have any letters; what follows has none but digits and letters.
    let mut parts = name.rsplit('-');
    let (_, process, from) = (parts.next(), parts.next(), parts.next());
    let (Some(process), Some(from)) = (process.and_then(|it| it.parse::<u32>().ok()), from) else {
        return false;
    };
    if from == origin() && from != UNKNOWN {
        return !Path::new(&format!("/proc/{process}")).exists();
    }
    let modified = entry.metadata().and_then(|it| it.modified());
    modified.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > NOBODYS))
}

/// Returns what names this running system and its space of process numbers.
fn origin() -> &'static str {
    static ORIGIN: OnceLock<String> = OnceLock::new();
    ORIGIN.get_or_init(|| {
        let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id");
        let space = fs::read_link("/proc/self/ns/pid");
        match (boot, space) {
            (Ok(boot), Ok(space)) => {
                let digest = sha256(format!("{boot}{}", space.display()).as_bytes());
                digest.chars().take(DIGITS).collect()
            }
            _ => UNKNOWN.to_owned(),
        }
    })
}
