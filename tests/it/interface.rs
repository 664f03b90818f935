//! The public interface of all libraries, as a list: what is added or taken away is seen.
//!
//! A listing of our own, from the sources: rustdoc's needs another toolchain. Items behind a feature are on it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::{Fields, ImplItem, Item, TraitItem, UseTree, Visibility};

/// Where a module is: `["model", "field"]`.
type Place = Vec<String>;

/// A library's modules with their items.
struct Library {
    modules: BTreeMap<Place, Vec<Item>>,
    /// Modules that anybody may name.
    open: BTreeSet<Place>,
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

impl Library {
    fn read(root: &Path) -> Self {
        let mut library = Self {
            modules: BTreeMap::new(),
            open: BTreeSet::from([Vec::new()]),
        };
        library.module(&root.join("lib.rs"), root, &Vec::new());
        library
    }

    fn module(&mut self, file: &Path, folder: &Path, place: &Place) {
        let text = fs::read_to_string(file).expect("a module");
        let items = syn::parse_file(&text).expect("Rust").items;
        for item in &items {
            let Item::Mod(module) = item else { continue };
            let name = module.ident.to_string();
            // Tests stand in their file.
            if module.content.is_some() {
                continue;
            }
            let inner = [place.clone(), vec![name.clone()]].concat();
            if is_public(&module.vis) && self.open.contains(place) {
                self.open.insert(inner.clone());
            }
            let beside = folder.join(format!("{name}.rs"));
            let inside: PathBuf = folder.join(&name);
            let file = if beside.exists() {
                beside
            } else {
                inside.join("mod.rs")
            };
            self.module(&file, &inside, &inner);
        }
        self.modules.insert(place.clone(), items);
    }

    /// Returns the items of a module by their names, with the modules that define them; what it uses publicly too.
    fn exported(&self, place: &Place) -> Vec<(String, Place, &Item)> {
        let mut found = Vec::new();
        for item in self.modules.get(place).into_iter().flatten() {
            if let Some((name, visibility)) = named(item) {
                if is_public(visibility) {
                    found.push((name, place.clone(), item));
                }
            } else if let Item::Use(it) = item
                && is_public(&it.vis)
            {
                for (path, name) in leaves(&it.tree, &Vec::new()) {
                    found.extend(self.used(place, &path, &name));
                }
            }
        }
        found
    }

    /// Returns what `path` names, seen from a module; nothing where it is of another library.
    fn used(&self, from: &Place, path: &[String], name: &str) -> Vec<(String, Place, &Item)> {
        let (last, modules) = path.split_last().expect("a path");
        let mut place = from.clone();
        for (i, word) in modules.iter().enumerate() {
            match word.as_str() {
                "crate" if i == 0 => place.clear(),
                "self" => {}
                "super" => drop(place.pop()),
                word => place.push(word.to_owned()),
            }
        }
        if !self.modules.contains_key(&place) {
            return Vec::new();
        }
        let all = self.exported(&place).into_iter();
        let of_name = all.filter(|(known, ..)| last == "*" || known == last);
        let renamed = |(known, place, item)| match last.as_str() {
            "*" => (known, place, item),
            _ => (name.to_owned(), place, item),
        };
        of_name.map(renamed).collect()
    }

    /// Returns the public functions of a type that a module defines.
    fn methods(&self, of: &str, defined: &Place) -> BTreeSet<String> {
        let mut methods = BTreeSet::new();
        for (place, items) in &self.modules {
            let has_its_own = place != defined
                && items
                    .iter()
                    .any(|it| named(it).is_some_and(|it| it.0 == of));
            for item in items {
                let Item::Impl(it) = item else { continue };
                let syn::Type::Path(path) = &*it.self_ty else {
                    continue;
                };
                let is_it = path.path.segments.last().is_some_and(|it| it.ident == of);
                if it.trait_.is_some() || !is_it || has_its_own {
                    continue;
                }
                methods.extend(it.items.iter().filter_map(|it| match it {
                    ImplItem::Fn(it) if is_public(&it.vis) => Some(format!("fn {}", it.sig.ident)),
                    ImplItem::Const(it) if is_public(&it.vis) => {
                        Some(format!("const {}", it.ident))
                    }
                    _ => None,
                }));
            }
        }
        methods
    }

    /// Returns a line for each thing that a user of the library can name.
    fn interface(&self) -> BTreeSet<String> {
        let mut lines = BTreeSet::new();
        let mut listed: BTreeMap<(Place, String), String> = BTreeMap::new();
        for place in &self.open {
            for (name, defined, item) in self.exported(place) {
                let path = [place.clone(), vec![name.clone()]].concat().join("::");
                let defined_as = named(item).map_or_else(|| name.clone(), |it| it.0);
                // What has two names is listed in full under the first.
                if let Some(first) = listed.get(&(defined.clone(), defined_as.clone())) {
                    lines.insert(format!("{path} (also {first})"));
                    continue;
                }
                listed.insert((defined.clone(), defined_as.clone()), path.clone());
                let mut add = |what: &str, inner: &str| {
                    lines.insert(format!("{path}{inner} ({what})"));
                };
                match item {
                    Item::Struct(it) => {
                        add("struct", "");
                        for field in fields(&it.fields) {
                            add("field", &format!(".{field}"));
                        }
                    }
                    Item::Enum(it) => {
                        add("enum", "");
                        for variant in &it.variants {
                            add("variant", &format!("::{}", variant.ident));
                        }
                    }
                    Item::Trait(it) => {
                        add("trait", "");
                        for item in &it.items {
                            if let TraitItem::Fn(it) = item {
                                add("method", &format!("::{}", it.sig.ident));
                            }
                        }
                    }
                    Item::Fn(_) => add("fn", ""),
                    Item::Const(_) | Item::Static(_) => add("const", ""),
                    Item::Type(_) => add("type", ""),
                    _ => {}
                }
                for method in self.methods(&defined_as, &defined) {
                    let (what, inner) = method.split_once(' ').expect("what and a name");
                    lines.insert(format!("{path}::{inner} ({what})"));
                }
            }
        }
        lines
    }
}

fn named(item: &Item) -> Option<(String, &Visibility)> {
    Some(match item {
        Item::Struct(it) => (it.ident.to_string(), &it.vis),
        Item::Enum(it) => (it.ident.to_string(), &it.vis),
        Item::Trait(it) => (it.ident.to_string(), &it.vis),
        Item::Fn(it) => (it.sig.ident.to_string(), &it.vis),
        Item::Const(it) => (it.ident.to_string(), &it.vis),
        Item::Static(it) => (it.ident.to_string(), &it.vis),
        Item::Type(it) => (it.ident.to_string(), &it.vis),
        _ => return None,
    })
}

fn fields(fields: &Fields) -> Vec<String> {
    let public = fields
        .iter()
        .enumerate()
        .filter(|(_, field)| is_public(&field.vis));
    let name = |(i, field): (usize, &syn::Field)| match &field.ident {
        Some(name) => name.to_string(),
        None => i.to_string(),
    };
    public.map(name).collect()
}

/// Returns the paths that a `use` names, with the names that they get.
fn leaves(tree: &UseTree, before: &Vec<String>) -> Vec<(Vec<String>, String)> {
    let with = |word: String| [before.clone(), vec![word]].concat();
    match tree {
        UseTree::Path(it) => leaves(&it.tree, &with(it.ident.to_string())),
        UseTree::Name(it) => vec![(with(it.ident.to_string()), it.ident.to_string())],
        UseTree::Rename(it) => vec![(with(it.ident.to_string()), it.rename.to_string())],
        UseTree::Glob(_) => vec![(with("*".to_owned()), "*".to_owned())],
        UseTree::Group(it) => it.items.iter().flat_map(|it| leaves(it, before)).collect(),
    }
}

fn listed(root: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(root);
    let lines = Library::read(&root).interface();
    assert!(lines.len() > 30, "the sources were read");
    lines.into_iter().collect::<Vec<_>>().join("\n")
}

#[test]
fn of_waferline() {
    insta::assert_snapshot!("interface-of-waferline", listed("src"));
}

#[test]
fn of_waferline_highs() {
    insta::assert_snapshot!(
        "interface-of-waferline-highs",
        listed("crates/waferline-highs/src")
    );
}

#[test]
fn of_waferline_lp() {
    insta::assert_snapshot!(
        "interface-of-waferline-lp",
        listed("crates/waferline-lp/src")
    );
}
