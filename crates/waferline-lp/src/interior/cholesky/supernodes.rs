//! Columns of the factor of one pattern, kept together: supernodes.
//!
//! A supernode's columns are a dense trapezoid, and dense arithmetic is what a processor is fast at. A child that stands right
//! before its parent joins it if what it must store as 0 for that is little.
//!
//! Source of the method: Ashcraft and Grimes, "The influence of relaxed supernode partitions on the multifrontal method"
//! (1989).

use super::graph::Graph;
use super::tree::Tree;

const NONE: usize = usize::MAX;

/// A child joins its parent while zeros are no more than this share of the joined trapezoid, for up to so many columns: small
/// ones cost more to pass on than to fill (the steps of CHOLMOD: Chen, Davis, Hager and Rajamanickam 2008).
const ZEROS: [(usize, f64); 3] = [(4, 0.8), (16, 0.2), (48, 0.05)];

/// The supernodes in postorder, with their rows.
#[derive(Clone, Debug)]
pub(super) struct Supernodes {
    /// The first column of each, and the end.
    pub(super) first: Vec<usize>,
    /// The rows of each, its own columns first, ascending.
    pub(super) rows: Vec<Vec<usize>>,
    /// How many children's updates each takes over.
    pub(super) children: Vec<usize>,
}

impl Supernodes {
    pub(super) fn of(graph: &Graph, tree: &Tree) -> Self {
        let first = partition(tree);
        let count = first.len() - 1;
        let mut node_of = vec![0; tree.order.len()];
        for s in 0..count {
            node_of[first[s]..first[s + 1]].fill(s);
        }
        let mut rows: Vec<Vec<usize>> = vec![Vec::new(); count];
        let mut children = vec![0; count];
        let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); count];
        let mut seen = vec![NONE; tree.order.len()];
        for s in 0..count {
            let end = first[s + 1];
            let mut below = Vec::new();
            let mut see = |row: usize| {
                if row >= end && seen[row] != s {
                    seen[row] = s;
                    below.push(row);
                }
            };
            for column in first[s]..end {
                let others = graph.neighbors(tree.order[column]).iter();
                others.for_each(|&other| see(tree.place[other]));
            }
            for child in std::mem::take(&mut waiting[s]) {
                let own = first[child + 1] - first[child];
                rows[child][own..].iter().for_each(|&row| see(row));
            }
            below.sort_unstable();
            if let Some(&parent) = below.first() {
                children[node_of[parent]] += 1;
                waiting[node_of[parent]].push(s);
            }
            rows[s] = (first[s]..end).chain(below).collect();
        }
        Self {
            first,
            rows,
            children,
        }
    }
}

/// Returns where each supernode begins, and the end.
fn partition(tree: &Tree) -> Vec<usize> {
    let size = tree.order.len();
    let mut child_count = vec![0; size];
    for &parent in tree.parent.iter().filter(|&&parent| parent != NONE) {
        child_count[parent] += 1;
    }
    // Each open supernode: its first column, entries that are not 0, and its last column.
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (j, &children) in child_count.iter().enumerate() {
        let follows = j > 0 && tree.parent[j - 1] == j;
        let fits = follows && tree.counts[j - 1] == tree.counts[j] + 1;
        match open.last_mut() {
            Some(last) if fits && children == 1 => last.1 += tree.counts[j],
            _ => open.push((j, tree.counts[j])),
        }
    }
    join(tree, &open)
}

/// Lets children join their parents where that stores few zeros.
fn join(tree: &Tree, strict: &[(usize, usize)]) -> Vec<usize> {
    let size = tree.order.len();
    let mut joined: Vec<(usize, usize)> = Vec::with_capacity(strict.len());
    for (k, &(first, entries)) in strict.iter().enumerate() {
        let end = strict.get(k + 1).map_or(size, |next| next.0);
        let mut now = (first, entries);
        while let Some(&(before, its)) = joined.last() {
            if now.0 == 0 || tree.parent[now.0 - 1] == NONE || tree.parent[now.0 - 1] >= end {
                break;
            }
            let columns = end - before;
            let height = columns + tree.counts[end - 1] - 1;
            let stored = columns * height - columns * (columns - 1) / 2;
            let zeros = (stored - its - now.1) as f64 / stored as f64;
            if !ZEROS
                .iter()
                .any(|&(most, share)| columns <= most && zeros <= share)
                && zeros > 0.0
            {
                break;
            }
            now = (before, its + now.1);
            joined.pop();
        }
        joined.push(now);
    }
    let mut first: Vec<usize> = joined.into_iter().map(|(first, _)| first).collect();
    first.push(size);
    first
}
