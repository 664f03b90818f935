//! Which columns of the factor need which: the elimination tree.
//!
//! The parent of column `j` is the row of the first entry below its diagonal. In postorder a column follows all that are below
//! it in the tree, and neighbors of equal pattern stand side by side.
//!
//! Source of the method: Liu, "The role of elimination trees in sparse factorization" (1990).

use super::graph::Graph;

const NONE: usize = usize::MAX;

/// An order of elimination in postorder, with the tree and how many entries each column of the factor has.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    /// The node that goes first, second and so on.
    pub(super) order: Vec<usize>,
    /// By node: when it goes.
    pub(super) place: Vec<usize>,
    /// By column in the new order; [`usize::MAX`] for a root.
    pub(super) parent: Vec<usize>,
    /// By column in the new order: entries of the factor, the diagonal included.
    pub(super) counts: Vec<usize>,
}

impl Tree {
    pub(super) fn of(graph: &Graph, order: &[usize]) -> Self {
        let place = inverse(order);
        let parent = parents(graph, order, &place);
        let postorder = postorder(&parent);
        let order: Vec<usize> = postorder.iter().map(|&k| order[k]).collect();
        let moved = inverse(&postorder);
        let parent: Vec<usize> = postorder
            .iter()
            .map(|&k| {
                if parent[k] == NONE {
                    NONE
                } else {
                    moved[parent[k]]
                }
            })
            .collect();
        let place = inverse(&order);
        let counts = counts(graph, &order, &place, &parent);
        Self {
            order,
            place,
            parent,
            counts,
        }
    }

    /// Returns how many operations, additions and multiplications, a factorization takes.
    pub(super) fn operations(&self) -> f64 {
        self.counts
            .iter()
            .map(|&count| (count * count) as f64)
            .sum()
    }
}

fn inverse(order: &[usize]) -> Vec<usize> {
    let mut place = vec![0; order.len()];
    for (k, &node) in order.iter().enumerate() {
        place[node] = k;
    }
    place
}

fn parents(graph: &Graph, order: &[usize], place: &[usize]) -> Vec<usize> {
    let size = order.len();
    let mut parent = vec![NONE; size];
    let mut ancestor = vec![NONE; size];
    for (k, &node) in order.iter().enumerate() {
        for &other in graph.neighbors(node) {
            let mut j = place[other];
            // Paths are shortened on the way, so that each is walked about once.
            while j < k {
                let above = std::mem::replace(&mut ancestor[j], k);
                if above == NONE {
                    parent[j] = k;
                    break;
                }
                j = above;
            }
        }
    }
    parent
}

fn postorder(parent: &[usize]) -> Vec<usize> {
    let size = parent.len();
    let mut first_child = vec![NONE; size];
    let mut next_sibling = vec![NONE; size];
    for j in (0..size).rev() {
        if parent[j] != NONE {
            next_sibling[j] = first_child[parent[j]];
            first_child[parent[j]] = j;
        }
    }
    let mut order = Vec::with_capacity(size);
    let mut open = Vec::new();
    for root in (0..size).filter(|&j| parent[j] == NONE) {
        open.push(root);
        while let Some(&j) = open.last() {
            let child = first_child[j];
            if child == NONE {
                open.pop();
                order.push(j);
            } else {
                first_child[j] = next_sibling[child];
                open.push(child);
            }
        }
    }
    order
}

fn counts(graph: &Graph, order: &[usize], place: &[usize], parent: &[usize]) -> Vec<usize> {
    let size = order.len();
    let mut counts = vec![1; size];
    let mut seen = vec![NONE; size];
    for (k, &node) in order.iter().enumerate() {
        seen[k] = k;
        // Row k of the factor has an entry in every column on the way up from those that the matrix has one in.
        for &other in graph.neighbors(node) {
            let mut j = place[other];
            while j < k && seen[j] != k {
                seen[j] = k;
                counts[j] += 1;
                j = parent[j];
            }
        }
    }
    counts
}
